/**
 * Checks that the world is sound, between two events: the invariants of the fact sheet's §19 and the
 * accounts the engine keeps for speed. Slow: it looks at everything.
 *
 *  1. A G is in exactly one place: a queue, a `next`, a machine, something it waits for, or dead.
 *  2. At most as many Gs run as there are Ps.
 *  3. An idle P has an empty queue and no M.
 *  4. The count of searchers is the number of Ms flagged as searching, wake-ups included.
 *  5. If a G waits in a queue and a P is idle, some M is searching or on its way.
 *  8. While others wait, a slice ends within the time slice and two looks of the monitor.
 *
 * 6 and 7, the order of the queues and of the tick's picks, are about sequences: the tests of the
 * rules have them.
 */

import { noVictims, wakeNever } from '@pilfer/scheduler/policy';
import { GState, IN_HANDS, IN_NEXT, NO_G } from './goroutines.js';
import { MState, Step } from './machines.js';
import { PStatus } from './processors.js';
import type { World } from './world.js';

/** Throws what is wrong with the world. */
export function checkWorld(w: World): void {
  checkQueues(w);
  checkGs(w);
  checkMachines(w);
  checkProcessors(w);
  checkConservation(w);
}

function fail(w: World, invariant: string, fact: string): never {
  throw new Error(`sim: ${invariant} at ${w.clock[0] as number} ns: ${fact}`);
}

/** 1, seen from the queues: links agree, lengths agree, everything in them says it is there. */
function checkQueues(w: World): void {
  const { g } = w;
  let local = 0;
  for (let queue = 0; queue < g.head.length; queue++) {
    let before: number = NO_G;
    let length = 0;
    for (let id = g.head[queue] as number; id !== NO_G; id = g.next[id] as number) {
      const where = g.where[id] as number;
      if (where !== queue) fail(w, 'one place', `G${id} is in queue ${queue} and in ${where}`);
      if (g.previous[id] !== before) fail(w, 'one place', `G${id} in queue ${queue} is misslinked`);
      const state = queue <= w.global ? GState.runnable : GState.waiting;
      if (g.state[id] !== state)
        fail(w, 'one place', `G${id} in queue ${queue} is in state ${g.state[id] as number}`);
      before = id;
      if (++length > g.live) fail(w, 'one place', `queue ${queue} is a circle`);
    }
    if (length !== g.length[queue] || g.tail[queue] !== before) {
      fail(w, 'one place', `queue ${queue} has ${length} Gs, not ${g.length[queue] as number}`);
    }
    if (queue < w.global) local += length;
    if (queue < w.global && length > w.constants.localQueue) {
      fail(w, 'capacity', `P${queue} has ${length} Gs queued`);
    }
  }
  if (local !== w.queuedLocally)
    fail(w, 'accounts', `${local} Gs are queued locally, not ${w.queuedLocally}`);
}

/** 1, seen from the Gs: each is where its state says. */
function checkGs(w: World): void {
  const { g } = w;
  const holders = new Map<number, number>();
  for (let m = 0; m < w.m.count; m++) {
    const id = w.m.g[m] as number;
    if (id < 0) continue;
    if (holders.has(id))
      fail(w, 'one place', `M${m} and M${holders.get(id) as number} hold G${id}`);
    holders.set(id, m);
  }
  let live = 0;
  let queued = 0;
  for (let id = 0; id < g.top; id++) {
    const state = g.state[id] as number;
    if (state === GState.free) continue;
    live++;
    const held = holders.has(id);
    if (state === GState.private && held) fail(w, 'one place', `private G${id} is held`);
    const isHeld = state === GState.running || state === GState.syscall;
    if (state === GState.runnable) {
      queued++;
      const where = g.where[id] as number;
      if (where === IN_HANDS ? !held : held || (where < 0 && where !== IN_NEXT)) {
        fail(w, 'one place', `runnable G${id} is in ${where}, held: ${String(held)}`);
      }
    } else if (isHeld !== held) {
      fail(w, 'one place', `G${id} is in state ${state}, held: ${String(held)}`);
    }
  }
  if (live !== g.live) fail(w, 'accounts', `${live} Gs are alive, not ${g.live}`);
  if (queued !== w.tally.waiting)
    fail(w, 'accounts', `${queued} Gs can run, not ${w.tally.waiting}`);
}

