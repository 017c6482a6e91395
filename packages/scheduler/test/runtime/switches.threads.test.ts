/** The options that exist for comparison: what they change, and that all stays right. */

import { describe, expect, test } from '@jest/globals';
import { forks } from './fixtures/fork-tasks.mjs';
import { good } from './fixtures/tasks.mjs';
import { cells, expectHealthy, newRuntime, within } from './support.js';

describe('stealing: false', () => {
  test('tasks from outside and nested ones run, and nobody has stolen', async () => {
    const runtime = newRuntime({ stealing: false });
    expect(await within(runtime.run(good.fib, 12))).toBe(144);
    expect(await within(runtime.run(good.many, 2000))).toBe((2000 * 2001) / 2);
    await expectHealthy(runtime);
    const { total } = runtime.stats();
    expect(total).toMatchObject({ stolen: 0, stealAttempts: 0, overflows: 0, backstops: 0 });
    expect(total.globalTakes).toBeGreaterThan(0);
  });

  test('a nested task is taken by another processor', async () => {
    const runtime = newRuntime({ stealing: false });
    const memory = cells();
    await within(runtime.run(good.spinUntilChild, memory.buffer));
    await expectHealthy(runtime, 100);
  });

  test('forks stay with the task that made them', async () => {
    const runtime = newRuntime({ stealing: false });
    expect(await within(runtime.run(forks.fib, 22))).toBe(17_711);
    expect(runtime.stats().total).toMatchObject({ exposed: 0, stolen: 0 });
    expect(runtime.stats().total.forked).toBeGreaterThan(10_000);
  });
});

describe("exposure: 'eager'", () => {
  test.each([1, 2])('every fork becomes a task of its own, procs: %i', async (procs) => {
    const runtime = newRuntime({ exposure: 'eager', procs });
    expect(await within(runtime.run(forks.fib, 14))).toBe(377);
    const { forked, exposed } = runtime.stats().total;
    expect(exposed).toBe(forked);
    expect(forked).toBeGreaterThan(100);
    await expectHealthy(runtime, 100);
  });

  test('more forks at a time than a deque holds', async () => {
    const runtime = newRuntime({ exposure: 'eager' });
    expect(await within(runtime.run(forks.wide, 3000))).toBe((3000 * 3001) / 2);
    expect(runtime.stats().total.exposed).toBeGreaterThan(100);
    await expectHealthy(runtime, 100);
  });
});
