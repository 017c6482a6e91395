/** Bad tasks beyond the table of failure-table.threads.test.ts: odd ones, races, far too many. */
import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import type { Loss } from '@pilfer/scheduler';
import { bad, good } from './fixtures/tasks.mjs';
import {
  amongInnocents,
  cells,
  expectHealthy,
  failure,
  inside,
  newRuntime,
  outcome,
  until,
  within,
} from './support.js';

const LOST = 'ERR_PILFER_WORKER_LOST';
const timedOut = { name: 'TimeoutError', code: 'ERR_PILFER_TIMEOUT' };

describe('threads that end, or try to', () => {
  test('stack overflow, and process.abort(), which a thread must not call', async () => {
    const runtime = newRuntime();
    expect(await amongInnocents(runtime, () => runtime.run(bad.overflow))).toMatchObject({
      error: { name: 'RangeError' },
    });
    expect(await amongInnocents(runtime, () => runtime.run(bad.abort))).toMatchObject({
      error: { code: 'ERR_WORKER_UNSUPPORTED_OPERATION' },
    });
    expect(runtime.stats().threads).toBe(2);
  });

  test('closing the port of its thread, or writing to it, does nothing', async () => {
    const runtime = newRuntime();
    for (const fn of [bad.post, bad.closePort]) {
      expect(await amongInnocents(runtime, () => runtime.run(fn))).toEqual({ value: undefined });
    }
    await within(runtime.broadcast(good.nothing));
  });

  test('while the main thread sleeps, results of other machines still come', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const survivor = runtime.run(good.hold, memory.buffer);
    await until(() => Atomics.load(memory, 0) === 1);
    for (let i = 0; i < 3; i++) {
      expect(await failure(runtime.run(bad.exitAfter, 20, 1))).toMatchObject({ code: LOST });
    }
    Atomics.store(memory, 1, 1);
    Atomics.notify(memory, 1);
    await within(survivor);
  });

  test('far more deaths than thread numbers, in the middle of one long task', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const long = runtime.run(good.hold, memory.buffer);
    await until(() => Atomics.load(memory, 0) === 1);
    for (let i = 0; i < 24; i++) {
      expect(await failure(runtime.run(bad.exit, 1))).toMatchObject({ code: LOST });
    }
    Atomics.store(memory, 1, 1);
    Atomics.notify(memory, 1);
    await within(long);
    await expectHealthy(runtime);
  });
});

describe('timeout', () => {
  test('of tasks that end in time: nobody is ended', async () => {
    const runtime = newRuntime();
    const lost: Loss[] = [];
    runtime.on('machineLost', (loss) => void lost.push(loss));
    // Mostly too short to be stopped, and some that end in the very moment when they are.
    const results = Array.from({ length: 400 }, (_, i) =>
      outcome(runtime.with({ timeout: 2 }).run(good.busy, i % 20 === 0 ? 2 : 0.3)),
    );
    let stopped = 0;
    for (const result of await within(Promise.all(results))) {
      if ('error' in result) {
        expect(result.error).toMatchObject(timedOut);
        stopped++;
      }
    }
    await expectHealthy(runtime);
    expect(lost.length).toBeLessThanOrEqual(stopped);
    for (const { culprit } of lost) expect(culprit).toBe('busy');
  });

  test.each([
    ['an endless loop', bad.loopAfterAwait],
    ['endless microtasks', bad.microtasksForEver],
  ] as const)('%s after an await is stopped too', async (_, fn) => {
    const runtime = newRuntime();
    const lost: Loss[] = [];
    runtime.on('machineLost', (loss) => void lost.push(loss));
    expect(await failure(runtime.with({ timeout: 50 }).run(fn))).toMatchObject(timedOut);
    await until(() => lost.length === 1);
    expect(lost[0]).toMatchObject({ culprit: fn.name });
    await expectHealthy(runtime);
  });

  test('of a child: the parent is told', async () => {
    const runtime = newRuntime();
    const result = await outcome(runtime.run(good.childFails, 'timeout'));
    // Its own machine may have run it, and was ended then.
    if ('value' in result) expect(result.value).toMatchObject(timedOut);
    else expect(result.error).toMatchObject({ code: LOST, collateral: true, culprit: 'loop' });
    await expectHealthy(runtime);
  });

  test('of a child on the only machine', async () => {
    const runtime = newRuntime({ procs: 1 });
    expect(await failure(runtime.run(good.childFails, 'timeout'))).toMatchObject({
      code: LOST,
      collateral: true,
      culprit: 'loop',
    });
    await expectHealthy(runtime);
  });
});

describe('AbortSignal', () => {
  const aborted = { name: 'AbortError', code: 'ABORT_ERR' };

  test('while it waits to be accepted: at once', async () => {
    const runtime = newRuntime({ procs: 1, queueLimit: 1 });
    const held = cells();
    const first = runtime.run(good.hold, held.buffer);
    const controller = new AbortController();
    const waiting = runtime.with({ signal: controller.signal }).run(good.add, 1, 1);
    const dead = runtime.with({ deadline: 30 }).run(good.add, 1, 1);
    const other = runtime.run(good.add, 2, 2);
    expect(runtime.stats().waiting).toBe(3);
    controller.abort();
    expect(await failure(waiting)).toMatchObject(aborted);
    expect(await failure(dead)).toMatchObject({ code: 'ERR_PILFER_TIMEOUT' });
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    Atomics.store(held, 1, 1);
    Atomics.notify(held, 1);
    await first;
    expect(await within(other)).toBe(4);
  });

  test('a signal does not fire in a task that is over', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    for (let i = 0; i < 20; i++) await runtime.run(good.signalOutlives, memory.buffer);
    await runtime.run(good.pause, 5);
    await expectHealthy(runtime);
    expect(memory[3]).toBe(0);
  });

  test('at random moments: settled once, no listener left', async () => {
    const runtime = newRuntime();
    const seed = Date.now() % 1e6;
    let state = seed;
    const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const signals: AbortSignal[] = [];
    let settled = 0;
    const results = Array.from({ length: 2000 }, async () => {
      const controller = new AbortController();
      signals.push(controller.signal);
      const result = outcome(
        runtime.with({ signal: controller.signal }).run(good.busy, 0.2 * random()),
      );
      setTimeout(() => controller.abort(), 300 * random());
      const each = await result;
      settled++;
      if ('error' in each) expect(each.error).toMatchObject(aborted);
    });
    await within(Promise.all(results));
    expect({ seed, settled }).toEqual({ seed, settled: 2000 });
    for (const signal of signals) expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await expectHealthy(runtime);
    await until(() => inside(runtime).core.submitter.used === 0);
  });
});
