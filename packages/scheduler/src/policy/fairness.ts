/**
 * The tick: how the global queue, and old tasks, get their turn while local work never ends.
 *
 * Two tasks that keep creating each other could occupy a P for ever with its own queue. So every P
 * counts the tasks it starts, and at every 61st tick looks elsewhere first. 61 is prime, so that
 * the tick does not fall into step with a program's own rhythm.
 */

import { GO } from './constants.js';

/**
 * True if at this tick the global queue comes before the local one, for one task. Tick 0 counts.
 * Go: `findRunnable`, §6 step 5.
 */
export function takesGlobalFirst(tick: number, interval: number = GO.globalInterval): boolean {
  return interval > 0 && tick % interval === 0;
}

/**
 * Returns the tick after a task was started at `tick`. A task that inherits its predecessor's slice
 * does not count, so a pair that wakes each other through `next` shares one slice. Go: `execute`, §6.
 */
export function tickAfter(tick: number, inheritsSlice: boolean): number {
  return inheritsSlice ? tick : (tick + 1) & 0x7fffffff;
}

/**
 * True if an M with pending async tasks must turn its event loop now, since timers and promises of
 * those tasks wait for it. Ours: every millisecond or 61 tasks, whichever comes first.
 */
export function needsTurn(
  sinceTurnNs: number,
  tasksSinceTurn: number,
  turnNs: number,
  turnTasks: number,
): boolean {
  return (turnTasks > 0 && tasksSinceTurn >= turnTasks) || (turnNs > 0 && sinceTurnNs >= turnNs);
}
