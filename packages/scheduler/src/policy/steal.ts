/** How many tasks a steal moves, and what the last round may do that the others may not. */

import { GO } from './constants.js';

/** A way to choose how many tasks a steal moves. */
export interface StealAmount {
  readonly name: string;
  /** Returns how many of `queued` tasks move: at least 1 if there is one, at most `max`. */
  amount(queued: number, max: number): number;
}

/** Half of the queue, rounded up, at most `max`. Go: `runqgrab`, §5. */
export function stealHalf(queued: number, max: number = GO.stealMax): number {
  const half = queued - (queued >> 1);
  return half < max ? half : max;
}

/** `k` tasks, or all if there are fewer. */
export function stealAtMost(queued: number, k: number): number {
  return queued < k ? queued : k;
}

/**
 * True if this round, counted from 0, may also take the victim's `next` task: the last one only,
 * since the victim is about to run it itself. Go: `stealWork`, §7.
 */
export function roundStealsNext(round: number, rounds: number = GO.stealRounds): boolean {
  return round === rounds - 1;
}

/** Go's choice. */
export const halfOfQueue: StealAmount = { name: 'half', amount: stealHalf };

/** The oldest task only: the choice of Cilk and of most fork/join runtimes. */
export const oneTask: StealAmount = { name: 'one', amount: (queued) => stealAtMost(queued, 1) };

/** At most `k` tasks. */
export function fixedAmount(k: number): StealAmount {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new RangeError(`steal: the amount must be an integer from 1, got ${k}`);
  }
  return {
    name: `at-most-${k}`,
    amount: (queued, max) => stealAtMost(queued, k < max ? k : max),
  };
}
