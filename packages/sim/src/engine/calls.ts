/**
 * System calls, §11. The M keeps the right to come back to its P, until the monitor takes it away
 * because others need it.
 */

import { Kind, SyscallExit } from '@pilfer/scheduler/trace';
import { releaseCore } from './cores.js';
import { GState, IN_HANDS, NO_G } from './goroutines.js';
import { MState, Step } from './machines.js';
import { PStatus } from './processors.js';
import { markRunnable, pushGlobal } from './queues.js';
import { rouseMonitor } from './monitor-sleep.js';
import { Count } from './tally.js';
import { acquireP, handOffP, parkMachine, sleepMachine, takeIdleP } from './wake.js';
import { chargeLock, Outcome } from './world.js';
import type { World } from './world.js';

/** M's G enters a call whose length has been drawn. Go: `entersyscall`. */
export function enterCall(w: World, m: number, id: number): Outcome {
  const p = w.m.p[m] as number;
  w.tally.ran(p, w.m.startedAt[m] as number, w.clock[0] as number);
  w.tally.add(Count.systemCalls, 1);
  if (w.record.isOn) w.record.emit(Kind.syscallEnter, p, m, id, 0, 0, 0);
  w.g.state[id] = GState.syscall;
  w.p.status[p] = PStatus.syscall;
  w.m.state[m] = MState.syscall;
  w.m.step[m] = Step.syscallEnd;
  w.m.preempt[m] = 0;
  w.g.since[id] = w.clock[0] as number;
  w.inCalls++;
  w.delay[0] = w.code.sampler.drawn[0] as number;
  releaseCore(w, m);
  rouseMonitor(w);
  return Outcome.wait;
}

/** The call is over. Go: `exitsyscall`. */
export function exitCall(w: World, m: number): Outcome {
  const id = w.m.g[m] as number;
  let p = w.m.p[m] as number;
  let how: number = SyscallExit.kept;
  w.m.state[m] = MState.busy;
  rouseMonitor(w);
  if (p >= 0) {
    w.inCalls--;
    w.p.status[p] = PStatus.running;
    w.p.syscallTick[p] = ((w.p.syscallTick[p] as number) + 1) | 0;
  } else {
    p = takeIdleP(w);
    if (p < 0) return exitWithoutP(w, m, id);
    how = SyscallExit.otherProc;
    acquireP(w, m, p);
    w.p.syscallTick[p] = ((w.p.syscallTick[p] as number) + 1) | 0;
  }
  if (w.record.isOn) w.record.emit(Kind.syscallExit, p, m, id, how, 0, 0);
  if ((w.g.lastP[id] as number) !== p) {
    w.g.debt[id] = (w.g.debt[id] as number) + w.costs.migration;
    w.g.lastP[id] = p;
  }
  w.g.state[id] = GState.running;
  w.m.startedAt[m] = w.clock[0] as number;
  w.m.step[m] = Step.run;
  return Outcome.goOn;
}

function exitWithoutP(w: World, m: number, id: number): Outcome {
  if (w.record.isOn) w.record.emit(Kind.syscallExit, -1, m, id, SyscallExit.queued, 0, 0);
  markRunnable(w, id, -1);
  w.g.where[id] = IN_HANDS;
  chargeLock(w, m);
  pushGlobal(w, id);
  w.m.g[m] = NO_G;
  // A locked G's M waits for its G, not for any work.
  return (w.m.lockedG[m] as number) >= 0 ? sleepMachine(w, m, MState.locked) : parkMachine(w, m);
}

/** The monitor takes the P of a call away. Go: `retake`. */
export function retakeP(w: World, p: number, ageNs: number): void {
  const m = w.p.m[p] as number;
  w.inCalls--;
  w.p.syscallTick[p] = ((w.p.syscallTick[p] as number) + 1) | 0;
  w.tally.add(Count.retakes, 1);
  if (w.record.isOn) {
    w.record.emit(Kind.retake, p, -1, w.m.g[m] as number, m, Math.floor(ageNs / 1000), 0);
  }
  w.m.p[m] = -1;
  w.p.m[p] = -1;
  handOffP(w, p, -1);
}
