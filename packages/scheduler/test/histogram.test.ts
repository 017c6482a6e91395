import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TaskClock, usBetween } from '../src/clock.js';
import {
  boundOf,
  BUCKETS,
  bucketOf,
  Histogram,
  HISTOGRAM,
  readHistogram,
} from '../src/histogram.js';
import { smallMemory } from './small-runtime.js';

test('every duration is below the bound of its bucket, and not below the one before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (us) => {
      const bucket = bucketOf(us);
      expect(us).toBeLessThan(boundOf(bucket));
      if (bucket > 1) expect(us).toBeGreaterThanOrEqual(boundOf(bucket - 1));
    }),
  );
  expect([0, 1, 2, 3, 4, 6, 8, 12].map(bucketOf)).toEqual([0, 0, 2, 3, 4, 5, 6, 7]);
  expect(bucketOf(2 ** 31 - 1)).toBeLessThan(BUCKETS);
});

test('counts, sums and quantiles of several blocks', () => {
  const memory = smallMemory();
  const histograms = [0, 1].map((block) => new Histogram(memory, block, HISTOGRAM.run));
  for (let i = 0; i < 90; i++) histograms[i % 2]?.add(1000);
  for (let i = 0; i < 10; i++) histograms[0]?.add(100_000);
  const stats = readHistogram(memory, [0, 1], HISTOGRAM.run);
  expect(stats).toMatchObject({ count: 100, sumMs: 1090 });
  expect(stats.buckets).toEqual([
    { belowMs: 1.024, count: 90 },
    { belowMs: 131.072, count: 10 },
  ]);
  expect([stats.p50Ms, stats.p90Ms, stats.p99Ms]).toEqual([1.024, 1.024, 131.072]);
  expect(readHistogram(memory, [0, 1], HISTOGRAM.wait)).toEqual({
    count: 0,
    sumMs: 0,
    p50Ms: 0,
    p90Ms: 0,
    p99Ms: 0,
    buckets: [],
  });
});

test('the clock wraps, and nobody notices', () => {
  const clock = new TaskClock(smallMemory().plan);
  const start = performance.now();
  for (const later of [0, 1, 1e3, 1e6, 2e6]) {
    const from = clock.stamp(start);
    expect(usBetween(from, clock.stamp(start + later)) / 1000).toBeCloseTo(later, 1);
  }
  expect(usBetween(0, clock.stamp())).toBe(-1);
  expect(usBetween(clock.stamp(start + 1), clock.stamp(start))).toBe(0); // of another thread
  expect(usBetween(clock.stamp(start + 1e5), clock.stamp(start))).toBe(-1);
});
