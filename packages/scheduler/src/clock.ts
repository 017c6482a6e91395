/** The one clock that all threads of a process share: it only runs forwards, and never jumps. */

import type { Plan } from './layout.js';

/** Milliseconds, from an arbitrary zero. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Milliseconds since a runtime's memory was made. */
export function sinceEpoch(plan: Plan): number {
  return monotonicMs() - plan.epoch;
}
