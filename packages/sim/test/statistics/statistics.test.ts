import { expect, test } from '@jest/globals';
import { Random } from '../../../scheduler/src/policy/random.js';
import { covers, meanInterval, pairedInterval } from '../../src/statistics/interval.js';
import { percentile } from '../../src/statistics/percentile.js';
import { batchMeans, warmUpOf } from '../../src/statistics/steady.js';
import { logGamma, studentProbability, studentQuantile } from '../../src/statistics/student.js';

// Printed tables: Abramowitz and Stegun, table 26.10; the first column is exact (tan).
test.each([
  [0.975, 1, 12.7062],
  [0.975, 2, 4.30265],
  [0.975, 9, 2.26216],
  [0.95, 10, 1.81246],
  [0.995, 30, 2.74999],
  [0.975, 1000, 1.96234],
])('the %f quantile of t with %d degrees of freedom is %f', (probability, degrees, expected) => {
  expect(studentQuantile(probability, degrees)).toBeCloseTo(expected, 4);
  expect(studentQuantile(1 - probability, degrees)).toBeCloseTo(-expected, 4);
});

test('quantile and probability are inverse', () => {
  for (const degrees of [1, 3, 17, 200]) {
    for (const p of [0.001, 0.2, 0.5, 0.9, 0.9999]) {
      expect(studentProbability(studentQuantile(p, degrees), degrees)).toBeCloseTo(p, 10);
    }
  }
});

test('log gamma at known points', () => {
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 12);
  expect(logGamma(1)).toBeCloseTo(0, 12);
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
});

test('an interval by hand: 1, 2, 3 has deviation 1 and t = 4.30265', () => {
  const interval = meanInterval([1, 2, 3]);
  expect(interval.mean).toBe(2);
  expect(interval.halfWidth).toBeCloseTo(4.30265 / Math.sqrt(3), 4);
  expect(covers(interval, 4.4)).toBe(true);
  expect(covers(interval, 4.5)).toBe(false);
});

test('one sample says nothing about its error; equal ones have none', () => {
  expect(meanInterval([5]).halfWidth).toBe(Infinity);
  expect(meanInterval([5, 5, 5]).halfWidth).toBe(0);
});

test('95 % intervals cover the mean in about 95 % of cases', () => {
  const random = new Random(1);
  let covered = 0;
  for (let i = 0; i < 2000; i++) {
    const samples = Array.from({ length: 8 }, () => random.fraction() + random.fraction());
    if (covers(meanInterval(samples), 1)) covered++;
  }
  expect(covered / 2000).toBeGreaterThan(0.935);
  expect(covered / 2000).toBeLessThan(0.965);
});

test('pairs that share their noise tell a difference that single means hide', () => {
  const random = new Random(2);
  const noise = Array.from({ length: 10 }, () => 100 * random.fraction());
  const one = noise.map((value, i) => value + 1 + (i % 2) * 0.1);
  const difference = pairedInterval(one, noise);
  expect(difference.low).toBeGreaterThan(0.9);
  expect(difference.high).toBeLessThan(1.2);
  expect(meanInterval(one).halfWidth).toBeGreaterThan(10);
});

test('what cannot be a sample is refused', () => {
  expect(() => meanInterval([])).toThrow('at least 1');
  expect(() => meanInterval([1, NaN])).toThrow('samples[1]: expected a finite number');
  expect(() => pairedInterval([1], [1, 2])).toThrow('expected 1 samples');
  expect(() => studentQuantile(1, 3)).toThrow('between 0 and 1');
  expect(() => studentQuantile(0.5, 0)).toThrow('from 1 on');
  expect(() => batchMeans([1, 2], 3)).toThrow('at least 3 observations');
  expect(() => batchMeans([1, 2], 1)).toThrow('from 2 on');
});

test('the warm-up is cut off, and only it', () => {
  const random = new Random(3);
  const series = Array.from({ length: 2000 }, (_, i) =>
    i < 300 ? i / 300 + 0.01 * random.fraction() : 1 + 0.5 * random.fraction(),
  );
  const cut = warmUpOf(series);
  expect(cut).toBeGreaterThanOrEqual(200);
  expect(cut).toBeLessThan(500);
  expect(cut % 5).toBe(0);
  expect(warmUpOf(series.map(() => 3))).toBe(0);
});

test('batch means cover the mean of a correlated series that plain samples miss', () => {
  const random = new Random(4);
  let value = 0;
  // An AR(1) series of mean 0 with correlation 0.95.
  const series = Array.from({ length: 40_000 }, () => {
    value = 0.95 * value + (random.fraction() - 0.5);
    return value;
  });
  const batches = batchMeans(series, 20);
  expect(covers(batches, 0)).toBe(true);
  expect(batches.halfWidth).toBeGreaterThan(3 * meanInterval(series).halfWidth);
});

test('percentiles are values of the sample', () => {
  const sorted = [10, 20, 30, 40];
  expect([0, 0.25, 0.5, 0.51, 0.99, 1].map((p) => percentile(sorted, p))).toEqual([
    10, 10, 20, 30, 40, 40,
  ]);
  expect(percentile([], 0.5)).toBe(0);
});
