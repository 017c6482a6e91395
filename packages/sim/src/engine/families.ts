/** Creating Gs, joining forks, and the end of functions. */

import { streamState, Stream } from '@pilfer/scheduler/policy';
import {
  Into,
  Kind,
  Outcome as Ended,
  Source,
  WaitReason,
  WakeCause,
} from '@pilfer/scheduler/trace';
import { SimError } from '../program/errors.js';
import {
  claimQueued,
  keepPrivate,
  leaveInline,
  noteJoined,
  runInline,
  serveHungry,
} from './forks.js';
import { LOOP } from './frames.js';
import { GState, IN_HANDS, IN_NOTHING, NO_G } from './goroutines.js';
import { endLocked } from './locked.js';
import { WIDTH } from './opcodes.js';
import { markRunnable, putLocal, submit } from './queues.js';
import { block, leave, take } from './schedule.js';
import { Count } from './tally.js';
import { wakeSearcher } from './wake.js';
import { charge, Outcome } from './world.js';
import type { World } from './world.js';

/** Stacks of dead Gs a P keeps, and what it gives away or takes at once. Go: `gfput`, `gfget`. */
const MOST_SPARE = 64;
const SPARE_BATCH = 32;

/** Makes a G that will run a function; `random` decides its random numbers. */
export function createG(w: World, code: number, random: number): number {
  const id = w.g.allocate();
  w.g.code[id] = code;
  w.g.pc[id] = w.code.entries[code] as number;
  w.g.random[id] = random;
  w.g.created[id] = w.clock[0] as number;
  w.tally.add(Count.created, 1);
  w.tally.present(1, w.clock[0] as number);
  return id;
}

/** `go f()`, §9. */
export function spawn(w: World, m: number, id: number, code: number, pc: number): Outcome {
  w.g.pc[id] = pc + WIDTH;
  const child = bear(w, m, id, code);
  return begin(w, m, id, child);
}

/** Like {@link spawn}, and the parent remembers the child. */
export function fork(w: World, m: number, id: number, code: number, pc: number): Outcome {
  w.g.pc[id] = pc + WIDTH;
  const child = bear(w, m, id, code);
  w.g.parent[child] = id;
  w.g.olderFork[child] = w.g.forks[id] as number;
  w.g.forks[id] = child;
  if (w.isPilfer) {
    keepPrivate(w, m, id, child);
    return Outcome.goOn;
  }
  return begin(w, m, id, child);
}

/** Makes a child, with random numbers that depend on its parent's and its place among its siblings. */
function bear(w: World, m: number, id: number, code: number): number {
  const born = w.g.children[id] as number;
  w.g.children[id] = born + 1;
  const isCold = !w.isPilfer && !takeSpare(w, w.m.p[m] as number);
  const child = createG(w, code, streamState(w.g.random[id] as number, Stream.service, born));
  w.g.cold[child] = isCold ? 1 : 0;
  return child;
}

/** The creator goes on, or the child runs at once and the creator is what others may steal. */
function begin(w: World, m: number, id: number, child: number): Outcome {
  const p = w.m.p[m] as number;
  const name = w.names[w.g.code[child] as number] as number;
  if (w.policy.creation === 'help-first') {
    submit(w, m, p, child, Kind.create, id, name);
    return Outcome.goOn;
  }
  if (w.record.isOn) {
    w.record.emit(Kind.create, p, m, child, id, name, Into.direct);
    w.record.emit(Kind.yield, p, m, id, Into.local, 0, 0);
  }
  markRunnable(w, child, p);
  leave(w, m, 0);
  markRunnable(w, id, p);
  w.g.where[id] = IN_HANDS;
  putLocal(w, m, p, id, false);
  wakeSearcher(w, m, WakeCause.submit);
  return take(w, m, child, Source.direct, true);
}

/** Takes a stack that can be used again; false if there is none. */
function takeSpare(w: World, p: number): boolean {
  if (w.p.spare[p] === 0 && w.spareStacks > 0) {
    const taken = Math.min(SPARE_BATCH, w.spareStacks);
    w.p.spare[p] = taken;
    w.spareStacks -= taken;
  }
  if (w.p.spare[p] === 0) return false;
  w.p.spare[p] = (w.p.spare[p] as number) - 1;
  return true;
}

function giveSpare(w: World, p: number): void {
  const spare = (w.p.spare[p] as number) + 1;
  const spilled = spare >= MOST_SPARE ? SPARE_BATCH : 0;
  w.p.spare[p] = spare - spilled;
  w.spareStacks += spilled;
}

