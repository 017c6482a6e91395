/** Putting Gs into queues and taking them out: Go's `runqput`, `runqget`, `globrunqget`, §5. */

import {
  globalBatch,
  overflowAmount,
  placeLocally,
  takesGlobalFirst,
} from '@pilfer/scheduler/policy';
import { Into, Kind, WakeCause } from '@pilfer/scheduler/trace';
import { GState, IN_HANDS, IN_NEXT, NO_G } from './goroutines.js';
import { PStatus } from './processors.js';
import { Count } from './tally.js';
import { startMachine, takeIdleP, wakeSearcher } from './wake.js';
import { chargeLock } from './world.js';
import type { World } from './world.js';

/**
 * Makes a G runnable and puts it where the policy places it; then wakes. `m` does it, on `p`; both
 * −1: it comes from outside. `kind` is `create` (of: parent, name) or `ready` (of: by whom, reason).
 */
export function submit(
  w: World,
  m: number,
  p: number,
  id: number,
  kind: number,
  a: number,
  b: number,
): void {
  const { placement } = w.policy;
  let place = p;
  if (placement !== placeLocally || p < 0) {
    place = placement.place(p, w.p.count, w.placementDraw());
  }
  const isOwn = place === p && p >= 0;
  const asNext = isOwn && w.constants.runNext;
  const into = place < 0 ? Into.global : asNext ? Into.next : Into.local;
  if (w.record.isOn) w.record.emit(kind, m < 0 ? -1 : (w.m.p[m] as number), m, id, a, b, into);
  markRunnable(w, id, p);
  if (place < 0) putGlobal(w, m, id);
  else putLocal(w, m, place, id, asNext);
  const cause = kind === Kind.create ? WakeCause.submit : WakeCause.ready;
  if (!isOwn && place >= 0 && w.p.status[place] === PStatus.idle) {
    w.p.takeIdle(place);
    startMachine(w, place, false, m, cause);
  } else if (m < 0 && place < 0) {
    startForGlobal(w, 1, cause);
  } else {
    wakeSearcher(w, m, cause);
  }
}

/** A G becomes runnable now, made so by P `p`. */
export function markRunnable(w: World, id: number, p: number): void {
  w.g.state[id] = GState.runnable;
  w.g.since[id] = w.clock[0] as number;
  w.g.madeBy[id] = p;
  w.tally.queued(1, w.clock[0] as number);
}

/** Starts idle Ps, at most `count`, which will find the global queue. Go: `injectglist`, §8. */
export function startForGlobal(w: World, count: number, cause: number): void {
  for (let i = 0; i < count && w.p.idle > 0; i++) {
    startMachine(w, takeIdleP(w), false, -1, cause);
  }
}

/** Go: `runqput`. As `next` it displaces the one before it to the queue; a full queue overflows. */
export function putLocal(w: World, m: number, p: number, id: number, asNext: boolean): void {
  let queued = id;
  if (asNext) {
    const displaced = w.p.next[p] as number;
    w.p.next[p] = id;
    w.g.where[id] = IN_NEXT;
    if (displaced === NO_G) {
      w.nexts++;
      return;
    }
    queued = displaced;
  }
  if ((w.g.length[p] as number) >= w.constants.localQueue) {
    overflow(w, m, p, queued);
    return;
  }
  w.g.pushBack(p, queued);
  w.queuedLocally++;
}

/** Half of a full queue and the new G go to the global queue. Go: `runqputslow`. */
function overflow(w: World, m: number, p: number, id: number): void {
  const amount = overflowAmount(w.g.length[p] as number, w.constants.overflowBatch);
  w.tally.add(Count.overflows, 1);
  if (w.record.isOn) {
    const holder = m < 0 ? -1 : (w.m.p[m] as number);
    w.record.emit(Kind.overflow, holder, m, id, amount + 1, w.g.length[w.global] as number, 0);
  }
  for (let i = 0; i < amount; i++) pushGlobal(w, popLocal(w, p, true));
  pushGlobal(w, id);
  chargeLock(w, m);
}

/** Puts one G at the end of the global queue, under its lock. */
function putGlobal(w: World, m: number, id: number): void {
  chargeLock(w, m);
  pushGlobal(w, id);
}

/** At the end, or behind the last that does not rank after it. */
export function pushGlobal(w: World, id: number): void {
  if (w.policy.globalOrder === 'fifo') {
    w.g.pushBack(w.global, id);
    return;
  }
  const { ranks } = w.code;
  const rank = ranks[w.g.code[id] as number] as number;
  let after: number = NO_G;
  let at = w.g.tail[w.global] as number;
  while (at !== NO_G && (ranks[w.g.code[at] as number] as number) > rank) {
    after = at;
    at = w.g.previous[at] as number;
  }
  w.g.insertBefore(w.global, after, id);
}

/** Takes the oldest or the newest of a queue that is not empty. */
export function popLocal(w: World, p: number, oldest: boolean): number {
  w.queuedLocally--;
  return oldest ? w.g.popFront(p) : w.g.popBack(p);
}

/** Takes a P's `next`, which it has. */
export function takeNext(w: World, p: number): number {
  const id = w.p.next[p] as number;
  w.p.next[p] = NO_G;
  w.nexts--;
  w.g.where[id] = IN_HANDS;
  return id;
}

/**
 * Takes a batch from a global queue that is not empty: returns the first, puts the others into the
 * queue of `p`. `max` is 1 at the tick, 0: the P's share. Go: `globrunqget`.
 */
export function takeGlobal(w: World, m: number, p: number, max: number): number {
  const queued = w.g.length[w.global] as number;
  const amount = globalBatch(queued, w.p.count, max, w.constants.globalBatchMax);
  chargeLock(w, m);
  const first = w.g.popFront(w.global);
  for (let i = 1; i < amount; i++) putLocal(w, m, p, w.g.popFront(w.global), false);
  w.tally.add(Count.globalTakes, 1);
  if (w.record.isOn) {
    w.record.emit(Kind.globalTake, p, m, first, amount, queued - amount, max === 1 ? 1 : 0);
  }
  return first;
}

/** True if the tick of this P says: look elsewhere first. */
export function isTick(w: World, p: number): boolean {
  return takesGlobalFirst(w.p.tick[p] as number, w.constants.globalInterval);
}
