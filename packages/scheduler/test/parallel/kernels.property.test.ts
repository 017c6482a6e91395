/** The loops of the sorts, alone: whatever the parts they are cut into. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lowerBound, merge, mergeSort, upperBound } from '../../src/parallel/merge-kernel.js';
import {
  countDigits,
  digitsOf,
  moveKeys,
  movePairs,
  moveWithOrder,
  placeDigits,
  RADIX,
} from '../../src/parallel/radix-kernel.js';
import { decodeKeys, encodeKeys, keyFormat, type Words } from '../../src/parallel/sort-keys.js';
import { alike, sharedArray, type SharedArray } from '../../src/parallel/shared-array.js';
import { anyArray } from './support.js';

function keysOf(array: SharedArray): Words {
  const keys = sharedArray(Uint32Array, array.length * keyFormat(array).words);
  encodeKeys(array, keys, 0, array.length);
  return keys;
}

function valueOf(keys: Words, words: number, i: number): bigint {
  const low = BigInt(keys[i * words] as number);
  return words === 1 ? low : (BigInt(keys[i * words + 1] as number) << 32n) | low;
}

describe('keys', () => {
  test('sort like the elements, and decode to them', () => {
    fc.assert(
      fc.property(anyArray, (array) => {
        const shared = sharedArray.from(array) as SharedArray;
        shared.sort();
        const keys = keysOf(shared);
        const { words } = keyFormat(shared);
        for (let i = 1; i < shared.length; i++) {
          const [before, after] = [valueOf(keys, words, i - 1), valueOf(keys, words, i)];
          expect(before <= after).toBe(true);
          // Different elements have different keys; -0 and 0 are different.
          const same = Object.is(shared[i - 1], shared[i]);
          expect(before === after).toBe(same);
        }
        const back = alike(shared);
        decodeKeys(keys, back, 0, shared.length);
        expect(back).toEqual(shared);
      }),
    );
  });
});

describe('radix passes', () => {
  test('digits cover all bits once', () => {
    for (const [words, bits] of [
      [1, 8],
      [1, 16],
      [1, 32],
      [2, 64],
    ] as const) {
      const digits = digitsOf(words, bits);
      const covered = new Set<number>();
      for (const { word, shift } of digits) {
        for (let bit = shift; bit < Math.min(32, shift + Math.log2(RADIX)); bit++) {
          expect(covered.has(32 * word + bit)).toBe(false);
          covered.add(32 * word + bit);
        }
      }
      for (let bit = 0; bit < bits; bit++) expect(covered.has(bit)).toBe(true);
    }
  });

  test.each([1, 3])('sort stably, in %i parts', (parts) => {
    fc.assert(
      fc.property(anyArray, fc.boolean(), (array, withOrder) => {
        const { words, bits } = keyFormat(array);
        const { length } = array;
        const part = Math.max(1, Math.ceil(length / parts));
        const counts = new Int32Array(RADIX * parts);
        const original = keysOf(array);
        let [keys, into] = [sharedArray.from(original), alike(original)];
        let order = sharedArray.from(Uint32Array.from({ length }, (_, i) => i));
        let orderInto = alike(order);
        for (const digit of digitsOf(words, bits)) {
          const eachPart = (visit: (row: number, from: number, to: number) => void): void => {
            for (let p = 0; p < parts; p++) {
              visit(p * RADIX, Math.min(length, p * part), Math.min(length, (p + 1) * part));
            }
          };
          eachPart((row, from, to) => countDigits(keys, digit, counts, row, from, to));
          if (!placeDigits(counts, parts, length)) continue;
          eachPart((row, from, to) => {
            if (withOrder)
              moveWithOrder(keys, into, order, orderInto, digit, counts, row, from, to);
            else if (words === 1) moveKeys(keys, into, digit.shift, counts, row, from, to);
            else movePairs(keys, into, digit, counts, row, from, to);
          });
          [keys, into] = [into, keys];
          [order, orderInto] = [orderInto, order];
        }
        const expected = Array.from({ length }, (_, i) => i).sort((i, j) => {
          const [a, b] = [valueOf(original, words, i), valueOf(original, words, j)];
          return a < b ? -1 : a > b ? 1 : i - j;
        });
        expected.forEach((from, to) => {
          expect(valueOf(keys, words, to)).toBe(valueOf(original, words, from));
        });
        if (withOrder) expect([...order]).toEqual(expected);
      }),
    );
  });
});

describe('merging', () => {
  const items = fc.array(fc.record({ key: fc.nat(9), id: fc.nat() }), { maxLength: 200 });
  interface Item {
    readonly key: number;
    readonly id: number;
  }
  const compare = (a: Item, b: Item): number => a.key - b.key;

  test('mergeSort is stable, and stays in its range', () => {
    fc.assert(
      fc.property(items, items, items, (before, middle, after) => {
        const all = [...before, ...middle, ...after];
        mergeSort(all, [...all], before.length, before.length + middle.length, compare);
        expect(all).toEqual([...before, ...middle.toSorted(compare), ...after]);
      }),
    );
  });

  test('merge is stable', () => {
    fc.assert(
      fc.property(items, items, (left, right) => {
        const [l, r] = [left.toSorted(compare), right.toSorted(compare)];
        const into: Item[] = [];
        merge(l, 0, l.length, r, 0, r.length, into, 0, compare);
        expect(into).toEqual([...l, ...r].toSorted(compare));
      }),
    );
  });

  test('bounds enclose the equal elements', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.nat(9), (numbers, element) => {
        const run = numbers.toSorted((a, b) => a - b);
        const by = (a: number, b: number): number => a - b;
        const low = lowerBound(run, 0, run.length, element, by);
        const high = upperBound(run, 0, run.length, element, by);
        expect(run.slice(0, low).every((n) => n < element)).toBe(true);
        expect(run.slice(low, high).every((n) => n === element)).toBe(true);
        expect(run.slice(high).every((n) => n > element)).toBe(true);
      }),
    );
  });

  test.each([() => NaN, () => 1, () => -1, (a: number) => (a % 3) - 1])(
    'a comparator that makes no sense gives some order: %p',
    (nonsense) => {
      const numbers = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
      mergeSort(numbers, [...numbers], 0, 1000, nonsense);
      expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, i) => i));
    },
  );
});
