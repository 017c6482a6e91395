/** Cilk's way at a fork. */

import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const workFirst: NamedPolicy = {
  name: 'work-first',
  about: 'after a fork the new task runs, and the creator can be stolen (as Cilk)',
  policy: goWith('work-first', { creation: 'work-first' }, { ownerOrder: 'lifo' }),
};
