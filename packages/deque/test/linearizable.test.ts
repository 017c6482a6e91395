import { describe, expect, test } from '@jest/globals';
import {
  dequeOf,
  isConcurrent,
  isLinearizable,
  type Operation,
  queueOf,
} from '../stress/linearizable.mjs';
import { EMPTY, RETRY } from '../src/handle.js';

// The judge of recorded histories is judged itself: it accepts and refuses what it should.

/** One operation: its name and answer, and the two moments between which it took place. */
function op(name: string, [argument, answer]: number[], [called, answered]: number[]): Operation {
  return {
    name,
    argument: argument ?? NaN,
    answer: answer ?? NaN,
    called: called ?? NaN,
    answered: answered ?? NaN,
  };
}

const push = (id: number, ...when: number[]) => op('push', [id, 1], when);
const refused = (id: number, ...when: number[]) => op('push', [id, 0], when);
const pop = (answer: number, ...when: number[]) => op('pop', [0, answer], when);
const steal = (answer: number, ...when: number[]) => op('steal', [0, answer], when);

describe('a queue', () => {
  test.each<[string, Operation[]]>([
    ['nothing', []],
    ['what happens in turn', [push(1, 0, 1), push(2, 2, 3), pop(1, 4, 5), pop(2, 6, 7)]],
    ['either order of two pushes at once', [push(1, 0, 3), push(2, 1, 2), pop(2, 4, 5)]],
    ['EMPTY beside a push that has not answered', [push(1, 0, 3), pop(EMPTY, 1, 2)]],
    ['an element taken before its push has answered', [push(1, 0, 3), pop(1, 1, 2)]],
    [
      'full, with four in',
      [push(1, 0, 1), push(2, 2, 3), push(3, 4, 5), push(4, 6, 7), refused(5, 8, 9)],
    ],
  ])('allows %s', (_, history) => {
    expect(isLinearizable(history, queueOf(4))).toBe(true);
  });

  test.each<[string, Operation[]]>([
    ['an element taken twice', [push(1, 0, 1), pop(1, 2, 5), pop(1, 3, 4)]],
    ['an element that nobody pushed', [push(1, 0, 1), pop(2, 2, 3)]],
    ['EMPTY after a push has answered', [push(1, 0, 1), pop(EMPTY, 2, 3)]],
    ['an element taken before it is pushed', [pop(1, 0, 1), push(1, 2, 3)]],
    ['the newer one first', [push(1, 0, 1), push(2, 2, 3), pop(2, 4, 5)]],
    ['full, with one in', [push(1, 0, 1), refused(2, 2, 3)]],
    ['full, though one has left', [push(1, 0, 1), pop(1, 2, 3), refused(2, 4, 5)]],
  ])('forbids %s', (_, history) => {
    expect(isLinearizable(history, queueOf(4))).toBe(false);
  });
});

describe('a deque', () => {
  const two = [push(1, 0, 1), push(2, 2, 3)];

  test.each<[string, Operation[]]>([
    ['the newest for its owner, the oldest for a thief', [...two, pop(2, 4, 5), steal(1, 6, 7)]],
    ['a thief and the owner at the last one', [push(1, 0, 1), pop(EMPTY, 2, 5), steal(1, 3, 4)]],
    ['RETRY at any time', [...two, steal(RETRY, 4, 5), pop(2, 6, 7)]],
  ])('allows %s', (_, history) => {
    expect(isLinearizable(history, dequeOf(4))).toBe(true);
  });

  test.each<[string, Operation[]]>([
    ['the newest for a thief', [...two, steal(2, 4, 5)]],
    ['the oldest for its owner', [...two, pop(1, 4, 5)]],
    ['the last one for both', [push(1, 0, 1), pop(1, 2, 5), steal(1, 3, 4)]],
    ['EMPTY for a thief beside two', [...two, steal(EMPTY, 4, 5)]],
  ])('forbids %s', (_, history) => {
    expect(isLinearizable(history, dequeOf(4))).toBe(false);
  });
});

test('operations overlap if each is called before the other answers', () => {
  expect(isConcurrent([push(1, 0, 1), pop(1, 2, 3)])).toBe(false);
  expect(isConcurrent([push(1, 0, 2), pop(1, 1, 3)])).toBe(true);
});
