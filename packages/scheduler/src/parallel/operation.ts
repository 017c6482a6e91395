/**
 * Associative operations on elements: three with loops of their own, as fast as a loop that the
 * program would write, and any other function of two elements.
 *
 * An element may be a number or a bigint. The loops are the same for both, so they are typed for
 * numbers.
 */

import type { ExportRef } from '../functions/ref.js';
import { tasks, type Task } from '../functions/tasks.js';
import { describe } from '../describe.js';
import { functionOf, refOf } from './body.js';
import { tagOf, type Element, type SharedArray } from './shared-array.js';

/** An operation that needs no function. `'min'` and `'max'` give NaN if one of both is NaN. */
type NamedOperation = 'sum' | 'min' | 'max';

/** An associative operation on two elements: one that has a name, or a task. */
export type Operation<A extends SharedArray> =
  NamedOperation | Task<(left: Element<A>, right: Element<A>) => Element<A>>;

/** Elements, as if they were numbers. */
export type Numbers = Float64Array<SharedArrayBuffer>;

type Combine = (left: number, right: number) => number;

/** Of equal elements the left one. */
const named = tasks(import.meta.url, {
  sum: (left: number, right: number): number => left + right,
  min: (left: number, right: number): number => (right < left || isNaN(right) ? right : left),
  max: (left: number, right: number): number => (right > left || isNaN(right) ? right : left),
});

/** Only NaN differs from itself. Not the global function, which does not take bigints. */
function isNaN(element: number): boolean {
  return element !== element;
}

/** The name of an operation's function. */
export function operationRef(operation: unknown): ExportRef {
  if (typeof operation !== 'string') return refOf(operation, 'operation');
  if (!Object.hasOwn(named, operation)) {
    throw new TypeError(
      "operation: expected 'sum', 'min', 'max' or a function that tasks() has named, " +
        `received ${describe(operation)}`,
    );
  }
  return refOf(named[operation as NamedOperation], 'operation');
}

/** Combines the elements from `from` up to `to`, from left to right. None have a sum only. */
export function fold(ref: ExportRef, array: Numbers, from: number, to: number): number {
  const combine = functionOf(ref) as Combine;
  if (combine === named.sum) return sumOf(array, from, to);
  if (combine === named.min) return minOf(array, from, to);
  if (combine === named.max) return maxOf(array, from, to);
  let result = array[from] as number;
  for (let i = from + 1; i < to; i++) result = combine(result, array[i] as number);
  return result;
}

/** In four lanes: an addition takes four cycles, and each needs the one before it in its lane. */
function sumOf(array: Numbers, from: number, to: number): number {
  if (from === to) return zeroOf(array);
  let rest = from;
  let sum = array[rest++] as number;
  if (to - rest >= 8) {
    let b = array[rest++] as number;
    let c = array[rest++] as number;
    let d = array[rest++] as number;
    for (; rest + 3 < to; rest += 4) {
      sum += array[rest] as number;
      b += array[rest + 1] as number;
      c += array[rest + 2] as number;
      d += array[rest + 3] as number;
    }
    sum = sum + b + (c + d);
  }
  for (; rest < to; rest++) sum += array[rest] as number;
  return sum;
}

function zeroOf(array: SharedArray): number {
  const tag = tagOf(array);
  return (tag === 'BigInt64Array' || tag === 'BigUint64Array' ? 0n : 0) as number;
}

function minOf(array: Numbers, from: number, to: number): number {
  let least = array[from] as number;
  for (let i = from + 1; i < to; i++) {
    const element = array[i] as number;
    if (element < least || isNaN(element)) least = element;
  }
  return least;
}

function maxOf(array: Numbers, from: number, to: number): number {
  let most = array[from] as number;
  for (let i = from + 1; i < to; i++) {
    const element = array[i] as number;
    if (element > most || isNaN(element)) most = element;
  }
  return most;
}

/**
 * Writes to each place the combination of the elements from `from` up to there, with
 * `before` in front, which is what all the elements before `from` give.
 */
export function scanPiece(
  ref: ExportRef,
  array: Numbers,
  output: Numbers,
  from: number,
  to: number,
  before: number | undefined,
): void {
  const combine = functionOf(ref) as Combine;
  const first = array[from] as number;
  let running = before === undefined ? first : combine(before, first);
  output[from] = running;
  if (combine === named.sum) {
    for (let i = from + 1; i < to; i++) {
      running += array[i] as number;
      output[i] = running;
    }
    return;
  }
  for (let i = from + 1; i < to; i++) {
    running = combine(running, array[i] as number);
    output[i] = running;
  }
}
