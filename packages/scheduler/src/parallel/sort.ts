/**
 * Sorting shared arrays.
 *
 * Without a comparator: radix sort, whose passes are loops over parts of the array. It beats a typed
 * array's own `sort` on one machine already, and shares well. With a comparator: stable merge sort
 * with a fork at every level. The merges are divided too, or the last one alone would cost as much
 * as a level of all machines: at the middle of the longer run, and where that element would go in
 * the other one (Cormen, Leiserson, Rivest, Stein: "Introduction to Algorithms", 26.3).
 *
 * Both work on copies. Until the last pass the array is as it was, so a comparator that throws, or
 * a cancellation, leaves it alone.
 */

import type { ExportRef } from '../functions/ref.js';
import { tasks, type Task } from '../functions/tasks.js';
import { checkShared, refOf } from './body.js';
import { call, type Call } from './call.js';
import { mergeSortElements } from './merge-sort.js';
import { sortKeys } from './radix-sort.js';
import type { Words } from './sort-keys.js';
import { AUTO } from './range.js';
import { alike, type Element, type SharedArray } from './shared-array.js';
import { forRange } from './split.js';

/** Options of {@link sort} and {@link sortOrder}. */
export interface SortOptions<A extends SharedArray> {
  /**
   * Says which of two elements comes first, as for an array's own `sort`.
   *
   * @default numeric order: -0 before 0, NaN last
   */
  readonly compare?: Task<(a: Element<A>, b: Element<A>) => number>;
}

/** Below this length a typed array's own sort is faster. */
const SHORT = 8192;

const { sortArray, orderOf, copyPiece, countUp } = tasks(import.meta.url, {
  sortArray(array: SharedArray, compare: ExportRef | undefined): void {
    const { length } = array;
    if (compare === undefined) {
      if (length < SHORT) array.sort();
      else sortKeys(array, undefined);
      return;
    }
    const sorted = alike(array);
    forRange(refOf(copyPiece, 'body'), 0, length, AUTO, [array, sorted]);
    mergeSortElements(sorted, compare, undefined);
    forRange(refOf(copyPiece, 'body'), 0, length, AUTO, [sorted, array]);
  },

  orderOf(keys: SharedArray, compare: ExportRef | undefined): Words {
    const order = new Uint32Array(new SharedArrayBuffer(4 * keys.length));
    forRange(refOf(countUp, 'body'), 0, keys.length, AUTO, [order]);
    if (compare === undefined) sortKeys(keys, order);
    else mergeSortElements(order, compare, keys);
    return order;
  },

  copyPiece(from: number, to: number, source: SharedArray, target: SharedArray): void {
    target.set(source.subarray(from, to) as never, from); // of the same kind
  },

  countUp(from: number, to: number, order: Words): void {
    for (let i = from; i < to; i++) order[i] = i;
  },
});

/** The call that does a sort's work, checked. */
export function sortCall<A extends SharedArray>(
  array: A,
  options: SortOptions<A> = {},
): Call<void> {
  return call(sortArray, checkShared(array, 'array'), compareRef(options.compare));
}

/** The call that finds an order, checked. */
export function orderCall<A extends SharedArray>(
  keys: A,
  options: SortOptions<A> = {},
): Call<Words> {
  return call(orderOf, checkShared(keys, 'keys'), compareRef(options.compare));
}

function compareRef(compare: unknown): ExportRef | undefined {
  return compare === undefined ? undefined : refOf(compare, 'options.compare');
}
