/** Mutexes, wait groups and counters: Go's `sync`. */

import { Into, Kind, WaitReason } from '@pilfer/scheduler/trace';
import { SimError } from '../program/errors.js';
import { spawn } from './families.js';
import { IN_HANDS } from './goroutines.js';
import { WIDTH } from './opcodes.js';
import { markRunnable, putLocal, submit } from './queues.js';
import { block, leave } from './schedule.js';
import { charge, Outcome } from './world.js';
import type { World } from './world.js';

/** Bits of a mutex, as Go's `sync.Mutex` has them. */
const LOCKED = 1;
const WOKEN = 2;
const STARVING = 4;
/** A waiter that has waited for longer gets the mutex handed over. */
const STARVES_AFTER_NS = 1_000_000;

/** What a waiter is woken for: to try again, or as the new owner. */
const TRIES = 1;
const OWNS = 2;

/**
 * `Lock`. In normal mode an unlocked mutex is for whoever comes first, and a woken waiter competes
 * with newcomers; after 1 ms it puts the mutex into starvation mode, in which `Unlock` hands it over.
 */
export function lock(w: World, m: number, id: number, mutex: number, pc: number): Outcome {
  const granted = w.g.granted[id] as number;
  const state = w.mutexes[mutex] as number;
  const queue = w.firstMutex + mutex;
  const now = w.clock[0] as number;
  if (granted === OWNS) {
    const isLast = w.g.length[queue] === 0;
    if (isLast || now - (w.g.due[id] as number) <= STARVES_AFTER_NS) {
      w.mutexes[mutex] = state & ~STARVING;
    }
    return owned(w, id, mutex, pc);
  }
  if (granted === TRIES) w.mutexes[mutex] = state & ~WOKEN;
  if ((state & (LOCKED | STARVING)) === 0) {
    w.mutexes[mutex] = (w.mutexes[mutex] as number) | LOCKED;
    return owned(w, id, mutex, pc);
  }
  w.g.paid[id] = 1;
  if (granted === TRIES) {
    if (now - (w.g.due[id] as number) > STARVES_AFTER_NS) {
      w.mutexes[mutex] = (w.mutexes[mutex] as number) | STARVING;
    }
    w.g.pushFront(queue, id);
  } else {
    w.g.due[id] = now;
    w.g.pushBack(queue, id);
  }
  return block(w, m, WaitReason.mutex, mutex);
}

function owned(w: World, id: number, mutex: number, pc: number): Outcome {
  w.mutexOwners[mutex] = id;
  w.g.granted[id] = 0;
  w.g.pc[id] = pc + WIDTH;
  return Outcome.goOn;
}

/** `Unlock`. When it hands over, the old owner steps back, so that the new one runs next. */
export function unlock(w: World, m: number, id: number, mutex: number, pc: number): Outcome {
  const state = w.mutexes[mutex] as number;
  const queue = w.firstMutex + mutex;
  if ((state & LOCKED) === 0) throw fault(w, id, pc, 'unlocks a mutex that is not locked');
  w.g.pc[id] = pc + WIDTH;
  w.mutexes[mutex] = state & ~LOCKED;
  w.mutexOwners[mutex] = -1;
  if (w.g.length[queue] === 0) return Outcome.goOn;
  if ((state & STARVING) === 0) {
    if ((state & WOKEN) !== 0) return Outcome.goOn;
    w.mutexes[mutex] = (state & ~LOCKED) | WOKEN;
    wakeWaiter(w, m, id, queue, TRIES);
    return Outcome.goOn;
  }
  w.mutexes[mutex] = state;
  wakeWaiter(w, m, id, queue, OWNS);
  return stepBack(w, m, id);
}

function wakeWaiter(w: World, m: number, by: number, queue: number, granted: number): void {
  const id = w.g.popFront(queue);
  w.g.granted[id] = granted;
  ready(w, m, by, id);
}

/** To the end of the local queue. Go: `goyield`. */
function stepBack(w: World, m: number, id: number): Outcome {
  const p = w.m.p[m] as number;
  if (w.record.isOn) w.record.emit(Kind.yield, p, m, id, Into.local, 0, 0);
  const outcome = leave(w, m, w.costs.yield);
  markRunnable(w, id, p);
  w.g.where[id] = IN_HANDS;
  putLocal(w, m, p, id, false);
  return outcome;
}

/** `Add`, and `Done` with −1. */
export function addToWaitGroup(
  w: World,
  m: number,
  id: number,
  group: number,
  by: number,
  pc: number,
): Outcome {
  const count = (w.waitCounts[group] as number) + by;
  if (count < 0) throw fault(w, id, pc, 'brings a wait group below 0');
  w.waitCounts[group] = count;
  w.g.pc[id] = pc + WIDTH;
  const queue = w.firstWaitGroup + group;
  while (count === 0 && (w.g.length[queue] as number) > 0) {
    const waiter = w.g.popFront(queue);
    w.g.pc[waiter] = (w.g.pc[waiter] as number) + WIDTH;
    ready(w, m, id, waiter);
  }
  return Outcome.goOn;
}

export function waitForGroup(w: World, m: number, id: number, group: number, pc: number): Outcome {
  if (w.waitCounts[group] === 0) {
    w.g.pc[id] = pc + WIDTH;
    return Outcome.goOn;
  }
  w.g.pushBack(w.firstWaitGroup + group, id);
  return block(w, m, WaitReason.semaphore, group);
}

/** Whoever brings a counter to 0 spawns the function. */
export function countDown(
  w: World,
  m: number,
  id: number,
  counter: number,
  code: number,
  pc: number,
): Outcome {
  const left = (w.counters[counter] as number) - 1;
  if (left < 0) throw fault(w, id, pc, 'brings a counter below 0');
  w.counters[counter] = left;
  if (left === 0) return spawn(w, m, id, code, pc);
  w.g.pc[id] = pc + WIDTH;
  return Outcome.goOn;
}

function ready(w: World, m: number, by: number, id: number): void {
  charge(w, m, w.costs.ready);
  submit(w, m, w.m.p[m] as number, id, Kind.ready, by, w.g.reason[id] as number);
}

function fault(w: World, id: number, pc: number, what: string): SimError {
  return new SimError(`G${id} ${what}: ${w.code.places.get(pc) ?? 'an operation'}`);
}
