import { expect, test } from '@jest/globals';
import {
  compareExchange,
  exchange,
  load,
  notify,
  read,
  store,
  wait,
  write,
} from '../src/atomics.js';

function cellsWith(value: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(8)).fill(value);
}

test('load, store, read and write mean the same cell', () => {
  const cells = cellsWith(0);
  store(cells, 1, 5);
  expect([load(cells, 0), load(cells, 1), read(cells, 1)]).toEqual([0, 5, 5]);
  write(cells, 0, 6);
  expect([load(cells, 0), read(cells, 0)]).toEqual([6, 6]);
});

test('exchange returns the value it replaces', () => {
  const cells = cellsWith(1);
  expect([exchange(cells, 0, 2), load(cells, 0)]).toEqual([1, 2]);
});

test('compareExchange swaps only what is expected, and returns what was there', () => {
  const cells = cellsWith(1);
  expect([compareExchange(cells, 0, 9, 2), load(cells, 0)]).toEqual([1, 1]);
  expect([compareExchange(cells, 0, 1, 2), load(cells, 0)]).toEqual([1, 2]);
});

test('cells hold 32 bits: the value past the highest is the lowest', () => {
  const cells = cellsWith(0);
  store(cells, 0, 2 ** 31);
  expect(load(cells, 0)).toBe(-(2 ** 31));
  expect(compareExchange(cells, 0, 2 ** 31, 7)).toBe(-(2 ** 31));
  expect(load(cells, 0)).toBe(7);
});

test('wait looks at the cell first, and notify counts the sleepers', () => {
  const cells = cellsWith(1);
  expect(wait(cells, 0, 2)).toBe('not-equal');
  expect(wait(cells, 0, 1, 0)).toBe('timed-out');
  expect(notify(cells, 0)).toBe(0);
});
