/** Merge sort, as rivals in other languages are written, and the library's own sorts. */

import { fork, join, sort, tasks, type Task } from '@pilfer/scheduler';

/** Numbers in shared memory. */
export type Ints = Int32Array<SharedArrayBuffer>;

const SHORT = 32;
const SERIAL = 8192;

/** Fills an array with pseudo-random numbers. */
export function fill(array: Ints): void {
  let x = 42;
  for (let i = 0; i < array.length; i++) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
    array[i] = x;
  }
}

/** A number that depends on every thousandth element. */
export function checksum(array: Ints): number {
  let c = 0;
  for (let i = 0; i < array.length; i += 1000) c = (Math.imul(31, c) + (array[i] ?? 0)) | 0;
  return c >>> 0;
}

/** Sorts from `from` up to `to`: halves, of which the left one is merged by way of `scratch`. */
export function mergeSortPlain(array: Ints, scratch: Ints, from: number, to: number): void {
  if (to - from <= SHORT) {
    insertionSort(array, from, to);
    return;
  }
  const middle = (from + to) >>> 1;
  mergeSortPlain(array, scratch, from, middle);
  mergeSortPlain(array, scratch, middle, to);
  merge(array, scratch, from, middle, to);
}

function insertionSort(array: Ints, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const element = array[i] as number;
    let at = i;
    for (; at > from && (array[at - 1] as number) > element; at--) {
      array[at] = array[at - 1] as number;
    }
    array[at] = element;
  }
}

function merge(array: Ints, scratch: Ints, from: number, middle: number, to: number): void {
  for (let i = from; i < middle; i++) scratch[i] = array[i] as number;
  let l = from;
  let r = middle;
  let out = from;
  while (l < middle && r < to) {
    const a = scratch[l] as number;
    const b = array[r] as number;
    if (b < a) {
      array[out++] = b;
      r++;
    } else {
      array[out++] = a;
      l++;
    }
  }
  while (l < middle) array[out++] = scratch[l++] as number;
}

const tasksHere = tasks(import.meta.url, {
  mergeSort(array: Ints, scratch: Ints, from: number, to: number): void {
    if (to - from <= SERIAL) {
      mergeSortPlain(array, scratch, from, to);
      return;
    }
    const middle = (from + to) >>> 1;
    const right = fork(tasksHere.mergeSort, array, scratch, middle, to);
    tasksHere.mergeSort(array, scratch, from, middle);
    join(right);
    merge(array, scratch, from, middle, to);
  },

  librarySort: (array: Ints): void => void sort(array),

  ascending: (a: number, b: number): number => a - b,

  librarySortBy: (array: Ints): void => void sort(array, { compare: tasksHere.ascending }),
});

/** The same with a fork for every right half of more than 8,192 elements. */
export const mergeSort: Task<(array: Ints, scratch: Ints, from: number, to: number) => void> =
  tasksHere.mergeSort;

/** The library's sort in numeric order. */
export const librarySort: Task<(array: Ints) => void> = tasksHere.librarySort;

/** The library's sort with a comparator. */
export const librarySortBy: Task<(array: Ints) => void> = tasksHere.librarySortBy;
