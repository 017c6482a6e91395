/** Stealing, §7: rounds over the victims in the policy's order. */

import {
  coprimeOrder,
  nextState,
  NO_VICTIM,
  output,
  roundStealsNext,
} from '@pilfer/scheduler/policy';
import { Kind, Miss, Source } from '@pilfer/scheduler/trace';
import { releaseCore } from './cores.js';
import { ask } from './forks.js';
import { NO_G } from './goroutines.js';
import { Step } from './machines.js';
import { PStatus } from './processors.js';
import { popLocal, putLocal, takeNext } from './queues.js';
import { take } from './schedule.js';
import { runTimers } from './sleeping.js';
import { Count } from './tally.js';
import { charge, Outcome } from './world.js';
import type { World } from './world.js';

/** A visit brought nothing; or the thief has to pause before it takes the victim's `next`. */
const NOTHING = -1;
const PAUSE = -2;

/** Visits victims until one has something, or the round is over. */
export function stealRound(w: World, m: number): Outcome {
  const p = w.m.p[m] as number;
  const { stealRounds } = w.constants;
  const round = w.m.round[m] as number;
  const isLast = roundStealsNext(round, stealRounds);
  const victims = w.p.victims[p];
  if (victims === undefined) throw new Error(`sim: P${p} has no order of victims`);
  let limit = w.policy.visitsPerRound === 0 ? w.p.count : w.policy.visitsPerRound;
  if (w.m.inRound[m] === 0) {
    const state = nextState(w.p.random[p] as number);
    w.p.random[p] = state;
    if (isHopeless(w, isLast)) {
      if (w.isPilfer && round === 0) ask(w, m, -1);
      look(w, m, Math.min(limit, w.p.count - 1));
      limit = 0;
    } else {
      victims.reset(output(state));
      w.m.inRound[m] = 1;
    }
  }
  while (limit-- > 0) {
    const victim = victims.next();
    if (victim === NO_VICTIM) break;
    if (victim === p) {
      limit++;
      continue;
    }
    look(w, m, 1);
    const outcome = visit(w, m, p, victim, isLast);
    if (outcome !== NOTHING) {
      victims.hit(victim);
      return outcome as Outcome;
    }
  }
  return endRound(w, m, round);
}

/** The thief has paused; perhaps the victim's `next` is still there. */
export function stealAfterPause(w: World, m: number): Outcome {
  const p = w.m.p[m] as number;
  const victim = w.m.victim[m] as number;
  w.m.step[m] = Step.steal;
  const id = grab(w, m, p, victim, true, false);
  return id >= 0 ? found(w, m, id, victim) : Outcome.goOn;
}

function endRound(w: World, m: number, round: number): Outcome {
  w.m.inRound[m] = 0;
  w.m.round[m] = round + 1;
  if (round + 1 >= w.constants.stealRounds) {
    w.m.step[m] = Step.giveUp;
    charge(w, m, w.costs.park);
  }
  return Outcome.goOn;
}

/** Nobody has anything: the round needs no visits to know it, only the time they take. */
function isHopeless(w: World, isLast: boolean): boolean {
  if (w.queuedLocally > 0 || w.settings.traceMisses || w.policy.victims !== coprimeOrder) {
    return false;
  }
  return !isLast || (w.nexts === 0 && w.sleeping === 0);
}

function look(w: World, m: number, visits: number): void {
  w.m.visits[m] = (w.m.visits[m] as number) + visits;
  charge(w, m, visits * w.costs.probe);
}

function visit(w: World, m: number, p: number, victim: number, isLast: boolean): number {
  if (isLast && w.sleeping > 0) {
    runTimers(w, m, p, victim);
    if ((w.p.next[p] as number) >= 0) return take(w, m, takeNext(w, p), Source.next, true);
    if ((w.g.length[p] as number) > 0) return take(w, m, popLocal(w, p, true), Source.local, false);
  }
  if (w.p.status[victim] === PStatus.idle) return miss(w, m, p, victim, Miss.idle);
  const id = grab(w, m, p, victim, isLast, true);
  if (w.isPilfer && id === NOTHING) ask(w, m, victim);
  if (id >= 0) return found(w, m, id, victim);
  if (id !== PAUSE) return NOTHING;
  w.m.victim[m] = victim;
  w.m.step[m] = Step.stealNext;
  w.delay[0] = w.constants.nextBackoffNs + w.costs.timerSlack;
  releaseCore(w, m);
  return Outcome.wait;
}

/** Takes what the policy lets a thief take. Returns the G to run, NOTHING or PAUSE. */
function grab(
  w: World,
  m: number,
  p: number,
  victim: number,
  isLast: boolean,
  pauses: boolean,
): number {
  const queued = w.g.length[victim] as number;
  if (queued > 0) {
    const amount = w.policy.amount.amount(queued, w.constants.stealMax);
    if (amount === 0) return miss(w, m, p, victim, Miss.empty);
    let id = popLocal(w, victim, true);
    for (let i = 1; i < amount; i++) {
      putLocal(w, m, p, id, false);
      id = popLocal(w, victim, true);
    }
    return note(w, m, p, id, victim, amount, queued);
  }
  if ((w.p.next[victim] as number) === NO_G) return miss(w, m, p, victim, Miss.empty);
  if (!isLast || !w.constants.stealsNext) return miss(w, m, p, victim, Miss.onlyNext);
  const runs = w.p.status[victim] === PStatus.running;
  if (pauses && runs && w.constants.nextBackoffNs > 0) return PAUSE;
  return note(w, m, p, takeNext(w, victim), victim, 1, 0);
}

function note(
  w: World,
  m: number,
  p: number,
  id: number,
  victim: number,
  amount: number,
  queued: number,
): number {
  w.tally.add(Count.steals, 1);
  w.tally.add(Count.stolen, amount);
  if (w.record.isOn) w.record.emit(Kind.steal, p, m, id, victim, amount, queued);
  return id;
}

function miss(w: World, m: number, p: number, victim: number, why: number): number {
  if (w.settings.traceMisses && w.record.isOn) {
    w.record.emit(Kind.miss, p, m, -1, victim, why, w.m.round[m] as number);
  }
  return NOTHING;
}

function found(w: World, m: number, id: number, victim: number): Outcome {
  w.m.inRound[m] = 0;
  charge(w, m, w.costs.steal);
  return take(w, m, id, Source.stolen, false, victim);
}
