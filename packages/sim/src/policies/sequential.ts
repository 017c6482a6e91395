/** Victims without a random number. */

import { sequentialOrder } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const sequential: NamedPolicy = {
  name: 'sequential',
  about: 'Go, but victims in the order of their numbers',
  policy: goWith('sequential', { victims: sequentialOrder }),
};
