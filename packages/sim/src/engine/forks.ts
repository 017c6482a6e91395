/**
 * Fork and join as this library's own runtime does them: private until somebody is hungry.
 *
 * A fork stays with the G that made it, invisible, for almost nothing; its join runs it inline, in
 * the same G. A thief that finds nothing at a victim, and an M that is about to sleep, ask for forks:
 * they set the P's hungry cell. In its next fork or join that P's G exposes its oldest private forks,
 * the largest pieces, as real Gs in the local queue. The joiner of an exposed fork runs it itself if
 * nobody has taken it; otherwise it waits, and its M does what else there is.
 *
 * Simpler than the runtime: a joiner that waits is set aside as a G and goes on wherever it is found,
 * while a real one waits below what its thread helps with. How deep a machine helps is not limited.
 */

import { exposuresFor, mayWakeForFork, pauseAfterJoin } from '@pilfer/scheduler/policy';
import { Kind, Source, WaitReason, WakeCause } from '@pilfer/scheduler/trace';
import { GState, NO_G } from './goroutines.js';
import { markRunnable, putLocal } from './queues.js';
import { block, take } from './schedule.js';
import { Count } from './tally.js';
import { wakeSearcher } from './wake.js';
import { charge } from './world.js';
import type { World } from './world.js';

/** A fork is made: the child is private. */
export function keepPrivate(w: World, m: number, id: number, child: number): void {
  w.g.state[child] = GState.private;
  w.tally.add(Count.forks, 1);
  serveHungry(w, m, id);
}

/** The P of M is asked for forks: exposes the oldest private ones of its G, if it may. */
export function serveHungry(w: World, m: number, id: number): void {
  const p = w.m.p[m] as number;
  if (w.p.hungry[p] === 0) return;
  const now = w.clock[0] as number;
  if (now < (w.p.pausedUntil[p] as number)) return;
  const sinceWake = now - (w.p.forkWake[p] as number);
  if (w.searching === 0 && !mayWakeForFork(sinceWake, w.constants.exposureWakeNs)) return;
  w.p.hungry[p] = 0;
  const hungry = Math.max(1, w.searching + w.p.idle);
  let exposed = 0;
  for (let left = exposuresFor(countPrivate(w, id), hungry); left > 0; left--) {
    expose(w, m, p, id, oldestPrivate(w, id), left - 1);
    exposed++;
  }
  if (exposed > 0 && w.searching === 0) {
    w.p.forkWake[p] = now;
    wakeSearcher(w, m, WakeCause.fork);
  }
  if (exposed < hungry && w.length(p) === 0) w.p.hungry[p] = 1;
}

function expose(w: World, m: number, p: number, id: number, child: number, left: number): void {
  charge(w, m, w.costs.expose);
  w.tally.add(Count.exposed, 1);
  const name = w.names[w.g.code[child] as number] as number;
  if (w.record.isOn) w.record.emit(Kind.expose, p, m, child, id, name, left);
  markRunnable(w, child, p);
  w.g.due[child] = w.clock[0] as number;
  putLocal(w, m, p, child, false);
}

function countPrivate(w: World, id: number): number {
  let count = 0;
  for (let at = w.g.forks[id] as number; at !== NO_G; at = w.g.olderFork[at] as number) {
    if (w.g.state[at] === GState.private) count++;
  }
  return count;
}

function oldestPrivate(w: World, id: number): number {
  let oldest: number = NO_G;
  for (let at = w.g.forks[id] as number; at !== NO_G; at = w.g.olderFork[at] as number) {
    if (w.g.state[at] === GState.private) oldest = at;
  }
  return oldest;
}

/** Runs a private fork, which has been taken out of its parent's list, inline; then goes on at `pc`. */
export function runInline(w: World, id: number, child: number, pc: number): void {
  const { g, frames } = w;
  const now = w.clock[0] as number;
  const code = g.code[child] as number;
  const frame = frames.push(g.frame[id] as number, pc, g.forks[id] as number, g.code[id] as number);
  frames.random[frame] = g.random[id] as number;
  frames.children[frame] = g.children[id] as number;
  frames.isInline[frame] = 1;
  g.frame[id] = frame;
  g.code[id] = code;
  g.pc[id] = w.code.entries[code] as number;
  g.random[id] = g.random[child] as number;
  g.children[id] = 0;
  w.tally.add(Count.ended, 1);
  w.tally.ended(g.created[child] as number, now);
  g.free(child);
}

/** An inline fork has returned: its caller's random numbers go on. */
export function leaveInline(w: World, id: number, frame: number): void {
  w.g.random[id] = w.frames.random[frame] as number;
  w.g.children[id] = w.frames.children[frame] as number;
}

/** If the fork is still in a queue its joiner's M runs it now; true if so. The joiner waits for it. */
export function claimQueued(w: World, m: number, child: number): boolean {
  const where = w.g.where[child] as number;
  if (w.g.state[child] !== GState.runnable || where < 0 || where >= w.global) return false;
  w.g.remove(child);
  w.queuedLocally--;
  block(w, m, WaitReason.join, child);
  take(w, m, child, Source.join, false);
  return true;
}

/** An exposed fork has been joined: was it worth it? If not, this P exposes none for a while. */
export function noteJoined(w: World, m: number, child: number): void {
  const p = w.m.p[m] as number;
  const now = w.clock[0] as number;
  const pause = pauseAfterJoin(
    w.p.pause[p] as number,
    now - (w.g.due[child] as number),
    w.constants,
  );
  w.p.pause[p] = pause;
  w.p.pausedUntil[p] = now + pause;
}

/** Asks one P for forks, or all. */
export function ask(w: World, m: number, victim: number): void {
  if (victim < 0) w.p.hungry.fill(1, 0, w.p.count);
  else if (w.p.hungry[victim] === 1) return;
  else w.p.hungry[victim] = 1;
  if (w.record.isOn) w.record.emit(Kind.hungry, w.m.p[m] as number, m, -1, victim, 0, 0);
}
