import { expect, test } from '@jest/globals';
import { Fifo } from '../src/fifo.js';

test('first in, first out; the newest can be taken back', () => {
  const fifo = new Fifo<number>();
  for (let i = 0; i < 3000; i++) fifo.push(i);
  for (let i = 0; i < 2000; i++) expect(fifo.shift()).toBe(i);
  expect([fifo.pop(), fifo.size, fifo.shift()]).toEqual([2999, 999, 2000]);
});

test('retain keeps order, and forgets the rest', () => {
  const fifo = new Fifo<number>();
  for (let i = 0; i < 10; i++) fifo.push(i);
  fifo.shift();
  fifo.retain((n) => n % 3 === 0);
  fifo.push(10);
  expect([fifo.shift(), fifo.shift(), fifo.shift(), fifo.shift(), fifo.shift()]).toEqual([
    3,
    6,
    9,
    10,
    undefined,
  ]);
});
