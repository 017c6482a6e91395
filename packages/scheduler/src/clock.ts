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
