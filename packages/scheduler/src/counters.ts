/**
 * What each P counts: 64-bit floats in its block, written plainly by the P's machine only, so that
 * counting costs a nanosecond and nothing overflows. Readers see values a little old.
 */

import type { Memory } from './memory.js';

/** The counters of a P, by their place in its block. At most 16 fit in the line. */
const COUNTERS = [
  'run',
  'failed',
  'stolen',
  'stealAttempts',
  'stealRetries',
  'overflows',
  'globalTakes',
  'parks',
  'backstops',
  'busyNs',
  'stale',
  'forked',
  'exposed',
  'reclaimed',
  'unexposable',
] as const;

/** The name of a counter. */
export type Counter = (typeof COUNTERS)[number];

/** Index of each counter. */
export const COUNTER: Readonly<Record<Counter, number>> = Object.fromEntries(
  COUNTERS.map((name, index) => [name, index]),
) as Record<Counter, number>;

/** The writer's side. */
export class Counters {
  private readonly floats: Float64Array<SharedArrayBuffer>;
  private readonly at: number;

  constructor(memory: Memory, block: number) {
    this.floats = memory.floats;
    this.at = memory.counterAt(block);
  }

  /** Adds to a counter of this P. */
  add(counter: number, by = 1): void {
    this.floats[this.at + counter] = (this.floats[this.at + counter] as number) + by;
  }
}

/** Reads all counters of a P block. */
export function readCounters(memory: Memory, block: number): Record<Counter, number> {
  const at = memory.counterAt(block);
  return Object.fromEntries(
    COUNTERS.map((name, index) => [name, memory.floats[at + index] as number]),
  ) as Record<Counter, number>;
}
