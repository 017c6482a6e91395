/**
 * Radix sort by many machines. The array is divided into parts; in each pass every part is counted
 * by some machine, then the places of all parts are computed, then every part is moved by some
 * machine. A pass in which all keys have the same digit is left out, so small numbers in wide arrays
 * cost little.
 */

import { tasks } from '../functions/tasks.js';
import { currentContext } from '../context.js';
import { refOf } from './body.js';
import {
  countDigits,
  digitsOf,
  moveKeys,
  movePairs,
  moveWithOrder,
  placeDigits,
  RADIX,
  type Digit,
} from './radix-kernel.js';
import { AUTO } from './range.js';
import { decodeKeys, encodeKeys, keyFormat, type Words } from './sort-keys.js';
import type { SharedArray } from './shared-array.js';
import { forRange } from './split.js';

/** Elements in a part: about 0.2 ms of moving. */
const PART = 2 ** 16;

/** Most parts: their counts should stay in the cache. */
const PARTS = 64;

/** A pass over all keys, as its machines see it. */
interface Pass {
  readonly digit: Digit;
  readonly keys: Words;
  readonly into: Words;
  /** The numbers that go with the keys, if any. */
  readonly order: Words | undefined;
  readonly orderInto: Words | undefined;
  /** A row of counts, then places, for each part. */
  readonly counts: Int32Array<SharedArrayBuffer>;
  readonly length: number;
  /** Keys in a part. */
  readonly part: number;
}

const { countParts, moveParts, encodePiece, decodePiece, copyOrder } = tasks(import.meta.url, {
  countParts(from: number, to: number, { keys, digit, counts, length, part }: Pass): void {
    for (let p = from; p < to; p++) {
      countDigits(keys, digit, counts, p * RADIX, p * part, Math.min(length, (p + 1) * part));
    }
  },

  moveParts(from: number, to: number, pass: Pass): void {
    const { keys, into, order, orderInto, digit, counts, length, part } = pass;
    for (let p = from; p < to; p++) {
      const row = p * RADIX;
      const start = p * part;
      const end = Math.min(length, start + part);
      if (order !== undefined && orderInto !== undefined) {
        moveWithOrder(keys, into, order, orderInto, digit, counts, row, start, end);
      } else if (digit.words === 1) {
        moveKeys(keys, into, digit.shift, counts, row, start, end);
      } else {
        movePairs(keys, into, digit, counts, row, start, end);
      }
    }
  },

  encodePiece(from: number, to: number, array: SharedArray, keys: Words): void {
    encodeKeys(array, keys, from, to);
  },

  decodePiece(from: number, to: number, keys: Words, array: SharedArray): void {
    decodeKeys(keys, array, from, to);
  },

  copyOrder(from: number, to: number, source: Words, target: Words): void {
    target.set(source.subarray(from, to), from);
  },
});

/**
 * Sorts an array; or, given an order to begin with (all indices from 0 up), leaves the array and
 * sorts the order by the elements that it names.
 */
export function sortKeys(array: SharedArray, order: Words | undefined): void {
  const { length } = array;
  const { words, bits } = keyFormat(array);
  const newWords = (count: number): Words => new Uint32Array(new SharedArrayBuffer(4 * count));
  const part = Math.max(PART, Math.ceil(length / PARTS));
  const parts = Math.ceil(length / part);
  const counts = new Int32Array(new SharedArrayBuffer(4 * RADIX * parts));
  let keys = newWords(words * length);
  let into = newWords(words * length);
  let from = order;
  let to = order === undefined ? undefined : newWords(length);

  forRange(refOf(encodePiece, 'body'), 0, length, AUTO, [array, keys]);
  for (const digit of digitsOf(words, bits)) {
    currentContext()?.throwIfCancelled();
    const pass: Pass = { digit, keys, into, order: from, orderInto: to, counts, length, part };
    forRange(refOf(countParts, 'body'), 0, parts, 1, [pass]);
    if (!placeDigits(counts, parts, length)) continue;
    forRange(refOf(moveParts, 'body'), 0, parts, 1, [pass]);
    [keys, into] = [into, keys];
    [from, to] = [to, from];
  }
  if (order === undefined) {
    forRange(refOf(decodePiece, 'body'), 0, length, AUTO, [keys, array]);
  } else if (from !== undefined && from !== order) {
    forRange(refOf(copyOrder, 'body'), 0, length, AUTO, [from, order]);
  }
}
