/** How many tasks travel between a local queue and the global one. */

import { GO } from './constants.js';

/**
 * Returns how many tasks a P takes from the global queue at once: its share of what is there, and
 * one. The first is run, the others go to its local queue. `max` is 1 at the tick; 0 is no limit.
 * Go: `globrunqget`, §5.
 */
export function globalBatch(
  queued: number,
  procs: number,
  max: number,
  batchMax: number = GO.globalBatchMax,
): number {
  let batch = ((queued / procs) | 0) + 1;
  if (batch > queued) batch = queued;
  if (max > 0 && batch > max) batch = max;
  return batch < batchMax ? batch : batchMax;
}

/**
 * Returns how many of the oldest tasks leave a full local queue: half of it. The new task leaves
 * with them, as the last. Go: `runqputslow`, §5 (128 and 1).
 */
export function overflowAmount(queued: number, batchMax: number = GO.overflowBatch): number {
  const half = queued >> 1;
  return half < batchMax ? half : batchMax;
}

/**
 * Returns how many of `count` tasks that became runnable together go to the global queue, each to
 * be found by an idle P that is started for it. The rest goes to the local queue of the P that made
 * them runnable, if there is one. Go: `injectglist`, §8.
 */
export function injectsGlobally(count: number, idleProcs: number, hasProc: boolean): number {
  return hasProc && idleProcs < count ? idleProcs : count;
}
