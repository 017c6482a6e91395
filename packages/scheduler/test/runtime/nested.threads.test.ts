import { describe, expect, test } from '@jest/globals';
import { good } from './fixtures/tasks.mjs';
import { cells, expectHealthy, inside, newRuntime, until, within } from './support.js';

describe.each([1, 2])('tasks that wait for tasks, procs: %i', (procs) => {
  test('200 deep', async () => {
    const runtime = newRuntime({ procs });
    expect(await within(runtime.run(good.deep, 200))).toBe(200);
    expect(await within(Promise.all([1, 2, 3].map(() => runtime.run(good.deep, 200))))).toEqual([
      200, 200, 200,
    ]);
    await expectHealthy(runtime, 100);
  });

  test('a tree: fib(14)', async () => {
    const runtime = newRuntime({ procs });
    expect(await within(runtime.run(good.fib, 14))).toBe(377);
    await expectHealthy(runtime, 100);
  });

  test('although hardly any may be pending', async () => {
    const runtime = newRuntime({ procs, asyncPerMachine: 2 });
    const roots = Array.from({ length: 40 }, (_, i) => runtime.run(good.deep, 3 + (i % 5)));
    const sums = await within(Promise.all(roots));
    expect(sums).toEqual(roots.map((_, i) => 3 + (i % 5)));
    await expectHealthy(runtime, 100);
  });

  test('although the queue in front is full', async () => {
    const runtime = newRuntime({ procs, queueLimit: 2, onFull: 'reject' });
    const roots = [10, 10].map((n) => runtime.run(good.fib, n));
    expect(await within(Promise.all(roots))).toEqual([55, 55]);
  });

  test('more children than slots', async () => {
    const runtime = newRuntime({ procs });
    const count = 20_000; // a machine has 16,384
    const sum = (count * (count + 1)) / 2;
    expect(await within(runtime.run(good.many, count))).toBe(sum);
    expect(await within(runtime.run(good.manyAtOnce, 1000))).toBe(1001 * 1000);
    await expectHealthy(runtime, 100);
  });
});

describe('failures of children', () => {
  test.each([
    ['throw', { name: 'OwnError', code: 'E_OWN' }],
    ['encode', { name: 'EncodeError', code: 'ERR_PILFER_ENCODE' }],
    ['closure', { name: 'TypeError' }],
  ])('are seen by their parent: %s', async (kind, error) => {
    const runtime = newRuntime();
    expect(await within(runtime.run(good.childFails, kind))).toMatchObject(error);
    await expectHealthy(runtime, 100);
  });
});

test('a child that nobody waits for runs all the same', async () => {
  const runtime = newRuntime();
  const memory = cells();
  await runtime.run(good.leaveChild, memory.buffer, 5);
  await until(() => Atomics.load(memory, 0) === 1);
});

test('close lets a child go that nobody waits for', async () => {
  const runtime = newRuntime();
  const memory = cells();
  await runtime.run(good.leaveChild, memory.buffer, 50);
  expect(await within(runtime.close())).toEqual({ stuckThreads: 0 });
});

test('children leave nothing behind', async () => {
  const runtime = newRuntime();
  for (let i = 0; i < 5; i++) {
    await within(runtime.run(good.fib, 10));
    await until(() => inside(runtime).core.submitter.used === 0);
  }
  await expectHealthy(runtime, 100);
});
