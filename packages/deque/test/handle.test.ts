import { expect, test } from '@jest/globals';
import { EMPTY, isHandle, MIN_HANDLE, RETRY } from '../src/handle.js';

test('the answers are the two lowest 32-bit integers, and the handles are all the others', () => {
  expect(EMPTY).toBe(-(2 ** 31));
  expect(RETRY).toBe(EMPTY + 1);
  expect(MIN_HANDLE).toBe(RETRY + 1);
  expect([EMPTY, RETRY].map(isHandle)).toEqual([false, false]);
  expect([MIN_HANDLE, -1, 0, 1, 2 ** 31 - 1].map(isHandle)).toEqual(Array(5).fill(true));
});

test('all of them survive a 32-bit cell', () => {
  const cells = Int32Array.of(EMPTY, RETRY, MIN_HANDLE, 2 ** 31 - 1);
  expect([...cells]).toEqual([EMPTY, RETRY, MIN_HANDLE, 2 ** 31 - 1]);
});
