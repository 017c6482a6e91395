/**
 * How long to stay awake without work, how often to wake others, how deep to help. These are ours:
 * Go's searchers make one pass and sleep, since a goroutine's wake-up is cheap for its waker. Here
 * it costs the waker 11 to 28 µs, more than most tasks; so a thread that has just worked keeps
 * looking for a while, and tiny forks do not wake anybody in a stream.
 */

import { PILFER } from './constants.js';

/**
 * Returns for how many more nanoseconds an M may search before it parks; 0: park now.
 *
 * The time counts from the end of the last task, so an M that was woken in vain sleeps again at
 * once. Nobody spins where spinning takes a core from a working thread: `busy` and `spinning` count
 * the other Ms that run tasks and that search. That at most half may search is `maySearch`'s rule.
 */
export function spinBudget(
  sinceWorkNs: number,
  spinning: number,
  busy: number,
  cores: number,
  spinAfterWorkNs: number = PILFER.spinAfterWorkNs,
): number {
  if (cores < 2 || busy + spinning >= cores) return 0;
  return sinceWorkNs < spinAfterWorkNs ? spinAfterWorkNs - sinceWorkNs : 0;
}

/**
 * True if a P that exposes forks may wake a parked thief: the last wake-up by its forks is long
 * enough ago. A thief that searches is served without it.
 */
export function mayWakeForFork(
  sinceWakeNs: number,
  exposureWakeNs: number = PILFER.exposureWakeNs,
): boolean {
  return sinceWakeNs >= exposureWakeNs;
}

/**
 * True if an M that waits in a join, inside `depth` other joins, may run another fork meanwhile.
 * Each fork it runs is another frame on its stack and delays the join it waits for.
 */
export function mayHelp(depth: number, helpDepth: number = PILFER.helpDepth): boolean {
  return depth < helpDepth;
}
