/**
 * `schedule` and `findRunnable`, §6: the order in which an M that holds a P looks for a G. The steps
 * have the numbers of the fact sheet; garbage collection and the trace reader are left out.
 */

import {
  injectsGlobally,
  maySearch,
  searchesOnceMore,
  spinBudget,
  tickAfter,
} from '@pilfer/scheduler/policy';
import { Into, Kind, Source, WaitReason, WakeCause } from '@pilfer/scheduler/trace';
import { NEVER } from './event-slots.js';
import { GState, IN_HANDS, NO_G } from './goroutines.js';
import { handToLocked, waitForG } from './locked.js';
import { MState, Step } from './machines.js';
import { blockInPoller, hurryPoller, isPollDue, nextDeadline, takeDuePoll } from './poller.js';
import { PStatus } from './processors.js';
import {
  isTick,
  markRunnable,
  popLocal,
  pushGlobal,
  putLocal,
  startForGlobal,
  takeGlobal,
  takeNext,
} from './queues.js';
import { runTimers } from './sleeping.js';
import { Count } from './tally.js';
import {
  acquireP,
  becomeSearcher,
  endSearch,
  foundWork,
  parkMachine,
  releaseP,
  takeIdleP,
  wakeSearcher,
} from './wake.js';
import { charge, chargeLock, Outcome, scheduleRetry } from './world.js';
import type { World } from './world.js';

/** Steps 1 to 10: everything up to the first visit to a victim. */
export function schedule(w: World, m: number): Outcome {
  const p = w.m.p[m] as number;
  const { g, constants } = w;
  w.m.preempt[m] = 0;
  if ((w.m.lockedG[m] as number) >= 0) return waitForG(w, m);
  if (w.sleeping > 0) runTimers(w, m, p, p);
  const tick = isTick(w, p);
  if (tick) {
    if ((g.length[w.global] as number) > 0) {
      return take(w, m, takeGlobal(w, m, p, 1), Source.tick, false);
    }
    if (constants.tickTakesOldest && (g.length[p] as number) > 0) {
      return take(w, m, popLocal(w, p, true), Source.local, false);
    }
  }
  if ((w.p.next[p] as number) >= 0) {
    return take(w, m, takeNext(w, p), Source.next, constants.inheritsSlice);
  }
  if ((g.length[p] as number) > 0) {
    return take(w, m, popLocal(w, p, constants.ownerOrder === 'fifo'), Source.local, false);
  }
  if ((g.length[w.global] as number) > 0) {
    return take(w, m, takeGlobal(w, m, p, 0), Source.global, false);
  }
  if (w.polling > 0 && w.poller < 0) {
    w.polledAt[0] = w.clock[0] as number;
    if (isPollDue(w)) return takePolled(w, m, p);
  }
  return beginSteal(w, m);
}

/** Step 10: may it search? */
function beginSteal(w: World, m: number): Outcome {
  const { stealRounds, searchFactor } = w.constants;
  if (w.m.searching[m] === 0) {
    const isAllowed = maySearch(w.searching, w.p.count, w.p.idle, searchFactor);
    if (stealRounds === 0 || !w.policy.searchesWhenEmpty || !isAllowed) {
      w.m.step[m] = Step.giveUp;
      charge(w, m, w.costs.park);
      return Outcome.goOn;
    }
    becomeSearcher(w, m);
  }
  w.m.round[m] = 0;
  w.m.inRound[m] = 0;
  w.m.step[m] = stealRounds === 0 ? Step.giveUp : Step.steal;
  return Outcome.goOn;
}

/** Step 9: the first G the network has something for is ours; the rest is spread. */
function takePolled(w: World, m: number, p: number): Outcome {
  const id = takeDuePoll(w, m, p, Into.direct);
  injectDue(w, m, p);
  return take(w, m, id, Source.poll, false);
}

/** All further Gs that the network has: some for idle Ps, the rest stays here. Go: `injectglist`. */
export function injectDue(w: World, m: number, p: number): void {
  const idle = w.p.idle;
  let started = 0;
  let kept = 0;
  while (isPollDue(w)) {
    const isGlobal = injectsGlobally(started + 1, idle, p >= 0) > started;
    const id = takeDuePoll(w, m, p, isGlobal ? Into.global : Into.local);
    if (isGlobal) {
      pushGlobal(w, id);
      started++;
    } else {
      putLocal(w, m, p, id, false);
      kept++;
    }
  }
  startForGlobal(w, started, WakeCause.ready);
  if (kept > 0) wakeSearcher(w, m, WakeCause.ready);
}