/** 2 and 4. */
function checkMachines(w: World): void {
  let running = 0;
  let searching = 0;
  let active = 0;
  let parked = 0;
  for (let m = 0; m < w.m.count; m++) {
    const state = w.m.state[m] as number;
    const id = w.m.g[m] as number;
    const p = w.m.p[m] as number;
    if (w.m.searching[m] === 1) searching++;
    if (state === MState.parked) parked++;
    const sleeps = state === MState.parked || state === MState.locked || state === MState.dead;
    if (!sleeps) active++;
    if (sleeps && (p >= 0 || w.m.searching[m] === 1))
      fail(w, 'sleepers', `M${m} sleeps with P${p}`);
    if (state === MState.busy && p < 0) fail(w, 'sleepers', `M${m} is awake without a P`);
    if (p >= 0 && w.p.m[p] !== m)
      fail(w, 'one M', `M${m} holds P${p}, which M${w.p.m[p] as number} has`);
    if (id >= 0 && w.g.state[id] === GState.running) {
      running++;
      checkSlice(w, m, id, p);
    }
  }
  if (running > w.p.count) fail(w, 'running Gs', `${running} run on ${w.p.count} Ps`);
  if (searching !== w.searching) fail(w, 'searchers', `${searching} search, not ${w.searching}`);
  if (active !== w.active) fail(w, 'accounts', `${active} Ms are active, not ${w.active}`);
  if (parked !== w.m.parked) fail(w, 'accounts', `${parked} Ms are parked, not ${w.m.parked}`);
}

/** 8. A slice that was inherited began earlier; its owner is not checked. */
function checkSlice(w: World, m: number, id: number, p: number): void {
  const { timeSliceNs, sysmonMaxNs } = w.constants;
  if (timeSliceNs === 0 || w.settings.limitsCores || w.m.inherits[m] === 1) return;
  const age = (w.clock[0] as number) - (w.m.startedAt[m] as number);
  const most = timeSliceNs + 2 * (sysmonMaxNs + w.costs.timerSlack) + w.costs.preempt;
  // An operation that costs more than the rest of the slice is not interrupted.
  if (age > most + LONGEST_OPERATION && w.length(p) > 0)
    fail(w, 'slice', `G${id} has run for ${age} ns`);
}

const LONGEST_OPERATION = 1_000_000;

/** 3. */
function checkProcessors(w: World): void {
  let idle = 0;
  let nexts = 0;
  for (let p = 0; p < w.p.most; p++) {
    const status = w.p.status[p] as number;
    const m = w.p.m[p] as number;
    if ((w.p.next[p] as number) >= 0) nexts++;
    if (p >= w.p.count) {
      if (status !== PStatus.dead || w.length(p) > 0)
        fail(w, 'dead Ps', `P${p} is not empty and dead`);
      continue;
    }
    if (status === PStatus.idle) {
      idle++;
      if (w.length(p) > 0 || m >= 0)
        fail(w, 'idle Ps', `idle P${p} has ${w.length(p)} Gs and M${m}`);
    } else if (m < 0 || (w.m.p[m] !== p && w.m.nextP[m] !== p)) {
      fail(w, 'one M', `P${p} says that M${m} has it`);
    }
  }
  if (idle !== w.p.idle) fail(w, 'accounts', `${idle} Ps are idle, not ${w.p.idle}`);
  if (nexts !== w.nexts) fail(w, 'accounts', `${nexts} Ps have a next, not ${w.nexts}`);
}

/** 5, under rules that promise it. A P whose M is between two Gs will look, too. */
function checkConservation(w: World): void {
  const { wake, victims } = w.policy;
  if (wake === wakeNever || !w.constants.chainsWakes || w.p.idle === 0) return;
  const global = w.g.length[w.global] as number;
  const steals = w.rechecks && victims !== noVictims && w.policy.amount.amount(1, 1) > 0;
  const stealable = steals ? w.queuedLocally : 0;
  if (global + stealable === 0 || w.searching > 0) return;
  for (let m = 0; m < w.m.count; m++) {
    const step = w.m.step[m];
    const isOnItsWay = w.m.state[m] === MState.waking || step === Step.schedule;
    if (isOnItsWay || step === Step.start || step === Step.giveUp) return;
  }
  fail(
    w,
    'work conservation',
    `${global + stealable} Gs wait, ${w.p.idle} Ps are idle, nobody looks`,
  );
}
