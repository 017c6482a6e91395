import { describe, expect, test } from '@jest/globals';
import { bootstrapRatio, median, quantile, ratios, spread } from '../src/statistics.js';

describe('quantile', () => {
  test('of one number is that number', () => {
    expect(quantile([7], 0)).toBe(7);
    expect(quantile([7], 0.95)).toBe(7);
  });

  test('interpolates between neighbours, and leaves its input alone', () => {
    const numbers = [40, 10, 30, 20];
    expect(quantile(numbers, 0)).toBe(10);
    expect(quantile(numbers, 1)).toBe(40);
    expect(median(numbers)).toBe(25);
    expect(quantile(numbers, 0.9)).toBeCloseTo(37);
    expect(numbers).toEqual([40, 10, 30, 20]);
  });

  test('compares as numbers, not as words', () => {
    expect(median([100, 9, 20])).toBe(20);
  });

  test('of nothing is an error', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

test('spread: three percentiles', () => {
  const numbers = Array.from({ length: 101 }, (_, i) => i);
  expect(spread(numbers)).toEqual({ p10: 10, p50: 50, p90: 90 });
});

test('ratios are taken round by round', () => {
  expect(ratios([2, 40], [1, 20])).toEqual([2, 2]);
});

describe('bootstrapRatio', () => {
  test('one round each: the interval is the ratio', () => {
    expect(bootstrapRatio([6], [3])).toEqual({ ratio: 2, low: 2, high: 2 });
  });

  test('the interval holds the ratio, is the same each time, and wider where rounds differ', () => {
    const calm = bootstrapRatio([10, 11, 10, 11, 10], [5, 5, 5, 5, 5]);
    const wild = bootstrapRatio([10, 20, 5, 40, 10], [5, 5, 5, 5, 5]);
    expect(bootstrapRatio([10, 11, 10, 11, 10], [5, 5, 5, 5, 5])).toEqual(calm);
    for (const { ratio, low, high } of [calm, wild]) {
      expect(ratio).toBe(2);
      expect(low).toBeLessThanOrEqual(ratio);
      expect(high).toBeGreaterThanOrEqual(ratio);
    }
    expect(wild.high - wild.low).toBeGreaterThan(calm.high - calm.low);
  });
});
