/**
 * Threads that are locked to a G (Go: `LockOSThread`, §12). Such a G runs on no other M: whoever
 * picks it gives its own P to the locked M and sleeps. When it blocks, its M hands its P off and
 * sleeps until the G is picked. So each way in or out costs a thread switch.
 */

import { Kind, WakeCause } from '@pilfer/scheduler/trace';
import { releaseCore } from './cores.js';
import { NO_G } from './goroutines.js';
import { MState, Step } from './machines.js';
import { PStatus } from './processors.js';
import { acquireP, handOffP, parkMachine, releaseP, sleepMachine, wakeMachine } from './wake.js';
import { charge, Outcome } from './world.js';
import type { World } from './world.js';

/** A locked M without its G lets others have its P. Go: `stoplockedm`. */
export function waitForG(w: World, m: number): Outcome {
  handOffP(w, releaseP(w, m), m);
  const p = w.m.nextP[m] as number;
  if (p < 0) return sleepMachine(w, m, MState.locked);
  // Its G was picked while it was on its way here.
  w.m.nextP[m] = -1;
  acquireP(w, m, p);
  w.m.step[m] = Step.start;
  return Outcome.goOn;
}

/** M has picked a G that is locked to another M, which gets the P. Go: `startlockedm`. */
export function handToLocked(w: World, m: number, locked: number, id: number): Outcome {
  const p = releaseP(w, m);
  w.m.g[m] = NO_G;
  w.m.g[locked] = id;
  w.m.source[locked] = w.m.source[m] as number;
  w.m.inherits[locked] = w.m.inherits[m] as number;
  w.m.victim[locked] = w.m.victim[m] as number;
  if (w.m.state[locked] === MState.locked) {
    charge(w, m, w.costs.wake);
    wakeMachine(w, locked, p, m, WakeCause.handOff);
  } else {
    w.p.status[p] = PStatus.running;
    w.p.m[p] = locked;
    w.m.nextP[locked] = p;
  }
  return parkMachine(w, m);
}

/** A G ended while it was locked: its thread ends with it. */
export function endLocked(w: World, m: number): Outcome {
  w.m.lockedG[m] = NO_G;
  handOffP(w, releaseP(w, m), m);
  if (w.record.isOn) w.record.emit(Kind.machineStop, -1, m, -1, 0, 0, 0);
  w.m.state[m] = MState.dead;
  w.m.step[m] = Step.none;
  w.m.debt[m] = 0;
  w.active--;
  releaseCore(w, m);
  return Outcome.dormant;
}
