/** The slices of one lane: do they nest, and which is open at a time? */

import type { Findings } from './finding.js';

/** A slice of a lane; times in ns. */
export interface LaneSlice {
  readonly from: number;
  readonly to: number;
  /** How it is called in a message. */
  readonly where: string;
  /** Its place in the file. */
  readonly order: number;
}

/** Slices in order of time, outer ones first, each with the one around it. */
export class LaneSlices {
  readonly #slices: readonly LaneSlice[];
  readonly #around: Int32Array;

  /** Tells slices that overlap others without being inside. */
  constructor(slices: LaneSlice[], lane: string, findings: Findings) {
    slices.sort(
      (one, other) => one.from - other.from || other.to - one.to || one.order - other.order,
    );
    this.#slices = slices;
    this.#around = new Int32Array(slices.length).fill(-1);
    let top = -1;
    for (const [at, slice] of slices.entries()) {
      while (top >= 0 && this.#at(top).to <= slice.from) top = this.#around[top] as number;
      this.#around[at] = top;
      if (top >= 0 && slice.to > this.#at(top).to) {
        const other = this.#at(top).where;
        findings.add(slice.where, `overlaps ${other} on ${lane} without being inside it`);
      }
      top = at;
    }
  }

  /** True if a slice that stands before `order` in the file is open at a time. */
  isOpenAt(time: number, order: number): boolean {
    let low = 0;
    let high = this.#slices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(middle).from <= time) low = middle + 1;
      else high = middle;
    }
    for (let at = low - 1; at >= 0; at = this.#around[at] as number) {
      const { from, to, order: place } = this.#at(at);
      if (time < to && (from < time || place < order)) return true;
    }
    return false;
  }

  #at(index: number): LaneSlice {
    return this.#slices[index] as LaneSlice;
  }
}
