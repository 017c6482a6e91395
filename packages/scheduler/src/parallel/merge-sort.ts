/** Stable merge sort by many machines: `sort.ts` tells how. */

import { fork, join } from '../forks/fork.js';
import type { ExportRef } from '../functions/ref.js';
import { tasks } from '../functions/tasks.js';
import { functionOf } from './body.js';
import { lowerBound, merge, mergeSort, upperBound, type Compare } from './merge-kernel.js';
import type { Numbers } from './operation.js';
import { alike, type SharedArray } from './shared-array.js';

/** Up to here a range is sorted, or two runs are merged, by one machine: 0.1 ms or more. */
const SHORT = 4096;

/** How elements are compared: themselves, or what they are the indices of. */
interface Order {
  readonly compare: ExportRef;
  readonly keys: Numbers | undefined;
}

function comparator({ compare, keys }: Order): Compare<number> {
  const byKey = functionOf(compare) as Compare<number>;
  if (keys === undefined) return byKey;
  return (a, b) => byKey(keys[a] as number, keys[b] as number);
}

const { sortRange, mergeRuns } = tasks(import.meta.url, {
  /** Sorts `array` from `from` up to `to`: in place, or into `other`. Both are overwritten there. */
  sortRange(
    array: Numbers,
    other: Numbers,
    from: number,
    to: number,
    isInPlace: boolean,
    order: Order,
  ): void {
    if (to - from <= SHORT) {
      mergeSort(array, other, from, to, comparator(order));
      if (!isInPlace) other.set(array.subarray(from, to), from);
      return;
    }
    const middle = (from + to) >>> 1;
    const right = fork(sortRange, array, other, middle, to, !isInPlace, order);
    sortRange(array, other, from, middle, !isInPlace, order);
    join(right);
    const [runs, into] = isInPlace ? [other, array] : [array, other];
    mergeRuns(runs, from, middle, middle, to, into, from, order);
  },

  /** Merges two sorted runs of `runs` into `into`, from `at` on. */
  mergeRuns(
    runs: Numbers,
    leftFrom: number,
    leftTo: number,
    rightFrom: number,
    rightTo: number,
    into: Numbers,
    at: number,
    order: Order,
  ): void {
    const compare = comparator(order);
    const left = leftTo - leftFrom;
    const right = rightTo - rightFrom;
    if (left + right <= SHORT) {
      merge(runs, leftFrom, leftTo, runs, rightFrom, rightTo, into, at, compare);
      return;
    }
    let l: number;
    let r: number;
    if (left >= right) {
      // Right elements that are equal come after the left one.
      l = leftFrom + (left >>> 1);
      r = lowerBound(runs, rightFrom, rightTo, runs[l] as number, compare);
    } else {
      // Left elements that are equal come before the right one.
      r = rightFrom + (right >>> 1);
      l = upperBound(runs, leftFrom, leftTo, runs[r] as number, compare);
    }
    const behind = at + (l - leftFrom) + (r - rightFrom);
    const upper = fork(mergeRuns, runs, l, leftTo, r, rightTo, into, behind, order);
    mergeRuns(runs, leftFrom, l, rightFrom, r, into, at, order);
    join(upper);
  },
});

/** Sorts an array by comparing its elements, or the keys that they are the indices of. */
export function mergeSortElements(
  array: SharedArray,
  compare: ExportRef,
  keys: SharedArray | undefined,
): void {
  const order = { compare, keys: keys as Numbers | undefined };
  sortRange(array as Numbers, alike(array) as Numbers, 0, array.length, true, order);
}
