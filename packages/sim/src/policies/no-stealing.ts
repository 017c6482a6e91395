/** What each P has it keeps. */

import { noVictims } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const noStealing: NamedPolicy = {
  name: 'no-stealing',
  about: 'Go without stealing',
  policy: goWith('no-stealing', { victims: noVictims }, { stealRounds: 0 }),
};
