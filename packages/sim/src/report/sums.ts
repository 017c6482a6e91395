/**
 * How long lanes looked how between two stretches, in constant time: sums over all stretches before
 * every 32nd. A pixel of a zoomed-out chart that covers a thousand stretches then costs 62 additions at
 * most, and no more is kept than 2.75 bytes a stretch. Times are whole nanoseconds below 2^53, so sums
 * are exact, and a stretch of one nanosecond still shows in a pixel of an hour.
 *
 * Rejected: a pyramid of pixels (mip map), which needs more memory and is exact at its own zooms only.
 */

import type { Lanes } from './lanes.js';
import { LOOKS } from './looks.js';

const SHIFT = 5;
const MASK = (1 << SHIFT) - 1;

/** Sums of the stretches of lanes. */
export class Sums {
  readonly #lanes: Lanes;
  /** Block → look → time in all stretches before the block. */
  readonly #before: Float64Array;

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
    const { from, to, look } = lanes;
    const blocks = (from.length >>> SHIFT) + 1;
    this.#before = new Float64Array(blocks * LOOKS);
    const sum = new Float64Array(LOOKS);
    for (let i = 0; i < from.length; i++) {
      if ((i & MASK) === 0) this.#before.set(sum, (i >>> SHIFT) * LOOKS);
      const one = look[i] as number;
      sum[one] = (sum[one] as number) + (to[i] as number) - (from[i] as number);
    }
    if ((from.length & MASK) === 0) this.#before.set(sum, (blocks - 1) * LOOKS);
  }

  /** Adds the times of stretches `begin` to `end` − 1 to `into`, by look. */
  add(begin: number, end: number, into: Float64Array): void {
    const first = (begin + MASK) >>> SHIFT;
    const last = end >>> SHIFT;
    if (first >= last) {
      this.#addSome(begin, end, into);
      return;
    }
    const before = this.#before;
    for (let look = 0; look < LOOKS; look++) {
      const time =
        (before[last * LOOKS + look] as number) - (before[first * LOOKS + look] as number);
      into[look] = (into[look] as number) + time;
    }
    this.#addSome(begin, first << SHIFT, into);
    this.#addSome(last << SHIFT, end, into);
  }

  #addSome(begin: number, end: number, into: Float64Array): void {
    const { from, to, look } = this.#lanes;
    for (let i = begin; i < end; i++) {
      const one = look[i] as number;
      into[one] = (into[one] as number) + (to[i] as number) - (from[i] as number);
    }
  }
}
