/**
 * Statistics of times in one pass: moments by Welford's method, percentiles from a histogram whose
 * buckets are 1/64 of their power of two wide. 32 KB, whatever the number of samples.
 */

import type { TimeStatistics } from '../program/result.js';

const SUB_BITS = 6;
const SUBS = 1 << SUB_BITS;
const BUCKETS = (54 - SUB_BITS) * SUBS;
const TWO_32 = 0x1_0000_0000;

export class TimeTally implements TimeStatistics {
  /** Count, mean, sum of squared deviations, minimum, maximum: cells, since fields would be boxed. */
  readonly #sums = Float64Array.of(0, 0, 0, Infinity, 0);
  readonly #buckets = new Float64Array(BUCKETS);

  get count(): number {
    return this.#sums[0] as number;
  }

  get mean(): number {
    return this.#sums[1] as number;
  }

  get variance(): number {
    return this.count > 1 ? (this.#sums[2] as number) / (this.count - 1) : 0;
  }

  get min(): number {
    return this.count === 0 ? 0 : (this.#sums[3] as number);
  }

  get max(): number {
    return this.#sums[4] as number;
  }

  /** Adds a sample: an integer from 0 to 2^53 − 1. */
  add(time: number): void {
    const sums = this.#sums;
    const count = (sums[0] as number) + 1;
    const mean = sums[1] as number;
    const off = time - mean;
    const after = mean + off / count;
    sums[0] = count;
    sums[1] = after;
    sums[2] = (sums[2] as number) + off * (time - after);
    if (time < (sums[3] as number)) sums[3] = time;
    if (time > (sums[4] as number)) sums[4] = time;
    const bucket = bucketOf(time);
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + 1;
  }

  quantile(q: number): number {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile: q must be from 0 to 1, got ${q}`);
    if (this.count === 0) return 0;
    let left = Math.max(1, Math.ceil(q * this.count));
    let bucket = 0;
    while ((left -= this.#buckets[bucket] as number) > 0) bucket++;
    return Math.min(this.max, Math.max(this.min, middleOf(bucket)));
  }

  /** Forgets all samples. */
  clear(): void {
    this.#sums.set([0, 0, 0, Infinity, 0]);
    this.#buckets.fill(0);
  }
}

function bucketOf(time: number): number {
  if (time < SUBS) return time;
  const high = (time / TWO_32) | 0;
  const exponent = high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(time | 0);
  const shift = exponent - SUB_BITS;
  const sub = high > 0 ? Math.floor(time / 2 ** shift) : time >>> shift;
  return (shift + 1) * SUBS + (sub - SUBS);
}

function middleOf(bucket: number): number {
  if (bucket < SUBS) return bucket;
  const shift = Math.floor(bucket / SUBS) - 1;
  return Math.floor(((bucket % SUBS) + SUBS + 0.5) * 2 ** shift);
}
