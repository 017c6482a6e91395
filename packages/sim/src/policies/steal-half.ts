/** Go's amount, named. */

import { halfOfQueue } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const stealHalf: NamedPolicy = {
  name: 'steal-half',
  about: 'Go by another name: a steal moves half of the queue, rounded up',
  policy: goWith('steal-half', { amount: halfOfQueue }),
};
