/** Steals of at most so many tasks. */

import { fixedAmount } from '@pilfer/scheduler/policy';
import type { SimPolicy } from '../program/policy.js';
import { goWith } from './base.js';
import type { NumberedPolicy } from './entry.js';

/** Go, but a steal moves at most `k` tasks. */
export function stealK(k: number): SimPolicy {
  return goWith(`steal-${k}`, { amount: fixedAmount(k) });
}

export const stealN: NumberedPolicy = {
  name: 'steal',
  about: 'Go, but a steal moves at most N tasks',
  make: stealK,
};
