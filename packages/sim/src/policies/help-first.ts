/** Go's own way at a fork. */

import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const helpFirst: NamedPolicy = {
  name: 'help-first',
  about: 'after a fork the creator goes on (as Go)',
  policy: goWith('help-first', { creation: 'help-first' }),
};
