/** Victims by experience. */

import { lastVictimOrder } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const lastVictim: NamedPolicy = {
  name: 'last-victim',
  about: 'Go, but first the victim of the last steal',
  policy: goWith('last-victim', { victims: lastVictimOrder }),
};
