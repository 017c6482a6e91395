/**
 * Who starts whom: Go's `wakep`, `startm`, `stopm`, `handoffp` and `resetspinning`.
 *
 * A G that became runnable is never handed over. At most one M is awake, or on its way, to look for
 * it; it is told nothing and has to find the G. When it does, and no other M searches, it starts the
 * next one. A wake-up that found no idle P leaves a note (`needsSearcher`), so that the next M that
 * is about to give up its P looks once more.
 */

import { handOff, HandOff, wakeNever, wakesNextOnFound } from '@pilfer/scheduler/policy';
import { Kind, ParkMode, WakeCause } from '@pilfer/scheduler/trace';
import { releaseCore } from './cores.js';
import { MState, Step } from './machines.js';
import { PStatus } from './processors.js';
import { Count } from './tally.js';
import { charge, createMachine, Outcome, scheduleMachine } from './world.js';
import type { World } from './world.js';

/** Takes an idle P out of the list: the one idle for the shortest time. −1 if there is none. */
export function takeIdleP(w: World): number {
  const p = w.p.peekIdle(w.constants.sleeperOrder === 'lifo');
  if (p >= 0) w.p.takeIdle(p);
  return p;
}

/** New work wakes one searcher, if nobody searches and a P is idle. Go: `wakep`, §8. */
export function wakeSearcher(w: World, m: number, cause: number): void {
  if (w.policy.wake.wakes(w.searching, w.p.idle)) {
    startMachine(w, takeIdleP(w), true, m, cause);
  } else if (w.searching === 0 && w.p.idle === 0 && w.constants.remembersWakes) {
    w.needsSearcher = w.policy.wake !== wakeNever;
  }
}

/** Gives a P to a sleeping M, or a new one, and wakes it. Go: `startm`, §8. */
export function startMachine(
  w: World,
  p: number,
  searching: boolean,
  by: number,
  cause: number,
): number {
  const { m: ms, costs } = w;
  let m = ms.popParked(w.constants.sleeperOrder === 'lifo');
  if (m < 0) {
    m = createMachine(w);
    if (w.record.isOn) w.record.emit(Kind.park, -1, m, -1, ParkMode.futex, ms.parked + 1, 0);
    charge(w, by, costs.threadStart);
  } else {
    charge(w, by, costs.wake);
  }
  if (searching) {
    ms.searching[m] = 1;
    w.searching++;
  }
  wakeMachine(w, m, p, by, cause);
  return m;
}

/** Wakes this very M, with a P. */
export function wakeMachine(w: World, m: number, p: number, by: number, cause: number): void {
  const { m: ms, costs } = w;
  w.p.status[p] = PStatus.running;
  w.p.m[p] = m;
  ms.nextP[m] = p;
  ms.state[m] = MState.waking;
  ms.step[m] = Step.awake;
  ms.wokenBy[m] = by;
  ms.wakeCause[m] = cause;
  w.active++;
  w.tally.add(Count.wakes, 1);
  if (w.record.isOn) {
    w.record.emit(Kind.wake, by < 0 ? -1 : (ms.p[by] as number), by, -1, m, cause, p);
  }
  const slept = (w.clock[0] as number) - (ms.parkedAt[m] as number);
  const latency = slept >= costs.wakeColdAfter ? costs.wakeLatencyCold : costs.wakeLatency;
  scheduleMachine(w, m, latency);
}

/** An M that was woken takes the P it was given. */
export function awake(w: World, m: number): Outcome {
  const { m: ms } = w;
  const p = ms.nextP[m] as number;
  ms.nextP[m] = -1;
  ms.state[m] = MState.busy;
  if (w.record.isOn) {
    const by = ms.wokenBy[m] as number;
    w.record.emit(Kind.unpark, -1, m, -1, by, ms.wakeCause[m] as number, 0);
  }
  acquireP(w, m, p);
  ms.step[m] = Step.schedule;
  if (ms.searching[m] === 1) beginSearch(w, m);
  // Handed over by `startLocked`, its G is in its hands.
  if ((ms.g[m] as number) >= 0) ms.step[m] = Step.start;
  return Outcome.goOn;
}

export function acquireP(w: World, m: number, p: number): void {
  w.p.status[p] = PStatus.running;
  w.p.m[p] = m;
  w.m.p[m] = p;
  if (w.record.isOn) w.record.emit(Kind.procAcquire, p, m, -1, 0, 0, 0);
}

/** M gives its P up; the P is the caller's then. */
export function releaseP(w: World, m: number): number {
  const p = w.m.p[m] as number;
  if (w.record.isOn) w.record.emit(Kind.procRelease, p, m, -1, 0, 0, 0);
  w.m.p[m] = -1;
  w.p.m[p] = -1;
  return p;
}

/** M sleeps until it is started. Go: `stopm`. */
export function parkMachine(w: World, m: number): Outcome {
  w.m.pushParked(m);
  return sleepMachine(w, m, MState.parked);
}

/** M sleeps, on the list or not. */
export function sleepMachine(w: World, m: number, state: number): Outcome {
  const { m: ms } = w;
  ms.state[m] = state;
  ms.step[m] = Step.none;
  ms.parkedAt[m] = w.clock[0] as number;
  ms.debt[m] = 0;
  w.active--;
  w.tally.add(Count.parks, 1);
  if (w.record.isOn) w.record.emit(Kind.park, -1, m, -1, ParkMode.futex, ms.parked, 0);
  releaseCore(w, m);
  return Outcome.dormant;
}

/** Counts an M among the searchers. Go: `becomeSpinning`. */
export function becomeSearcher(w: World, m: number): void {
  w.m.searching[m] = 1;
  w.searching++;
  w.needsSearcher = false;
  beginSearch(w, m);
}

function beginSearch(w: World, m: number): void {
  w.m.visits[m] = 0;
  w.tally.add(Count.searches, 1);
  if (w.record.isOn) {
    w.record.emit(Kind.searchBegin, w.m.p[m] as number, m, -1, w.searching, 0, 0);
  }
}

/** Takes an M off the searchers. */
export function endSearch(w: World, m: number, found: boolean): void {
  w.m.searching[m] = 0;
  w.searching--;
  const visits = w.m.visits[m] as number;
  w.tally.add(Count.visits, visits);
  if (w.record.isOn) {
    w.record.emit(Kind.searchEnd, w.m.p[m] as number, m, -1, found ? 1 : 0, w.searching, visits);
  }
}

/** A searcher has found work: the last one starts the next. Go: `resetspinning`, §8. */
export function foundWork(w: World, m: number): void {
  endSearch(w, m, true);
  if (!w.constants.chainsWakes) return;
  if (wakesNextOnFound(true, w.searching, w.p.idle) || w.p.idle === 0) {
    wakeSearcher(w, m, WakeCause.chain);
  }
}

/** Finds an M for a P whose own is stuck, or lets the P be idle. Go: `handoffp`, §11. */
export function handOffP(w: World, p: number, by: number): void {
  const mustPoll = w.poller < 0 && w.polling + w.sleeping > 0 && w.p.idle === w.p.count - 1;
  const answer = handOff(
    w.length(p),
    w.g.length[w.global] as number,
    w.searching,
    w.p.idle,
    mustPoll,
  );
  let to = -1;
  if (answer === HandOff.idle) w.p.pushIdle(p);
  else to = startMachine(w, p, answer === HandOff.search, by, WakeCause.handOff);
  if (answer === HandOff.search) w.needsSearcher = false;
  if (w.record.isOn) w.record.emit(Kind.handOff, p, by, -1, to, 0, 0);
}
