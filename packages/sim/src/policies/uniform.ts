/** Victims drawn with replacement, as theory has them. */

import { uniformOrder } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const uniform: NamedPolicy = {
  name: 'uniform',
  about: 'Go, but each victim drawn anew',
  policy: goWith('uniform', { victims: uniformOrder }),
};
