/**
 * `GOMAXPROCS(n)`, §13: the world stops, the Ps are set anew, the world starts. Stopping takes no
 * time here. Whoever ran is put into the global queue, as by a preemption.
 */

import { Into, Kind, WakeCause } from '@pilfer/scheduler/trace';
import { releaseCore, timeLeft } from './cores.js';
import { NEVER } from './event-slots.js';
import { NO_G } from './goroutines.js';
import { MState, Step } from './machines.js';
import { PStatus } from './processors.js';
import { markRunnable, popLocal, pushGlobal, takeNext } from './queues.js';
import { meld } from './timers.js';
import {
  acquireP,
  endSearch,
  parkMachine,
  releaseP,
  sleepMachine,
  startMachine,
  wakeSearcher,
} from './wake.js';
import { Outcome } from './world.js';
import type { World } from './world.js';

/** M's G changes the number of Ps. */
export function changeProcessors(w: World, m: number, count: number): Outcome {
  const before = w.p.count;
  if (count === before) return Outcome.goOn;
  for (let other = 0; other < w.m.count; other++) if (other !== m) stopMachine(w, other);
  for (let p = 0; p < before; p++) if (w.isIdle(p)) w.p.takeIdle(p);
  // The caller goes on with its own P, or with P0 if that goes away.
  const heir = (w.m.p[m] as number) < count ? (w.m.p[m] as number) : 0;
  for (let p = count; p < before; p++) retire(w, p, m, heir);
  if ((w.m.p[m] as number) >= count) {
    const old = releaseP(w, m);
    w.tally.ran(old, w.m.startedAt[m] as number, w.clock[0] as number);
    w.m.startedAt[m] = w.clock[0] as number;
    w.p.status[old] = PStatus.dead;
    acquireP(w, m, 0);
    w.g.lastP[w.m.g[m] as number] = 0;
  }
  if (w.record.isOn) w.record.emit(Kind.procsChange, -1, m, -1, count, before, 0);
  w.p.count = count;
  w.p.drawOrders();
  for (let p = count - 1; p >= 0; p--) {
    if (p === w.m.p[m]) continue;
    if (w.length(p) === 0) w.p.pushIdle(p);
    else startMachine(w, p, false, m, WakeCause.procs);
  }
  wakeSearcher(w, m, WakeCause.procs);
  return Outcome.goOn;
}

/** Takes everything from an M: its G is runnable, its P free, itself asleep. */
function stopMachine(w: World, m: number): void {
  const state = w.m.state[m];
  const slot = w.firstMachineSlot + m;
  const waiting = w.coreQueue.indexOf(m);
  if (waiting >= 0 && (state === MState.waking || state === MState.busy)) {
    w.coreQueue.splice(waiting, 1);
  }
  if (state === MState.waking) {
    w.slots.set(slot, NEVER);
    if (w.m.searching[m] === 1) {
      w.m.searching[m] = 0;
      w.searching--;
    }
    w.m.nextP[m] = -1;
    w.m.step[m] = Step.none;
    releaseCore(w, m);
    dropG(w, m);
    w.active--;
    const isLocked = (w.m.lockedG[m] as number) >= 0;
    w.m.state[m] = isLocked ? MState.locked : MState.parked;
    if (!isLocked) w.m.pushParked(m);
  } else if (state === MState.syscall && (w.m.p[m] as number) >= 0) {
    const p = w.m.p[m] as number;
    w.inCalls--;
    if (w.record.isOn) w.record.emit(Kind.retake, p, -1, w.m.g[m] as number, m, 0, 0);
    w.p.syscallTick[p] = ((w.p.syscallTick[p] as number) + 1) | 0;
    w.m.p[m] = -1;
    w.p.m[p] = -1;
  } else if (state === MState.busy) {
    if (w.m.searching[m] === 1) endSearch(w, m, false);
    suspend(w, m);
    w.slots.set(slot, NEVER);
    releaseP(w, m);
    if ((w.m.lockedG[m] as number) >= 0) sleepMachine(w, m, MState.locked);
    else parkMachine(w, m);
  }
}

/** A G in M's hands, or running, goes to the global queue with what it has left to do. */
function suspend(w: World, m: number): void {
  const id = w.m.g[m] as number;
  const p = w.m.p[m] as number;
  const step = w.m.step[m];
  if (id < 0 || step === Step.start) {
    dropG(w, m);
    return;
  }
  if (step === Step.run || step === Step.preempted) {
    w.g.debt[id] = (w.g.debt[id] as number) + timeLeft(w, m);
  }
  w.m.preempt[m] = 0;
  w.tally.ran(p, w.m.startedAt[m] as number, w.clock[0] as number);
  if (w.record.isOn) w.record.emit(Kind.preempt, p, m, id, Into.global, 0, 0);
  markRunnable(w, id, p);
  dropG(w, m);
}

function dropG(w: World, m: number): void {
  const id = w.m.g[m] as number;
  if (id < 0) return;
  w.m.g[m] = NO_G;
  pushGlobal(w, id);
}

/** Moves what a P has to the head of the global queue, its timers to another P. */
function retire(w: World, p: number, m: number, heir: number): void {
  while ((w.g.length[p] as number) > 0) w.g.pushFront(w.global, popLocal(w, p, false));
  if ((w.p.next[p] as number) >= 0) w.g.pushFront(w.global, takeNext(w, p));
  w.p.timers[heir] = meld(w.g, w.p.timers[heir] as number, w.p.timers[p] as number);
  w.p.timers[p] = NO_G;
  if (p !== w.m.p[m]) w.p.status[p] = PStatus.dead;
}
