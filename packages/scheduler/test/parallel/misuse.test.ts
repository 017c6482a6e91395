import { describe, expect, test } from '@jest/globals';
import {
  filter,
  map,
  parallelFor,
  reduce,
  scan,
  sort,
  sortOrder,
} from '../../src/parallel/parallel.js';
import { sharedArray } from '../../src/parallel/shared-array.js';
import { good } from './support.js';

/** Callers without types. */
const loose = { filter, map, parallelFor, reduce, scan, sort, sortOrder } as unknown as Record<
  'filter' | 'map' | 'parallelFor' | 'reduce' | 'scan' | 'sort' | 'sortOrder',
  (...args: unknown[]) => unknown
>;
const shared = sharedArray(Float64Array, 4);

describe('what is refused, and how', () => {
  test.each([[-1], [1.5], [[2, 1]], [[1]], [[0, Infinity]], ['3'], [undefined], [NaN]])(
    'the range %p',
    (range) => {
      expect(() => loose.parallelFor(range, good.fillWith)).toThrow(
        /^range: expected a count, or two integers \[from, to\] with from ≤ to, received /,
      );
    },
  );

  test.each([0, -1, 1.5, 'fine', null])('the grain %p', (grain) => {
    expect(() => loose.parallelFor(1, good.fillWith, { grain })).toThrow(
      /^options\.grain: expected an integer, at least 1, or 'auto', received /,
    );
  });

  test('a function that tasks() has not named', () => {
    const refusal =
      'expected a function that tasks() has named, received function twice: only names cross ' +
      'threads, so put it into the module of your tasks';
    const twice = (x: number): number => 2 * x;
    const calls = {
      body: () => loose.parallelFor(1, twice),
      fn: () => loose.map(shared, twice),
      predicate: () => loose.filter(shared, twice),
      leaf: () => loose.reduce(1, twice, good.add),
      combine: () => loose.reduce(1, good.sumPiece, twice),
      operation: () => loose.scan(shared, twice),
      'options.compare': () => loose.sort(shared, { compare: twice }),
    };
    for (const [name, call] of Object.entries(calls)) {
      expect(call).toThrow(new TypeError(`${name}: ${refusal}`));
    }
    expect(() => loose.reduce(shared, 'product')).toThrow(
      "operation: expected 'sum', 'min', 'max' or a function that tasks() has named, " +
        'received "product"',
    );
  });

  test('an array that is not on shared memory: each machine would write to a copy', () => {
    const own = new Float64Array(4);
    const refusal =
      'expected a typed array on shared memory, received Float64Array on memory of its own: copy ' +
      'it with sharedArray.from()';
    const calls = {
      'options.args[1]': () => loose.parallelFor(1, good.fillWith, { args: [1, own] }),
      array: () => loose.map(own, good.square),
      'options.output': () => loose.map(shared, good.square, { output: own }),
      keys: () => loose.sortOrder(own),
    };
    for (const [name, call] of Object.entries(calls)) {
      expect(call).toThrow(new TypeError(`${name}: ${refusal}`));
    }
    expect(() => loose.sort([3, 2])).toThrow(
      new TypeError('array: expected a typed array on shared memory, received Array'),
    );
    expect(() => loose.filter(own, good.isEven)).toThrow(`array: ${refusal}`);
    expect(() => loose.reduce(own, 'sum')).toThrow(`array: ${refusal}`);
    expect(() => loose.scan(own, 'sum')).toThrow(`array: ${refusal}`);
  });

  test('an output that does not fit', () => {
    const five = sharedArray(Float64Array, 5);
    expect(() => map(shared, good.square, { output: five })).toThrow(
      new RangeError('options.output: expected an array of 4 elements, received one of 5'),
    );
    expect(() => loose.scan(shared, 'sum', { output: sharedArray(Int8Array, 4) })).toThrow(
      'options.output: expected Float64Array of 4 elements, received Int8Array of 4',
    );
  });

  test('other options', () => {
    expect(() => loose.parallelFor(1, good.fillWith, { args: shared })).toThrow(
      'options.args: expected an array of arguments, received Float64Array',
    );
    expect(() => loose.reduce(shared, 'sum', { deterministic: 1 })).toThrow(
      'options.deterministic: expected a boolean, received 1',
    );
  });
});

test('what a body throws comes through', () => {
  expect(() => parallelFor(10, good.fail)).toThrow(new RangeError('it failed'));
  expect(() => reduce(10, good.fail, good.add)).toThrow('it failed');
  expect(() => filter(shared, good.fail)).toThrow('it failed');
});

test('empty ranges', () => {
  parallelFor(0, good.fail);
  expect(reduce([7, 7], good.letters, good.concat)).toBe('');
  const none = sharedArray(Int32Array, 0);
  for (const result of [map(none, good.fail), filter(none, good.fail), scan(none, good.fail)]) {
    expect(result).toHaveLength(0);
  }
  expect(sort(none)).toHaveLength(0);
  expect(sortOrder(none)).toHaveLength(0);
  expect(sortOrder(none, { compare: good.fail })).toHaveLength(0);
});
