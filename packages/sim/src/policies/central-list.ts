/** Graham's list scheduling: one queue in the order of the functions' ranks. */

import { noVictims, placeGlobally } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const centralList: NamedPolicy = {
  name: 'central-list',
  about: "one queue in the order of ranks: Graham's list scheduling",
  policy: goWith(
    'central-list',
    { placement: placeGlobally, victims: noVictims, globalOrder: 'rank' },
    { stealRounds: 0, globalBatchMax: 1 },
  ),
};
