/**
 * Who wakes whom, and who may search.
 *
 * Waking a thread for every new task would wake many in vain; waking none would leave processors
 * idle. Go's answer (head of `proc.go`, "Worker thread parking/unparking"): new work wakes one
 * machine, and only if nobody is searching already, since a searcher will find it; and the last
 * searcher that finds something wakes the next. So wake-ups spread one at a time, for as long as
 * there is something to find.
 */

import { GO } from './constants.js';
import type { SleeperOrder } from './constants.js';

/** Decides whether new work wakes a machine. */
export interface WakeRule {
  readonly name: string;
  wakes(searching: number, idleProcs: number): boolean;
}

/** True if new work should wake a machine: nobody searches and a P is idle. Go: `wakep`, §8. */
export function shouldWake(searching: number, idleProcs: number): boolean {
  return searching === 0 && idleProcs > 0;
}

/**
 * True if one more M may search: fewer than half of the busy Ps do. The searcher itself counts as
 * busy, not yet as searching. Go: `findRunnable`, §6 step 10.
 */
export function maySearch(
  searching: number,
  procs: number,
  idleProcs: number,
  factor: number = GO.searchFactor,
): boolean {
  return factor * searching < procs - idleProcs || factor === 0;
}

/**
 * True if an M that found work wakes one more: it was a searcher, the last one, and a P is idle.
 * `searchingLeft` does not count it any more. Go: `resetspinning`, §8.
 */
export function wakesNextOnFound(
  wasSearching: boolean,
  searchingLeft: number,
  idleProcs: number,
): boolean {
  return wasSearching && shouldWake(searchingLeft, idleProcs);
}

/**
 * True if an M that is about to give up its P must search once more, since a wake-up found no idle P
 * in the meantime. Go: `needspinning`, §6 step 12.
 */
export function searchesOnceMore(wasSearching: boolean, wakePending: boolean): boolean {
  return wakePending && !wasSearching;
}

/**
 * Returns which of `parked` sleepers to wake, as an index in the order in which they fell asleep, or
 * −1. The youngest sleeper has the warmest caches, and lets the others sleep on. Go: `midle`, §4.
 */
export function sleeperToWake(parked: number, order: SleeperOrder = GO.sleeperOrder): number {
  return order === 'lifo' || parked === 0 ? parked - 1 : 0;
}

/** Go's rule. */
export const wakeOne: WakeRule = { name: 'one', wakes: shouldWake };

/** Each new task wakes a machine while a P is idle: the thundering herd. */
export const wakeAlways: WakeRule = { name: 'always', wakes: (_, idleProcs) => idleProcs > 0 };

/** New work wakes nobody: only those who are awake find it. */
export const wakeNever: WakeRule = { name: 'never', wakes: () => false };
