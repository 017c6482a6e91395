/** The monitor's deep sleep: apart, since those who end it are below the monitor. */

import type { World } from './world.js';

/** Slot of the monitor. */
export const MONITOR_SLOT = 0;

/** Something happens: the monitor, if it sleeps deeply, looks again soon. */
export function rouseMonitor(w: World): void {
  if (!w.monitorSleepsDeeply) return;
  w.monitorSleepsDeeply = false;
  w.monitorIdleRounds = 0;
  w.monitorSleepNs = w.constants.sysmonMinNs;
  const next = w.monitorSleepNs + w.costs.timerSlack;
  w.slots.set(MONITOR_SLOT, (w.clock[0] as number) + next);
}
