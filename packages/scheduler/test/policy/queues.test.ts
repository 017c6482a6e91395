import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GO } from '../../src/policy/constants.js';
import { needsTurn, takesGlobalFirst, tickAfter } from '../../src/policy/fairness.js';
import { globalBatch, injectsGlobally, overflowAmount } from '../../src/policy/global-queue.js';
import {
  fixedAmount,
  halfOfQueue,
  oneTask,
  roundStealsNext,
  stealAtMost,
  stealHalf,
} from '../../src/policy/steal.js';

describe('steal', () => {
  test('half is rounded up, for every fill of a queue', () => {
    for (let queued = 0; queued <= 256; queued++) {
      expect(stealHalf(queued)).toBe(Math.ceil(queued / 2));
      expect(halfOfQueue.amount(queued, GO.stealMax)).toBe(Math.ceil(queued / 2));
    }
    expect(stealHalf(1_000)).toBe(128);
    expect(stealHalf(20, 4)).toBe(4);
  });

  test('one, and at most k', () => {
    expect([0, 1, 2, 9].map((queued) => oneTask.amount(queued, 128))).toEqual([0, 1, 1, 1]);
    const four = fixedAmount(4);
    expect(four.name).toBe('at-most-4');
    expect([0, 3, 4, 9].map((queued) => four.amount(queued, 128))).toEqual([0, 3, 4, 4]);
    expect(four.amount(9, 2)).toBe(2);
    for (const k of [0, -1, 1.5, NaN]) expect(() => fixedAmount(k)).toThrow(RangeError);
  });

  test('never more than there is, nothing only from an empty queue', () => {
    const rules = [halfOfQueue, oneTask, fixedAmount(7)];
    fc.assert(
      fc.property(fc.nat(300), fc.constantFrom(...rules), (queued, rule) => {
        const amount = rule.amount(queued, GO.stealMax);
        expect(amount).toBeLessThanOrEqual(queued);
        expect(amount === 0).toBe(queued === 0);
        expect(stealAtMost(queued, 7)).toBe(Math.min(queued, 7));
      }),
    );
  });

  test('only the last round takes the next slot', () => {
    expect([0, 1, 2, 3].map((round) => roundStealsNext(round))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(roundStealsNext(0, 1)).toBe(true);
  });
});

describe('global queue', () => {
  test("a batch is what Go's formula says", () => {
    for (const procs of [1, 2, 3, 4, 8, 64, 256]) {
      for (const max of [0, 1, 16, 200]) {
        for (let queued = 0; queued <= 1_100; queued++) {
          let batch = Math.min(queued, Math.floor(queued / procs) + 1);
          if (max > 0) batch = Math.min(batch, max);
          expect(globalBatch(queued, procs, max)).toBe(Math.min(batch, 128));
        }
      }
    }
  });

  test('some values by hand', () => {
    expect(globalBatch(0, 4, 0)).toBe(0);
    expect(globalBatch(1, 4, 0)).toBe(1);
    expect(globalBatch(10, 4, 0)).toBe(3);
    expect(globalBatch(10, 4, 1)).toBe(1);
    expect(globalBatch(10, 1, 0)).toBe(10);
    expect(globalBatch(1_000, 2, 0)).toBe(128);
    expect(globalBatch(1_000, 2, 0, 16)).toBe(16);
  });

  test('half of a full queue overflows: with the new task 129 tasks', () => {
    expect(overflowAmount(GO.localQueue) + 1).toBe(129);
    expect(overflowAmount(64)).toBe(32);
  });

  test('injected tasks go one to each idle P, the rest stays here', () => {
    expect(injectsGlobally(5, 2, true)).toBe(2);
    expect(injectsGlobally(2, 5, true)).toBe(2);
    expect(injectsGlobally(5, 0, true)).toBe(0);
    expect(injectsGlobally(5, 2, false)).toBe(5);
  });
});

describe('fairness', () => {
  test('the global queue comes first at ticks 0, 61, 122, …', () => {
    const ticks = Array.from({ length: 200 }, (_, tick) => tick);
    expect(ticks.filter((tick) => takesGlobalFirst(tick))).toEqual([0, 61, 122, 183]);
    expect(ticks.filter((tick) => takesGlobalFirst(tick, 100))).toEqual([0, 100]);
    expect(ticks.some((tick) => takesGlobalFirst(tick, 0))).toBe(false);
  });

  test('the tick counts slices, not tasks that share one', () => {
    expect(tickAfter(60, false)).toBe(61);
    expect(tickAfter(60, true)).toBe(60);
    expect(tickAfter(0x7fffffff, false)).toBe(0);
  });

  test('an event loop turns after 1 ms or 61 tasks', () => {
    const turns = (ns: number, tasks: number): boolean => needsTurn(ns, tasks, 1_000_000, 61);
    expect(turns(999_999, 60)).toBe(false);
    expect(turns(1_000_000, 0)).toBe(true);
    expect(turns(0, 61)).toBe(true);
    expect(needsTurn(1e12, 1e6, 0, 0)).toBe(false);
  });
});
