/** What a parallel loop runs over, and in what steps: checked here. */

import { describe } from '../describe.js';

/** The integers from 0, or from the first number, up to the last number, which is not among them. */
export type Range = number | readonly [from: number, to: number];

/**
 * How many indices a piece has: that many at most, or `'auto'`, which finds out as it goes how many
 * take about 20 µs.
 */
export type Grain = number | 'auto';

/** Returns both ends of a range. */
export function checkRange(range: unknown): readonly [from: number, to: number] {
  const [from, to] = Array.isArray(range) && range.length === 2 ? (range as unknown[]) : [0, range];
  if (
    !Number.isSafeInteger(from) ||
    !Number.isSafeInteger(to) ||
    (from as number) > (to as number)
  ) {
    throw new RangeError(
      'range: expected a count, or two integers [from, to] with from ≤ to, received ' +
        (Array.isArray(range) ? `[${range.map(describe).join(', ')}]` : describe(range)),
    );
  }
  return [from as number, to as number];
}

/** The grain that is found as the loop goes; see `Pace` in split.ts. */
export const AUTO: number = -1;

/** Returns the grain as a number. */
export function checkGrain(grain: unknown): number {
  if (grain === undefined || grain === 'auto') return AUTO;
  if (!Number.isSafeInteger(grain) || (grain as number) < 1) {
    throw new RangeError(
      `options.grain: expected an integer, at least 1, or 'auto', received ${describe(grain)}`,
    );
  }
  return grain as number;
}

/** Most elements in a block. */
const LARGEST = 2 ** 15;

/** Blocks that are enough to keep any number of machines busy. */
const ENOUGH = 1024;

/**
 * Elements in a block, where results must not depend on who is hungry when: it follows from the
 * number of elements alone.
 */
export function blockSize(elements: number): number {
  return Math.min(LARGEST, Math.max(1, Math.ceil(elements / ENOUGH)));
}
