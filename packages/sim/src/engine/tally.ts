/** Streaming statistics: what a run without trace is judged by. Constant memory. */

import type { SimCounts } from '../program/result.js';
import { TimeTally } from './time-tally.js';

/** Counters by number. */
export const Count = {
  created: 0,
  started: 1,
  ended: 2,
  steals: 3,
  stolen: 4,
  searches: 5,
  visits: 6,
  crossStarts: 7,
  overflows: 8,
  globalTakes: 9,
  wakes: 10,
  parks: 11,
  preemptions: 12,
  yields: 13,
  blocks: 14,
  systemCalls: 15,
  retakes: 16,
  forks: 17,
  exposed: 18,
} as const;

/** Cells of the time integrals. */
const QUEUED = 0;
const PRESENT = 1;
const QUEUED_TIME = 2;
const PRESENT_TIME = 3;
const QUEUED_SINCE = 4;
const PRESENT_SINCE = 5;

export class Tally {
  readonly counts: Float64Array = new Float64Array(Object.keys(Count).length);
  readonly busy: Float64Array;
  readonly wait: TimeTally = new TimeTally();
  readonly response: TimeTally = new TimeTally();
  /** Nothing before this time counts. */
  readonly warmUp: number;
  readonly #sums = new Float64Array(6);

  constructor(procs: number, warmUp: number) {
    this.busy = new Float64Array(procs);
    this.warmUp = warmUp;
    this.#sums[QUEUED_SINCE] = this.#sums[PRESENT_SINCE] = warmUp;
  }

  add(count: number, by: number): void {
    this.counts[count] = (this.counts[count] as number) + by;
  }

  /** P ran a G from one time to another. */
  ran(p: number, from: number, to: number): void {
    const start = from > this.warmUp ? from : this.warmUp;
    if (to > start) this.busy[p] = (this.busy[p] as number) + (to - start);
  }

  /** A G began to run that had been runnable since a time. */
  started(since: number, now: number): void {
    this.queued(-1, now);
    if (now >= this.warmUp) this.wait.add(now - since);
  }

  /** A G ended that had been created at a time. */
  ended(created: number, now: number): void {
    this.present(-1, now);
    if (now >= this.warmUp) this.response.add(now - created);
  }

  /** The number of runnable Gs that wait changes. */
  queued(by: number, now: number): void {
    const sums = this.#sums;
    const since = sums[QUEUED_SINCE] as number;
    if (now > since) {
      sums[QUEUED_TIME] = (sums[QUEUED_TIME] as number) + (sums[QUEUED] as number) * (now - since);
      sums[QUEUED_SINCE] = now;
    }
    sums[QUEUED] = (sums[QUEUED] as number) + by;
  }

  /** The number of Gs that exist changes. */
  present(by: number, now: number): void {
    const sums = this.#sums;
    const since = sums[PRESENT_SINCE] as number;
    if (now > since) {
      sums[PRESENT_TIME] =
        (sums[PRESENT_TIME] as number) + (sums[PRESENT] as number) * (now - since);
      sums[PRESENT_SINCE] = now;
    }
    sums[PRESENT] = (sums[PRESENT] as number) + by;
  }

  /** Runnable Gs that wait, as the tally has counted them. */
  get waiting(): number {
    return this.#sums[QUEUED] as number;
  }

  /** Forgets the counts of the warm-up. */
  forget(): void {
    this.counts.fill(0);
  }

  /** Closes the account. */
  finish(now: number): { counts: SimCounts; queuedTime: number; presentTime: number } {
    this.queued(0, now);
    this.present(0, now);
    const counts = Object.fromEntries(
      Object.entries(Count).map(([name, i]) => [name, this.counts[i] as number]),
    ) as unknown as SimCounts;
    const queuedTime = this.#sums[QUEUED_TIME] as number;
    return { counts, queuedTime, presentTime: this.#sums[PRESENT_TIME] as number };
  }
}