/** A G is in M's hands; it will run after the switch. */
export function take(
  w: World,
  m: number,
  id: number,
  source: number,
  inherits: boolean,
  victim = -1,
): Outcome {
  w.m.g[m] = id;
  w.g.where[id] = IN_HANDS;
  w.m.source[m] = source;
  w.m.inherits[m] = inherits ? 1 : 0;
  w.m.victim[m] = victim;
  w.m.step[m] = Step.start;
  charge(w, m, w.costs.switch);
  return Outcome.goOn;
}

/** Runs the G in M's hands. Go: the end of `schedule`, and `execute`. */
export function start(w: World, m: number): Outcome {
  if (w.m.searching[m] === 1) {
    // Waking the next searcher takes time; then this step comes again.
    foundWork(w, m);
    return Outcome.goOn;
  }
  const { g, p: ps } = w;
  const id = w.m.g[m] as number;
  const p = w.m.p[m] as number;
  const locked = g.lockedM[id] as number;
  if (locked >= 0 && locked !== m) return handToLocked(w, m, locked, id);
  const inherits = w.m.inherits[m] as number;
  const now = w.clock[0] as number;
  ps.tick[p] = tickAfter(ps.tick[p] as number, inherits === 1);
  g.state[id] = GState.running;
  const before = g.lastP[id] as number;
  const madeBy = g.madeBy[id] as number;
  if (madeBy >= 0 && madeBy !== p) w.tally.add(Count.crossStarts, 1);
  if (before >= 0 ? before !== p : madeBy >= 0 && madeBy !== p) {
    g.debt[id] = (g.debt[id] as number) + w.costs.migration;
  }
  if (g.cold[id] === 1) {
    g.cold[id] = 0;
    g.debt[id] = (g.debt[id] as number) + w.costs.firstRun;
  }
  g.lastP[id] = p;
  w.m.startedAt[m] = now;
  w.tally.add(Count.started, 1);
  w.tally.started(g.since[id] as number, now);
  if (w.record.isOn) {
    w.record.emit(Kind.start, p, m, id, w.m.source[m] as number, inherits, w.m.victim[m] as number);
  }
  w.m.step[m] = Step.run;
  return Outcome.goOn;
}

/** M's G leaves it; what follows is the scheduler's. */
export function leave(w: World, m: number, cost: number): Outcome {
  w.tally.ran(w.m.p[m] as number, w.m.startedAt[m] as number, w.clock[0] as number);
  w.m.g[m] = NO_G;
  w.m.workedAt[m] = w.clock[0] as number;
  w.m.step[m] = Step.schedule;
  charge(w, m, cost);
  return Outcome.goOn;
}

/** M's G goes back to the end of the global queue: it yields, or was stopped. Go: `goschedImpl`. */
export function requeue(w: World, m: number, kind: number, cost: number): Outcome {
  const id = w.m.g[m] as number;
  if (w.record.isOn) w.record.emit(kind, w.m.p[m] as number, m, id, Into.global, 0, 0);
  const outcome = leave(w, m, cost);
  markRunnable(w, id, w.m.p[m] as number);
  chargeLock(w, m);
  pushGlobal(w, id);
  wakeSearcher(w, m, WakeCause.ready);
  return outcome;
}

/** M's G waits for something. Go: `gopark`. */
export function block(w: World, m: number, reason: number, on: number): Outcome {
  const id = w.m.g[m] as number;
  w.g.state[id] = GState.waiting;
  w.g.reason[id] = reason;
  w.g.since[id] = w.clock[0] as number;
  w.tally.add(Count.blocks, 1);
  if (w.record.isOn) w.record.emit(Kind.block, w.m.p[m] as number, m, id, reason, on, 0);
  return leave(w, m, reason === WaitReason.forever ? 0 : w.costs.block);
}

