import { describe, expect, test } from '@jest/globals';
import { GROUPS } from '../src/suites/runtime/catalogue.js';
import {
  all,
  noLessThan,
  noWorseThanBest,
  timesBare,
  timesBest,
  timesFewer,
  timesOf,
} from '../src/suites/runtime/goals.js';
import { listScheduling, pareto } from '../src/suites/runtime/model.js';
import { expectAnswer, keepBusy } from '../src/suites/runtime/scenario.js';
import { spend } from '../src/suites/runtime/work.js';

describe('list scheduling', () => {
  test.each([
    [[3, 3, 3, 3], 2, 6],
    [[1, 1, 10], 2, 11],
    [[10, 1, 1], 2, 10],
    [[2, 2, 2], 1, 6],
    [[], 2, 0],
  ])('%p on %p processors takes %p', (durations, processors, expected) => {
    expect(listScheduling(durations, processors)).toBe(expected);
  });
});

describe('pareto', () => {
  const wanted = { count: 20_000, seed: 42, shape: 1.1, least: 0.1, most: 50 };

  test('the same seed gives the same numbers, another one others', () => {
    expect(pareto(wanted)).toEqual(pareto(wanted));
    expect(pareto({ ...wanted, seed: 43 })).not.toEqual(pareto(wanted));
  });

  test('within its bounds, with the mean and median of the formula', () => {
    const numbers = pareto(wanted).sort();
    expect(numbers[0]).toBeGreaterThanOrEqual(0.1);
    expect(numbers.at(-1)).toBeLessThanOrEqual(50);
    const mean = numbers.reduce((a, b) => a + b) / numbers.length;
    const tail = (0.1 / 50) ** 1.1;
    expect(numbers[10_000]).toBeCloseTo(0.1 / (1 - 0.5 * (1 - tail)) ** (1 / 1.1), 2);
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
  });
});

describe('goals', () => {
  const medians = new Map([
    ['ours', 100],
    ['piscina', 10],
    ['tinypool', 20],
    ['static split', 900],
    ['bare notify', 90],
  ]);

  test('the best pool is neither ours nor the split nor the bare call', () => {
    expect(timesBest(5)(medians)).toEqual({ text: '≥ 5 × best pool', reached: true });
    expect(timesBest(5.1)(medians)?.reached).toBe(false);
    expect(noWorseThanBest('more')(medians)?.reached).toBe(true);
    expect(noWorseThanBest('less')(medians)?.reached).toBe(false);
  });

  test('the bare call is the limit of a round trip', () => {
    expect(timesBare(1.2)(medians)?.reached).toBe(true);
    expect(timesBare(1.1)(medians)?.reached).toBe(false);
  });

  test('others by their name', () => {
    expect(timesOf(5, 'tinypool')(medians)?.reached).toBe(true);
    expect(timesOf(5.1, 'tinypool')(medians)?.reached).toBe(false);
    expect(timesFewer(9, 'static split')(medians)?.reached).toBe(true);
    expect(timesFewer(9.1, 'static split')(medians)?.reached).toBe(false);
  });

  test('who took no part sets no goal', () => {
    const alone = new Map([['ours', 100]]);
    expect(timesBest(5)(alone)).toBeUndefined();
    expect(noWorseThanBest('less')(alone)).toBeUndefined();
    expect(timesBare(1)(alone)).toBeUndefined();
    expect(timesOf(1, 'piscina')(alone)).toBeUndefined();
    expect(all(noLessThan(100), timesBest(5))(alone)).toEqual({ text: '≥ 100', reached: true });
  });

  test('of several goals each must be reached', () => {
    expect(all(noLessThan(100), timesBest(6))(medians)?.reached).toBe(false);
  });
});

test('rows have names of their own, and ours takes part in all', () => {
  const scenarios = GROUPS.flatMap((group) => group.scenarios);
  const names = scenarios.flatMap(({ lines }) => lines.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  for (const { contenders } of scenarios) expect(contenders[0]).toBe('ours');
});

test('a wrong answer is an error that names it', () => {
  expect(() => expectAnswer('sum', 3, 4)).toThrow('sum: expected 3, received 4');
  expect(() => expectAnswer('sum', 3, 3)).not.toThrow();
});

test('lanes count every call once', async () => {
  const turns: number[] = [];
  const { calls } = await keepBusy(10, 5, async (turn) => {
    await Promise.resolve();
    turns.push(turn);
  });
  expect(turns.sort((a, b) => a - b)).toEqual(Array.from({ length: calls }, (_, i) => i));
});

test('the work is the same each time', () => {
  expect(spend(1000)).toBe(spend(1000));
  expect(spend(1000)).not.toBe(spend(1001));
});
