/** Placement by chance. */

import { noVictims, placeSpread } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const randomPlacement: NamedPolicy = {
  name: 'random',
  about: 'new tasks to a random P, no stealing',
  policy: goWith('random', { placement: placeSpread, victims: noVictims }, { stealRounds: 0 }),
};