/** Steps 12 to 15: the P becomes idle, the M sleeps, unless something has turned up. */
export function giveUp(w: World, m: number): Outcome {
  chargeLock(w, m);
  const p = w.m.p[m] as number;
  if ((w.g.length[w.global] as number) > 0) {
    return take(w, m, takeGlobal(w, m, p, 0), Source.global, false);
  }
  if (w.length(p) > 0) {
    // Placed here by another P, which Go's rules never do.
    w.m.step[m] = Step.schedule;
    return Outcome.goOn;
  }
  const searched = w.m.searching[m] === 1;
  if (searched && keepsSpinning(w, m)) {
    charge(w, m, SPIN_PAUSE_NS);
    w.m.step[m] = Step.schedule;
    return Outcome.goOn;
  }
  if (searchesOnceMore(searched, w.needsSearcher)) {
    becomeSearcher(w, m);
    w.m.step[m] = Step.schedule;
    return Outcome.goOn;
  }
  if (searched) endSearch(w, m, false);
  w.p.pushIdle(releaseP(w, m));
  if (w.policy.retryNs > 0) scheduleRetry(w, p);
  if (searched && lookAgain(w, m)) return Outcome.goOn;
  if (w.polling + w.sleeping > 0) {
    const until = nextDeadline(w);
    if (w.poller >= 0) hurryPoller(w, until);
    else if (until !== NEVER) return blockInPoller(w, m, searched, until);
  }
  return parkMachine(w, m);
}

/** Time between two passes of a searcher that does not give up yet. */
const SPIN_PAUSE_NS = 1_000;

/** True if M has worked so recently that it goes on searching. Not in Go. */
function keepsSpinning(w: World, m: number): boolean {
  const { spinAfterWorkNs } = w.constants;
  if (spinAfterWorkNs === 0) return false;
  const sinceWork = (w.clock[0] as number) - (w.m.workedAt[m] as number);
  const others = w.searching - 1;
  const busy = w.p.count - w.p.idle - w.searching;
  return spinBudget(sinceWork, others, busy, w.settings.cores, spinAfterWorkNs) > 0;
}

/**
 * Step 13: between its last look and the end of its search something may have been submitted by one
 * who saw a searcher and woke nobody. True if M has a P again.
 */
function lookAgain(w: World, m: number): boolean {
  if (w.p.idle === 0) return false;
  if ((w.g.length[w.global] as number) > 0) {
    acquireP(w, m, takeIdleP(w));
    becomeSearcher(w, m);
    take(w, m, takeGlobal(w, m, w.m.p[m] as number, 0), Source.global, false);
    return true;
  }
  if (!w.rechecks || w.queuedLocally + w.nexts === 0) return false;
  for (let victim = 0; victim < w.p.count; victim++) {
    if (w.p.status[victim] === PStatus.idle || !isWorthAVisit(w, victim)) continue;
    acquireP(w, m, takeIdleP(w));
    becomeSearcher(w, m);
    w.m.step[m] = Step.schedule;
    return true;
  }
  return false;
}

/** True if a thief would get something there in its last round. */
function isWorthAVisit(w: World, victim: number): boolean {
  const queued = w.g.length[victim] as number;
  if (queued > 0) return w.policy.amount.amount(queued, w.constants.stealMax) > 0;
  return w.constants.stealsNext && (w.p.next[victim] as number) >= 0;
}

/** Takes the idle P whose timer is due: nobody else would run it. */
function takeIdleWithTimer(w: World): number {
  for (let p = 0; p < w.p.count; p++) {
    const id = w.p.timers[p] as number;
    if (w.isIdle(p) && id !== NO_G && (w.g.due[id] as number) <= (w.clock[0] as number)) {
      w.p.takeIdle(p);
      return p;
    }
  }
  return takeIdleP(w);
}

/** The poller of the network returns, without a P. Step 14. */
export function polled(w: World, m: number): Outcome {
  w.poller = -1;
  w.polledAt[0] = w.clock[0] as number;
  w.m.state[m] = MState.busy;
  if (w.record.isOn) w.record.emit(Kind.unpark, -1, m, -1, -1, WakeCause.backstop, 0);
  const p = w.timersStay ? takeIdleWithTimer(w) : takeIdleP(w);
  if (p < 0) {
    injectDue(w, m, -1);
    return parkMachine(w, m);
  }
  acquireP(w, m, p);
  w.m.step[m] = Step.schedule;
  if (isPollDue(w)) return takePolled(w, m, p);
  if (w.m.searched[m] === 1) becomeSearcher(w, m);
  return Outcome.goOn;
}
