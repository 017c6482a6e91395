/**
 * Time, as the main thread's side of a runtime sees it. All that it does later, or measures, goes
 * through a {@link Clock}, so that a simulation can put a virtual one in its place.
 */

import type { Plan } from './layout.js';

/** A call that is due at some time. */
export interface Timer {
  /** Holds the process alive until then; that is the default. */
  ref(): unknown;
  /** Does not. */
  unref(): unknown;
}

/** Tells the time, and calls back. */
export interface Clock {
  /** Milliseconds, from an arbitrary zero that all threads share. */
  now(): number;
  /** Calls back after so many milliseconds. */
  after(ms: number, call: () => void): Timer;
  /** Calls a call off, if it is still due. */
  cancel(timer: Timer | undefined): void;
  /** Calls back in the next turn of the event loop. */
  soon(call: () => void): void;
}

/** The clock of the process. */
export const CLOCK: Clock = {
  now: monotonicMs,
  after: (ms, call) => setTimeout(call, ms),
  cancel: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
  soon: (call) => void setImmediate(call),
};

/** Milliseconds, from an arbitrary zero. The one clock of all threads of a process; never jumps. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Milliseconds since a runtime's memory was made. */
export function sinceEpoch(plan: Plan): number {
  return monotonicMs() - plan.epoch;
}

/** How far the clocks of two threads may lie apart, in microseconds: far more than they do. */
const DISCORD_US = 1e6;

/** This moment as a stamp: whole microseconds that wrap, for a cell of a slot; never 0. */
export function stampOf(clock: Clock, plan: Plan): number {
  return stampAt(clock.now() - plan.epoch);
}

/** Stamps, cheaply: from `performance.now()`, which takes a third of the time of the shared clock. */
export class TaskClock {
  private readonly offset: number;

  constructor(plan: Plan) {
    this.offset = offsetOf(plan);
  }

  /** This moment, or that of an earlier `performance.now()`. */
  stamp(now: number = performance.now()): number {
    return stampAt(now + this.offset);
  }
}

/** Microseconds from one stamp to a later one; −1 if the first is 0, or it's over half an hour. */
export function usBetween(from: number, to: number): number {
  const us = (to - from) | 0;
  if (us >= 0 && from !== 0) return us;
  return from === 0 || us < -DISCORD_US ? -1 : 0;
}

function stampAt(ms: number): number {
  return (ms * 1000) | 0 || 1;
}

/** From `performance.now()` to the epoch's time, ms: the best of some looks, since one may be interrupted. */
export function offsetOf(plan: Plan): number {
  let best = Infinity;
  let offset = 0;
  for (let look = 0; look < 16; look++) {
    const before = performance.now();
    const shared = sinceEpoch(plan);
    const after = performance.now();
    if (after - before >= best) continue;
    best = after - before;
    offset = shared - (before + after) / 2;
  }
  return offset;
}
