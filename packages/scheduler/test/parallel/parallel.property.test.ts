/**
 * Each function against the plain JavaScript that it stands for: one thread, where now and then
 * somebody seems to be hungry, so that loops split anywhere.
 */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { threadStack } from '../../src/forks/this-thread.js';
import {
  filter,
  map,
  parallelFor,
  reduce,
  scan,
  sort,
  sortOrder,
} from '../../src/parallel/parallel.js';
import { sharedArray, type SharedArray } from '../../src/parallel/shared-array.js';
import { anyArray, good, repeated } from './support.js';

const stack = threadStack();
const outside = stack.host;
let hunger = 1;

beforeAll(() => {
  const isHungry = (): boolean => {
    hunger = (Math.imul(hunger, 1_664_525) + 1_013_904_223) | 0;
    return hunger >>> 0 < 0.3 * 2 ** 32;
  };
  stack.host = Object.create(outside, { isHungry: { value: isHungry } }) as typeof outside;
});

afterAll(() => {
  stack.host = outside;
});

const numbers = fc.float64Array({ maxLength: 300 }).map((array) => sharedArray.from(array));
const small = fc
  .int32Array({ min: -1000, max: 1000, maxLength: 300 })
  .map((array) => sharedArray.from(array));
const grain = fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 100 }));

describe('parallelFor', () => {
  test('visits each index once, in pieces of the grain', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), grain, (from, count, grain) => {
        const array = sharedArray(Int32Array, 1000);
        parallelFor([from, from + count], good.fillWith, { grain, args: [array, 3] });
        const isVisited = (i: number): boolean => i >= from && i < from + count;
        expect(array.every((value, i) => value === (isVisited(i) ? 3 * i + 1 : 0))).toBe(true);
      }),
    );
  });

  test('pieces grow while they are short, up to an eighth of what is left', () => {
    const sizes = reduce(100_000, good.recordPiece, good.concatPieces).map(
      ([from, to]) => to - from,
    );
    expect(sizes[0]).toBe(1);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12_500);
  });

  test('far away', () => {
    const far = 2 ** 52;
    const pieces = reduce([far, far + 10], good.recordPiece, good.concatPieces, { grain: 3 });
    expect(pieces.flat()).toEqual([
      far,
      far + 3,
      far + 3,
      far + 6,
      far + 6,
      far + 9,
      far + 9,
      far + 10,
    ]);
  });
});

describe('map and filter', () => {
  test('map', () => {
    fc.assert(
      fc.property(numbers, grain, (array, grain) => {
        expect([...map(array, good.square, { grain })]).toEqual([...array.map((x) => x * x)]);
        const output = sharedArray(Float32Array, array.length);
        expect(map(array, good.scale, { args: [3], output })).toBe(output);
        expect([...output]).toEqual([...array].map((x) => Math.fround(x * 3)));
      }),
    );
  });

  test('map in place', () => {
    const array = sharedArray.from(new Int16Array([1, 2, 3]));
    expect(map(array, good.square, { output: array })).toBe(array);
    expect([...array]).toEqual([1, 4, 9]);
  });

  test('filter keeps the order', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: 5000 }), grain, (array, length, grain) => {
        const long = repeated(array, length) as typeof array;
        const even = filter(long, good.isEven, { grain });
        expect(even).toBeInstanceOf(Int32Array);
        expect([...even]).toEqual([...long].filter((x) => x % 2 === 0));
        const below = filter(array, good.isBelow, { args: [10] });
        expect([...below]).toEqual([...array].filter((x) => x < 10));
      }),
      { numRuns: 15 },
    );
  });
});

describe('reduce', () => {
  test('of a range: from left to right, with an operation that is not commutative', () => {
    fc.assert(
      fc.property(fc.nat(3000), grain, fc.boolean(), (count, grain, deterministic) => {
        const text = reduce(count, good.letters, good.concat, { grain, deterministic });
        expect(text).toBe(Array.from({ length: count }, (_, i) => `${i},`).join(''));
      }),
    );
  });

  test('of a range, with arguments', () => {
    fc.assert(
      fc.property(small, (ints) => {
        const array = sharedArray.from(Float64Array.from(ints));
        expect(reduce(array.length, good.sumPiece, good.add, { args: [array] })).toBe(
          array.reduce((a, b) => a + b, 0),
        );
      }),
    );
  });

  test('deterministic: pieces follow from the length alone, and form a balanced tree', () => {
    const pieces = (deterministic: boolean): readonly unknown[] =>
      reduce(10_000, good.recordPiece, good.concatPieces, { deterministic });
    expect(pieces(true)).toEqual(Array.from({ length: 1000 }, (_, i) => [10 * i, 10 * (i + 1)]));
    expect(pieces(true)).toEqual(pieces(true));
    const grained = reduce(10, good.recordPiece, good.concatPieces, {
      deterministic: true,
      grain: 4,
    });
    expect(grained).toEqual([
      [0, 4],
      [4, 8],
      [8, 10],
    ]);
  });

  test('of an array', () => {
    fc.assert(
      fc.property(small, grain, fc.boolean(), (array, grain, deterministic) => {
        const options = { grain, deterministic };
        expect(reduce(array, 'sum', options)).toBe(array.reduce((a, b) => a + b, 0));
        fc.pre(array.length > 0);
        expect(reduce(array, 'min', options)).toBe(Math.min(...array));
        expect(reduce(array, 'max', options)).toBe(Math.max(...array));
        expect(reduce(array, good.add, options)).toBe(array.reduce((a, b) => a + b));
        expect(reduce(array, good.last, options)).toBe(array.at(-1));
      }),
    );
  });

  test('bigints, NaN, and no elements', () => {
    const big = sharedArray.from(new BigInt64Array(100).map((_, i) => BigInt(i)));
    expect(reduce(big, 'sum')).toBe(4950n);
    expect(reduce(big, 'max')).toBe(99n);
    expect(reduce(big, good.addBig)).toBe(4950n);
    expect(reduce(sharedArray(BigUint64Array, 0), 'sum')).toBe(0n);
    expect(reduce(sharedArray(Float64Array, 0), 'sum', { deterministic: true })).toBe(0);
    for (let at = 0; at < 20; at++) {
      const array = sharedArray.from(new Float64Array(20).map((_, i) => (i === at ? NaN : i)));
      for (const operation of ['min', 'max', 'sum'] as const) {
        expect(reduce(array, operation, { grain: 3 })).toBeNaN();
      }
    }
    expect(() => reduce(sharedArray(Float64Array, 0), 'min')).toThrow(
      new TypeError('array: expected at least one element, received none'),
    );
  });
});

