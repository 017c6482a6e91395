/**
 * How long tasks wait and run: two histograms per P, in its block, written plainly by the P's machine
 * only, like the counters.
 *
 * Log-linear, as HdrHistogram's: two buckets per power of two of microseconds, so a quantile is known
 * to within a quarter of its value, in 64 cells and without a division.
 */

import { TaskClock, usBetween } from './clock.js';
import { P_RUN_HISTOGRAM, P_WAIT_HISTOGRAM } from './layout.js';
import type { Memory } from './memory.js';

/** Buckets of one histogram. */
export const BUCKETS = 64;

/** What is measured: the place of its histogram in a P block, in cells. */
export const HISTOGRAM: { readonly wait: number; readonly run: number } = {
  wait: P_WAIT_HISTOGRAM,
  run: P_RUN_HISTOGRAM,
};

/** The bucket of a duration in whole microseconds. */
export function bucketOf(us: number): number {
  if (us < 1) return 0;
  const octave = 31 - Math.clz32(us);
  const half = octave === 0 ? 0 : (us >>> (octave - 1)) & 1;
  return Math.min(2 * octave + half, BUCKETS - 1);
}

/** The upper bound of a bucket in microseconds, exclusive; of the last one: Infinity. */
export function boundOf(bucket: number): number {
  if (bucket >= BUCKETS - 1) return Infinity;
  const octave = 2 ** (bucket >>> 1);
  return (bucket & 1) === 0 && bucket > 0 ? 1.5 * octave : 2 * octave;
}

/** The writer's side of one histogram. */
export class Histogram {
  private readonly floats: Float64Array<SharedArrayBuffer>;
  private readonly at: number;

  constructor(memory: Memory, block: number, place: number) {
    this.floats = memory.floats;
    this.at = (memory.blockCell(block) + place) / 2;
  }

  /** Counts a duration in whole microseconds. Some nanoseconds. */
  add(us: number): void {
    const at = this.at + bucketOf(us);
    this.floats[at] = (this.floats[at] as number) + 1;
    const sum = this.at + BUCKETS;
    this.floats[sum] = (this.floats[sum] as number) + us;
  }
}

/** One machine's measurements. The machine looks at the clock; nobody else does on its way. */
export class TaskTimes {
  private readonly wait: Histogram;
  private readonly run: Histogram;
  private readonly clock: TaskClock;
  /**
   * A look at the clock, if nothing has happened since that takes time; else NaN. Kept while a
   * recording is on: its events at a task's ends share the machine's look (recorder.ts).
   */
  recent: number = Number.NaN;
  /**
   * The look at the end of the task that has run last, for who accounts for it; else NaN. Since then
   * promises may have called back. Kept like {@link recent}.
   */
  finished: number = Number.NaN;
  /** The end of the last task or search: about now, when a task begins. */
  private last: number;
  private isRunning = false;

  constructor(memory: Memory, block: number) {
    this.wait = new Histogram(memory, block, HISTOGRAM.wait);
    this.run = new Histogram(memory, block, HISTOGRAM.run);
    this.clock = new TaskClock(memory.plan);
    this.last = this.clock.stamp();
  }

  /** A task begins that was submitted at this stamp. */
  began(stamp: number): void {
    const us = usBetween(stamp, this.last);
    if (us >= 0) this.wait.add(us);
    this.isRunning = true;
  }

  /** A task that began, if one did, has been on the stack since the last moment that was told. */
  ended(now: number): void {
    const stamp = this.clock.stamp(now);
    if (this.isRunning) this.run.add((stamp - this.last) | 0);
    this.isRunning = false;
    this.last = stamp;
  }

  /** Something has happened since the last looks that takes time. */
  forget(): void {
    this.recent = this.finished = Number.NaN;
  }

  /** Something else has ended. */
  tell(now: number): void {
    this.last = this.clock.stamp(now);
  }
}

/** What a histogram says at one moment. */
export interface HistogramStats {
  readonly count: number;
  /** Sum of all durations, in milliseconds. */
  readonly sumMs: number;
  /** Estimates, at most a third too high, in milliseconds; 0 if there is nothing. */
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  /** Durations by their upper bounds in milliseconds, exclusive: only buckets that have any. */
  readonly buckets: readonly { readonly belowMs: number; readonly count: number }[];
}

/** Adds up the histograms of several P blocks. */
export function readHistogram(
  memory: Memory,
  blocks: readonly number[],
  place: number,
): HistogramStats {
  const counts = new Float64Array(BUCKETS);
  let sumMs = 0;
  for (const block of blocks) {
    const at = (memory.blockCell(block) + place) / 2;
    for (let i = 0; i < BUCKETS; i++) counts[i] = count(counts, i) + count(memory.floats, at + i);
    sumMs += count(memory.floats, at + BUCKETS) / 1000;
  }
  return summary(counts, sumMs);
}

/** Says what counts by bucket mean. */
export function summary(counts: Float64Array, sumMs: number): HistogramStats {
  const total = counts.reduce((sum, each) => sum + each, 0);
  const buckets = [...counts.keys()]
    .filter((i) => count(counts, i) > 0)
    .map((i) => ({ belowMs: boundOf(i) / 1000, count: count(counts, i) }));
  const quantile = (q: number): number => {
    let left = q * total;
    for (const bucket of buckets) {
      left -= bucket.count;
      if (left <= 0) return bucket.belowMs;
    }
    return 0;
  };
  return {
    count: total,
    sumMs,
    p50Ms: quantile(0.5),
    p90Ms: quantile(0.9),
    p99Ms: quantile(0.99),
    buckets,
  };
}

function count(floats: Float64Array, at: number): number {
  return floats[at] as number;
}
