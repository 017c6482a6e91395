/**
 * Fewer cores than Ps: the kernel shares them out. An M that wants to do something needs a core; if
 * none is free it queues. An M keeps its core until it sleeps, or until others have waited for the
 * rest of its slice; then it goes to the end of the queue with what it had left to do.
 */

import { NEVER } from './event-slots.js';
import { scheduleMachine } from './world.js';
import type { World } from './world.js';

/** True if M may go on now; otherwise it will when it gets a core. */
export function hasCore(w: World, m: number): boolean {
  if (!w.settings.limitsCores || (w.m.onCore[m] as number) >= 0) return true;
  w.m.remaining[m] = 0;
  if (w.freeCores > 0) {
    occupy(w, m, freeCore(w));
    return true;
  }
  enqueue(w, m);
  return false;
}

/** M sleeps: its core goes to the next. */
export function releaseCore(w: World, m: number): void {
  if (!w.settings.limitsCores) return;
  const core = w.m.onCore[m] as number;
  if (core < 0) return;
  w.m.onCore[m] = -1;
  w.coreHolders[core] = -1;
  w.freeCores++;
  grant(w, core);
}

/** The slice of the M on a core is over, and others wait. */
export function endSlice(w: World, core: number): void {
  const m = w.coreHolders[core] as number;
  if (m < 0 || w.coreQueue.length === 0) return;
  const slot = w.firstMachineSlot + m;
  w.m.remaining[m] = (w.slots.times[slot] as number) - (w.clock[0] as number);
  w.slots.set(slot, NEVER);
  w.m.onCore[m] = -1;
  w.freeCores++;
  w.coreHolders[core] = -1;
  w.coreQueue.push(m);
  grant(w, core);
}

/** Time M still needs before its next step, on a core or waiting for one. */
export function timeLeft(w: World, m: number): number {
  const waits = w.settings.limitsCores && (w.m.onCore[m] as number) < 0;
  if (waits) return w.m.remaining[m] as number;
  return (w.slots.times[w.firstMachineSlot + m] as number) - (w.clock[0] as number);
}

/** Changes that time. */
export function setTimeLeft(w: World, m: number, time: number): void {
  const waits = w.settings.limitsCores && (w.m.onCore[m] as number) < 0;
  if (waits) w.m.remaining[m] = time;
  else scheduleMachine(w, m, time);
}

function freeCore(w: World): number {
  return w.coreHolders.indexOf(-1);
}

function occupy(w: World, m: number, core: number): void {
  w.freeCores--;
  w.coreHolders[core] = m;
  w.m.onCore[m] = core;
  w.coreSince[core] = w.clock[0] as number;
  watch(w, core);
}

/** Gives a free core to who has waited longest. */
function grant(w: World, core: number): void {
  const m = w.coreQueue.shift();
  if (m === undefined) return;
  occupy(w, m, core);
  scheduleMachine(w, m, (w.m.remaining[m] as number) + w.costs.threadSwitch);
}

function enqueue(w: World, m: number): void {
  w.coreQueue.push(m);
  for (let core = 0; core < w.settings.cores; core++) watch(w, core);
}

/** Ends the slice of a core in time, if anybody waits. */
function watch(w: World, core: number): void {
  if (w.coreQueue.length === 0 || w.costs.threadSlice === 0) return;
  const end = (w.coreSince[core] as number) + w.costs.threadSlice;
  const now = w.clock[0] as number;
  w.slots.set(w.settings.firstCoreSlot + core, end > now ? end : now);
}