/** Joins the youngest fork of this activation. */
export function join(w: World, m: number, id: number, pc: number): Outcome {
  const child = w.g.forks[id] as number;
  if (child === baseOf(w, id)) {
    const where = w.code.places.get(pc) ?? 'join';
    throw new SimError(`G${id} joins, but has no fork left to join: ${where}`);
  }
  if (w.isPilfer) serveHungry(w, m, id);
  if (w.g.state[child] === GState.private) {
    w.g.forks[id] = w.g.olderFork[child] as number;
    runInline(w, id, child, pc + WIDTH);
    return Outcome.goOn;
  }
  if (w.g.state[child] !== GState.ended) return awaitChild(w, m, id, child);
  if (w.isPilfer) noteJoined(w, m, child);
  w.g.forks[id] = w.g.olderFork[child] as number;
  w.g.free(child);
  w.g.pc[id] = pc + WIDTH;
  return Outcome.goOn;
}

/** Joins what a scope has forked, the oldest first. */
export function endScope(w: World, m: number, id: number, pc: number): Outcome {
  const waits = joinDown(w, m, id, w.frames.base[w.g.frame[id] as number] as number);
  if (waits) return Outcome.goOn;
  w.g.frame[id] = w.frames.pop(w.g.frame[id] as number);
  w.g.pc[id] = pc + WIDTH;
  return Outcome.goOn;
}

/** The end of a function: of a call, or of the G. Its forks are joined first. */
export function endFunction(w: World, m: number, id: number): Outcome {
  if (joinDown(w, m, id, baseOf(w, id))) return Outcome.goOn;
  const frame = w.g.frame[id] as number;
  if (frame < 0) return endG(w, m, id);
  if (w.frames.isInline[frame] === 1) leaveInline(w, id, frame);
  w.g.pc[id] = w.frames.pc[frame] as number;
  w.g.code[id] = w.frames.count[frame] as number;
  w.g.frame[id] = w.frames.pop(frame);
  return Outcome.goOn;
}

/** Youngest fork outside of the present activation. */
function baseOf(w: World, id: number): number {
  let frame = w.g.frame[id] as number;
  // Loops have no base; a scope or a call has one, perhaps "none".
  while (frame >= 0 && w.frames.base[frame] === LOOP) frame = w.frames.outer[frame] as number;
  return frame < 0 ? NO_G : (w.frames.base[frame] as number);
}

/** Joins all forks down to a base; true if the G waits for one. */
function joinDown(w: World, m: number, id: number, base: number): boolean {
  const { g } = w;
  while (g.forks[id] !== base) {
    let younger: number = NO_G;
    let oldest = g.forks[id] as number;
    while (g.olderFork[oldest] !== base) {
      younger = oldest;
      oldest = g.olderFork[oldest] as number;
    }
    const isPrivate = g.state[oldest] === GState.private;
    if (!isPrivate && g.state[oldest] !== GState.ended) {
      awaitChild(w, m, id, oldest);
      return true;
    }
    if (younger === NO_G) g.forks[id] = base;
    else g.olderFork[younger] = base;
    if (isPrivate) {
      // This operation comes again when the fork has returned; its price is paid.
      runInline(w, id, oldest, g.pc[id] as number);
      return true;
    }
    if (w.isPilfer) noteJoined(w, m, oldest);
    g.free(oldest);
  }
  return false;
}

/** The operation comes again when the child has ended; its price is paid. */
function awaitChild(w: World, m: number, id: number, child: number): Outcome {
  w.g.paid[id] = 1;
  w.g.on[id] = child;
  w.g.where[id] = IN_NOTHING;
  if (w.isPilfer && claimQueued(w, m, child)) return Outcome.goOn;
  return block(w, m, WaitReason.join, child);
}

/** A G ends: its joiner is readied, its client told, its record given back. Go: `goexit0`. */
function endG(w: World, m: number, id: number): Outcome {
  const { g } = w;
  const p = w.m.p[m] as number;
  const now = w.clock[0] as number;
  const parent = g.parent[id] as number;
  if (w.record.isOn) w.record.emit(Kind.end, p, m, id, Ended.ok, 0, 0);
  w.tally.add(Count.ended, 1);
  w.tally.ended(g.created[id] as number, now);
  if (w.onEnd !== undefined && (g.client[id] as number) >= 0) w.onEnd(g.client[id] as number);
  const outcome = leave(w, m, w.costs.end);
  giveSpare(w, p);
  const isLocked = (g.lockedM[id] as number) >= 0;
  g.where[id] = IN_NOTHING;
  if (parent < 0) g.free(id);
  else {
    g.state[id] = GState.ended;
    if (
      g.state[parent] === GState.waiting &&
      g.reason[parent] === WaitReason.join &&
      g.on[parent] === id
    ) {
      charge(w, m, w.costs.ready);
      submit(w, m, p, parent, Kind.ready, id, WaitReason.join);
    }
  }
  return isLocked ? endLocked(w, m) : outcome;
}
