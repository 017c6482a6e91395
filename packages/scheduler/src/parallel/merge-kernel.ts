/** The loops of a stable merge sort. A comparator that contradicts itself gives some order, no worse. */

/** Elements that can be read and written, whatever their kind. */
export interface Elements<E> {
  readonly length: number;
  [index: number]: E;
}

/** Negative, zero or positive: `a` belongs before `b`, anywhere, after it. */
export type Compare<E> = (a: E, b: E) => number;

/** Up to here, insertion sort is faster than splitting further. */
const SHORT = 24;

/** Sorts the elements from `from` up to `to` in place; `scratch` is overwritten in the same range. */
export function mergeSort<E>(
  array: Elements<E>,
  scratch: Elements<E>,
  from: number,
  to: number,
  compare: Compare<E>,
): void {
  if (to - from <= SHORT) {
    insertionSort(array, from, to, compare);
    return;
  }
  const middle = (from + to) >>> 1;
  mergeSort(array, scratch, from, middle, compare);
  mergeSort(array, scratch, middle, to, compare);
  if (compare(array[middle - 1] as E, array[middle] as E) <= 0) return; // in order already
  for (let i = from; i < middle; i++) scratch[i] = array[i] as E;
  // What is written never overtakes the right run: as many elements are left in front of it.
  merge(scratch, from, middle, array, middle, to, array, from, compare);
}

/** Sorts a few elements in place. */
function insertionSort<E>(array: Elements<E>, from: number, to: number, compare: Compare<E>): void {
  for (let i = from + 1; i < to; i++) {
    const element = array[i] as E;
    let at = i;
    while (at > from && compare(array[at - 1] as E, element) > 0) {
      array[at] = array[at - 1] as E;
      at--;
    }
    array[at] = element;
  }
}

/** Merges two sorted runs into `into`, from `at` on; of equal elements the left run's come first. */
export function merge<E>(
  left: Elements<E>,
  leftFrom: number,
  leftTo: number,
  right: Elements<E>,
  rightFrom: number,
  rightTo: number,
  into: Elements<E>,
  at: number,
  compare: Compare<E>,
): void {
  let l = leftFrom;
  let r = rightFrom;
  let out = at;
  while (l < leftTo && r < rightTo) {
    const a = left[l] as E;
    const b = right[r] as E;
    if (compare(a, b) > 0) {
      into[out++] = b;
      r++;
    } else {
      into[out++] = a;
      l++;
    }
  }
  while (l < leftTo) into[out++] = left[l++] as E;
  while (r < rightTo) into[out++] = right[r++] as E;
}

/** The first place in a sorted run at which an element is not before `element`. */
export function lowerBound<E>(
  run: Elements<E>,
  from: number,
  to: number,
  element: E,
  compare: Compare<E>,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(run[middle] as E, element) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place in a sorted run at which an element is after `element`. */
export function upperBound<E>(
  run: Elements<E>,
  from: number,
  to: number,
  element: E,
  compare: Compare<E>,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(run[middle] as E, element) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
