import { describe, expect, test } from '@jest/globals';
import { median, quantile, ratios, spread } from '../src/statistics.js';

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