describe('scan', () => {
  test('each place has the combination of all up to there', () => {
    const sizes = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(small, sizes, fc.boolean(), (array, length, deterministic) => {
        const long = repeated(array, length) as typeof array;
        let sum = 0;
        const expected = long.map((x) => (sum += x));
        const options = { deterministic };
        expect([...scan(long, 'sum', options)]).toEqual([...expected]);
        expect([...scan(long, good.add, options)]).toEqual([...expected]);
        let most = -Infinity;
        const tops = long.map((x) => (most = Math.max(most, x)));
        expect([...scan(long, 'max', options)]).toEqual([...tops]);
        expect(scan(long, 'sum', { ...options, output: long })).toBe(long);
        expect([...long]).toEqual([...expected]);
      }),
      { numRuns: 25 },
    );
  });

  test('bigints', () => {
    const big = sharedArray.from(new BigUint64Array(3000).fill(2n));
    expect(scan(big, 'sum').at(-1)).toBe(6000n);
  });
});

describe('sort and sortOrder', () => {
  const lengths = fc.oneof(fc.nat(300), fc.integer({ min: 8192, max: 30_000 }));

  test('numeric order of every kind of array', () => {
    fc.assert(
      fc.property(anyArray, lengths, (array, length) => {
        const long = repeated(array, length);
        const expected = Array.from(long.slice().sort() as Iterable<number | bigint>);
        const order = sortOrder(long);
        const byOrder = Array.from(order, (i) => long[i]);
        expect(sort(long)).toBe(long);
        expect(Array.from(long as Iterable<number | bigint>)).toEqual(expected);
        expect(byOrder).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  test('with a comparator, stably', () => {
    fc.assert(
      fc.property(small, lengths, (array, length) => {
        const long = repeated(array, length) as typeof array;
        const plain = [...long];
        const byTens = (a: number, b: number): number => Math.trunc(a / 10) - Math.trunc(b / 10);
        const indices = plain.map((_, i) => i);
        expect([...sortOrder(long, { compare: good.byTens })]).toEqual(
          indices.toSorted((i, j) => byTens(plain[i] as number, plain[j] as number)),
        );
        expect([...sort(long, { compare: good.byTens })]).toEqual(plain.toSorted(byTens));
        expect([...sort(long, { compare: good.descending })]).toEqual(
          plain.toSorted((a, b) => b - a),
        );
      }),
      { numRuns: 8 },
    );
  });

  test('sortOrder without a comparator is stable', () => {
    const keys = sharedArray.from(new Uint8Array(20_000).map((_, i) => (i * 7919) % 10));
    const indices = Array.from(keys, (_, i) => i);
    expect([...sortOrder(keys)]).toEqual(
      indices.toSorted((i, j) => (keys[i] as number) - (keys[j] as number)),
    );
  });

  test('bigints with a comparator', () => {
    const big = sharedArray.from(new BigInt64Array(10_000).map((_, i) => BigInt(i % 100)));
    const sorted = sort(big, { compare: good.bigDescending });
    expect(sorted[0]).toBe(99n);
    expect(sorted.at(-1)).toBe(0n);
  });

  test.each([10, 20_000])('a comparator that fails leaves the array as it was: %i', (length) => {
    const array = sharedArray.from(new Int32Array(length).map((_, i) => (i * 7919) % 1000));
    const before: SharedArray = sharedArray.from(array);
    expect(() => sort(array, { compare: good.fail })).toThrow('it failed');
    expect(array).toEqual(before);
  });

  test('a comparator that contradicts itself loses nothing', () => {
    const array = sharedArray.from(new Int32Array(20_000).map((_, i) => i));
    sort(array, { compare: good.nonsense });
    array.sort();
    expect(array.every((x, i) => x === i)).toBe(true);
  });
});
