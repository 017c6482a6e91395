/** How much a steal moves: one, half, at most k; or nothing below a threshold. */

import { fixedAmount, halfOfQueue, oneTask, stealAtMost } from '@pilfer/scheduler/policy';
import { SimError } from '../program/errors.js';
import type { SimPolicy } from '../program/policy.js';
import { goWith } from './base.js';

export const stealOne: SimPolicy = goWith('steal-one', { amount: oneTask });
export const stealHalf: SimPolicy = goWith('steal-half', { amount: halfOfQueue });

export function stealK(k: number): SimPolicy {
  return goWith(`steal-${k}`, { amount: fixedAmount(k) });
}

/** Steals one, from victims that have at least `threshold` queued. */
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
