/** Steals only where it is worth it. */

import { stealAtMost } from '@pilfer/scheduler/policy';
import { SimError } from '../program/errors.js';
import type { SimPolicy } from '../program/policy.js';
import { goWith } from './base.js';
import type { NumberedPolicy } from './entry.js';

/** Steals one, from victims that have at least `least` queued. */
export function threshold(least: number): SimPolicy {
  if (!Number.isSafeInteger(least) || least < 1) {
    throw new SimError(`threshold: expected an integer from 1, got ${least}`);
  }
  return goWith(
    `threshold-${least}`,
    {
      amount: {
        name: `one-from-${least}`,
        amount: (queued) => (queued < least ? 0 : stealAtMost(queued, 1)),
      },
    },
    { stealsNext: false },
  );
}

export const thresholdN: NumberedPolicy = {
  name: 'threshold',
  about: 'steals one task, from queues of at least N',
  make: threshold,
};
