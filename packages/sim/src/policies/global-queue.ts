/** Every put and take goes through one lock. */

import { noVictims, placeGlobally } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const globalQueue: NamedPolicy = {
  name: 'global-queue',
  about: 'one queue for all, whose lock everybody needs',
  policy: goWith(
    'global-queue',
    { placement: placeGlobally, victims: noVictims },
    { stealRounds: 0, globalBatchMax: 1 },
  ),
};
