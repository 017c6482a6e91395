/** Every row of the design's table "when things go wrong", on real threads. */
import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import type { Loss, Runtime, RuntimeOptions } from '@pilfer/scheduler';
import { bad, good } from './fixtures/tasks.mjs';
import {
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

/** Runs a bad task among 20 innocent ones, and sees that nobody else is hurt. */
async function amongInnocents(
  runtime: Runtime,
  start: () => Promise<unknown>,
): ReturnType<typeof outcome> {
  const before = Array.from({ length: 10 }, (_, i) => runtime.run(good.add, i, 1));
  const offender = outcome(start());
  const after = Array.from({ length: 10 }, (_, i) => runtime.run(good.add, i, 1));
  expect(await within(Promise.all([...before, ...after]))).toHaveLength(20);
  const result = await offender;
  await expectHealthy(runtime);
  await until(() => inside(runtime).core.submitter.used === 0);
  return result;
}

describe('a task that ends its thread', () => {
  test.each([0, 3])('process.exit(%i)', async (code) => {
    const runtime = newRuntime();
    const result = await amongInnocents(runtime, () => runtime.run(bad.exit, code));
    expect(result).toMatchObject({
      error: {
        name: 'WorkerLostError',
        code: LOST,
        exitCode: code,
        culprit: 'exit',
        collateral: false,
      },
    });
  });

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

  test('out of memory, where Node contains it', async () => {
    const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 };
    const runtime = newRuntime({ resourceLimits });
    const result = await amongInnocents(runtime, () => runtime.run(bad.eatMemory));
    expect(result).toMatchObject({
      error: { code: LOST, cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } },
    });
  });

  test('closing the port of its thread, or writing to it, does nothing', async () => {
    const runtime = newRuntime();
    for (const fn of [bad.post, bad.closePort]) {
      expect(await amongInnocents(runtime, () => runtime.run(fn))).toEqual({ value: undefined });
    }
    await within(runtime.broadcast(good.nothing));
  });

  test('others that were pending on its thread are collateral', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    const pending = [1, 2, 3].map(() => failure(runtime.run(good.holdAsync, memory.buffer)));
    const offender = failure(runtime.with({ name: 'offender' }).run(bad.exitAfter, 1, 6));
    for (const error of await Promise.all(pending)) {
      expect(error).toMatchObject({
        code: LOST,
        culprit: 'offender',
        collateral: true,
        exitCode: 6,
      });
    }
    expect(await offender).toMatchObject({ code: LOST, culprit: 'offender', collateral: false });
    await expectHealthy(runtime);
  });

  test('what waits in its queues runs elsewhere, exactly once', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const deaths = [1, 2, 3, 4].map(() => failure(runtime.run(bad.exitAfter, 3, 1)));
    const counts = Array.from({ length: 2000 }, () => runtime.run(good.count, memory.buffer, 1));
    await Promise.all(deaths);
    expect(new Set(await within(Promise.all(counts))).size).toBe(2000);
    expect(memory[0]).toBe(2000);
    await expectHealthy(runtime);
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

  test('children of a dead parent are let go, parents of a dead child are told', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const result = await outcome(runtime.run(bad.exitBeside, memory.buffer, 0));
    expect(result).toMatchObject({ error: { code: LOST } });
    await expectHealthy(runtime);
    await until(() => inside(runtime).core.submitter.used === 0);
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

describe('errors after the task has returned', () => {
  test.each([
    ['thrown', bad.strayThrow, 'stray'],
    ['rejected', bad.strayReject, 'stray rejection'],
    ['undefined', bad.strayUndefined, 'undefined'],
    ['unpostable', bad.strayUnpostable, ''],
  ] as const)('%s: an event, and nobody is hurt', async (_, fn, message) => {
    const runtime = newRuntime({ procs: 1 });
    const stray: Error[] = [];
    const lost: Loss[] = [];
    runtime.on('strayError', (error) => void stray.push(error));
    runtime.on('machineLost', (loss) => void lost.push(loss));
    expect(await outcome(runtime.run(fn))).toEqual({ value: undefined });
    await until(() => stray.length === 1);
    expect(stray[0]?.message).toContain(message);
    await expectHealthy(runtime);
    expect(lost).toEqual([]);
  });

  test('a timer that never ends holds nobody up', async () => {
    const runtime = newRuntime({ procs: 1 });
    await runtime.run(bad.leaveInterval);
    await expectHealthy(runtime);
    expect(await within(runtime.close())).toEqual({ stuckThreads: 0 });
  });
});

describe('timeout', () => {
  const timedOut = { name: 'TimeoutError', code: 'ERR_PILFER_TIMEOUT' };

  test.each([
    ['an endless loop', bad.loop],
    ['an endless wait', bad.waitForEver],
  ] as const)('%s is really stopped, on time', async (_, fn) => {
    const runtime = newRuntime();
    const lost: Loss[] = [];
    runtime.on('machineLost', (loss) => void lost.push(loss));
    await runtime.run(good.add, 1, 1);
    const start = performance.now();
    const result = await amongInnocents(runtime, () => {
      const promise = runtime.with({ timeout: 50, name: 'endless' }).run(fn);
      promise.catch(() => expect(performance.now() - start).toBeGreaterThanOrEqual(49));
      return promise;
    });
    expect(result).toMatchObject({ error: timedOut });
    await until(() => lost.length === 1);
    expect(lost[0]).toMatchObject({ culprit: 'endless' });
  });

  test('counts from the start; a deadline from the submission', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    const first = runtime.run(good.hold, memory.buffer);
    await until(() => Atomics.load(memory, 0) === 1);
    const late = runtime.with({ timeout: 40 }).run(good.add, 1, 2);
    const dead = runtime.with({ deadline: 40 }).run(good.count, memory.buffer, 100);
    expect(await failure(dead)).toMatchObject({
      ...timedOut,
      message: 'count: deadline of 40 ms exceeded',
    });
    Atomics.store(memory, 1, 1);
    Atomics.notify(memory, 1);
    await first;
    expect(await late).toBe(3);
    expect(memory[0]).toBe(1); // the dead one never ran
    await expectHealthy(runtime, 100);
    expect(runtime.stats().threads).toBe(1);
  });

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

  test('what native code holds settles on time; its P goes on; close reports the thread', async () => {
    const runtime = newRuntime({ procs: 1, closeTimeout: 100 });
    await runtime.run(good.add, 1, 2);
    const start = performance.now();
    expect(await failure(runtime.with({ timeout: 50 }).run(bad.native, 12))).toMatchObject(
      timedOut,
    );
    expect(performance.now() - start).toBeLessThan(11_000);
    await expectHealthy(runtime);
    expect(runtime.stats().threads).toBe(2);
    expect(await runtime.close()).toEqual({ stuckThreads: 1 });
    expect(performance.now() - start).toBeLessThan(11_500);
  });

  test('grace: a task that stops by itself keeps its thread, another one does not', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const lost: Loss[] = [];
    runtime.on('machineLost', (loss) => void lost.push(loss));
    const tasks = runtime.with({ timeout: 30, killAfter: 3000 });
    expect(await failure(tasks.run(good.untilCancelled, memory.buffer))).toMatchObject(timedOut);
    await until(() => Atomics.load(memory, 2) === 2);
    await expectHealthy(runtime);
    expect(lost).toEqual([]);
    const stubborn = runtime.with({ timeout: 30, killAfter: 30 });
    expect(await failure(stubborn.run(bad.loop))).toMatchObject(timedOut);
    await until(() => lost.length === 1);
    await expectHealthy(runtime);
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

  test('a pending task leaves its machine and neighbours alone', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    const neighbour = runtime.run(good.holdAsync, memory.buffer);
    const hanging = runtime.with({ timeout: 30 }).run(good.pause, 2 ** 30);
    expect(await failure(hanging)).toMatchObject(timedOut);
    await new Promise((resolve) => setTimeout(resolve, 600)); // the machine is watched that long
    Atomics.store(memory, 1, 1);
    await within(neighbour);
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

  test('while queued: never runs', async () => {
    const runtime = newRuntime({ procs: 1 });
    const held = cells();
    const count = cells();
    const first = runtime.run(good.hold, held.buffer);
    await until(() => Atomics.load(held, 0) === 1);
    const controller = new AbortController();
    const tasks = runtime.with({ signal: controller.signal });
    const queued = Array.from({ length: 50 }, () =>
      failure(tasks.run(good.count, count.buffer, 1)),
    );
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    const reason = new Error('enough');
    controller.abort(reason);
    for (const error of await Promise.all(queued)) {
      expect(error).toMatchObject(aborted);
      expect(error.cause).toBe(reason);
    }
    Atomics.store(held, 1, 1);
    Atomics.notify(held, 1);
    await first;
    await expectHealthy(runtime);
    expect(count[0]).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    await until(() => inside(runtime).core.submitter.used === 0);
  });

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

  test('while it runs: seen at once in a busy loop', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const controller = new AbortController();
    const task = runtime
      .with({ signal: controller.signal })
      .run(good.untilCancelled, memory.buffer);
    await until(() => Atomics.load(memory, 0) === 1);
    controller.abort();
    expect(await failure(task)).toMatchObject(aborted);
    await until(() => Atomics.load(memory, 2) === 2);
    await expectHealthy(runtime);
    expect(runtime.stats().threads).toBe(2);
  });

  test('while it is pending: its own signal fires, though its machine sleeps', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    const controller = new AbortController();
    const task = runtime.with({ signal: controller.signal }).run(good.untilSignal, memory.buffer);
    await until(() => Atomics.load(memory, 0) === 1);
    await until(() => runtime.stats().total.parks >= 1);
    controller.abort();
    expect(await failure(task)).toMatchObject(aborted);
    await until(() => Atomics.load(memory, 2) === 1);
    await until(() => inside(runtime).core.submitter.used === 0);
    await expectHealthy(runtime);
  });

  test('a signal does not fire in a task that is over', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    for (let i = 0; i < 20; i++) await runtime.run(good.signalOutlives, memory.buffer);
    await runtime.run(good.pause, 5);
    await expectHealthy(runtime);
    expect(memory[3]).toBe(0);
  });

  test('killAfter ends a loop', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const controller = new AbortController();
    const tasks = runtime.with({ signal: controller.signal, killAfter: 0 });
    const task = tasks.run(bad.loop, memory.buffer);
    await until(() => Atomics.load(memory, 0) === 1);
    controller.abort();
    expect(await failure(task)).toMatchObject(aborted);
    await expectHealthy(runtime);
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

describe('retries', () => {
  test('a task whose machine died runs again, so often and no more', async () => {
    const runtime = newRuntime();
    const memory = cells();
    expect(await within(runtime.with({ retries: 3 }).run(bad.exitTimes, memory.buffer, 3))).toBe(4);
    const again = cells();
    const error = await failure(runtime.with({ retries: 2 }).run(bad.exitTimes, again.buffer, 9));
    expect(error).toMatchObject({ code: LOST, exitCode: 9 });
    expect(again[0]).toBe(3);
    await expectHealthy(runtime);
  });

  test('a poison task is rejected after two deaths', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const poison = runtime.with({ idempotent: true }).run(bad.exitTimes, memory.buffer, 1e6);
    expect(await failure(poison)).toMatchObject({ code: LOST });
    expect(memory[0]).toBe(2);
    await expectHealthy(runtime);
  });

  test('an error of its own is no reason to run it again', async () => {
    const runtime = newRuntime({ procs: 1 });
    expect(await failure(runtime.with({ retries: 5 }).run(bad.fail))).toMatchObject({
      code: 'E_OWN',
    });
    expect(runtime.stats().total.run).toBe(1);
  });

  test('many poison tasks: all are rejected, the runtime survives', async () => {
    const runtime = newRuntime();
    const poison = Array.from({ length: 20 }, () => failure(runtime.run(bad.exit, 1), 60_000));
    const others = Array.from({ length: 100 }, (_, i) => runtime.run(good.add, i, 0));
    for (const error of await Promise.all(poison)) expect(error).toMatchObject({ code: LOST });
    expect(await within(Promise.all(others))).toHaveLength(100);
    await expectHealthy(runtime);
  });
});

describe('the queue in front is full', () => {
  const FULL = 'ERR_PILFER_QUEUE_FULL';

  /** A runtime of one machine that is held up, with room for two more tasks. */
  async function full(options: RuntimeOptions): Promise<{
    runtime: Runtime;
    release: () => Promise<void>;
    queued: Promise<number>[];
  }> {
    const runtime = newRuntime({ procs: 1, queueLimit: 3, ...options });
    const memory = cells();
    const held = runtime.run(good.hold, memory.buffer);
    await until(() => Atomics.load(memory, 0) === 1);
    const queued = [1, 2].map((n) => runtime.run(good.add, n, 0));
    for (const each of queued) each.catch(() => undefined);
    const release = async (): Promise<void> => {
      Atomics.store(memory, 1, 1);
      Atomics.notify(memory, 1);
      await held;
    };
    return { runtime, release, queued };
  }

  test('wait: in order, up to the limit', async () => {
    const { runtime, release, queued } = await full({ waitLimit: 2 });
    const order: number[] = [];
    const waiting = [3, 4].map((n) => runtime.run(good.add, n, 0).then((sum) => order.push(sum)));
    expect(await failure(runtime.run(good.add, 5, 0))).toMatchObject({ code: FULL });
    expect(runtime.stats()).toMatchObject({ live: 3, waiting: 2 });
    let isReady = false;
    const ready = runtime.ready().then(() => (isReady = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isReady).toBe(false);
    await release();
    await within(Promise.all([...queued, ...waiting, ready]));
    expect(order).toEqual([3, 4]);
    await expectHealthy(runtime, 100).catch(() => undefined); // 100 at once are too many
  });

  test('wait: arguments are taken at the call, and refused there', async () => {
    const { runtime, release } = await full({});
    const value = { list: [1] };
    const waiting = [runtime.run(good.echo, value), runtime.run(good.echo, 'text')];
    value.list.push(2);
    expect(await failure(runtime.run(good.echo, () => 1))).toMatchObject({
      code: 'ERR_PILFER_ENCODE',
    });
    await release();
    expect(await within(Promise.all(waiting))).toEqual([{ list: [1] }, 'text']);
  });

  test('reject', async () => {
    const { runtime, release, queued } = await full({ onFull: 'reject' });
    expect(await failure(runtime.run(good.add, 3, 0))).toMatchObject({
      name: 'QueueFullError',
      code: FULL,
      message: expect.stringContaining('the limit is 3'),
    });
    await release();
    expect(await Promise.all(queued)).toEqual([1, 2]);
    expect(await runtime.run(good.add, 4, 0)).toBe(4);
  });

  test('caller-runs', async () => {
    const { runtime, release } = await full({ onFull: 'caller-runs' });
    const home = globalThis as { isHome?: boolean };
    home.isHome = true;
    const isHome = (): boolean | undefined => (globalThis as { isHome?: boolean }).isHome;
    expect(await runtime.run(isHome)).toBe(true);
    const fails = (): never => {
      throw new RangeError('here');
    };
    expect(await failure(runtime.run(fails))).toMatchObject({ message: 'here' });
    await release();
    await until(() => runtime.stats().live === 0);
    expect(await runtime.run(isHome)).toBe(undefined);
    delete home.isHome;
  });

  test.each([
    ['drop-oldest', [2, 3]],
    ['drop-newest', [1, 3]],
  ] as const)('%s', async (onFull, kept) => {
    const { runtime, release, queued } = await full({ onFull });
    const third = runtime.run(good.add, 3, 0);
    const dropped = queued[onFull === 'drop-oldest' ? 0 : 1] as Promise<number>;
    expect(await failure(dropped)).toMatchObject({ code: FULL });
    await release();
    const results = await Promise.allSettled([...queued, third]);
    const values = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(values).toEqual(kept);
    for (let i = 0; i < 100; i++) expect(await runtime.run(good.add, i, 0)).toBe(i);
  });

  test('back-pressure keeps a flood small', async () => {
    const runtime = newRuntime({ queueLimit: 100 });
    const { core } = inside(runtime);
    let most = 0;
    for (let i = 0; i < 20_000; i++) {
      void runtime.run(good.add, i, 0);
      const { live, waiting } = core;
      most = Math.max(most, live + waiting);
      if (i % 50 === 0) await runtime.ready();
    }
    expect(most).toBeLessThanOrEqual(150);
    await until(() => runtime.stats().live === 0);
  });
});

describe('close', () => {
  test('drains: what was accepted or waits is done', async () => {
    const runtime = newRuntime({ queueLimit: 10 });
    const sums = Array.from({ length: 500 }, (_, i) => runtime.run(good.add, i, 1));
    const retried = runtime.with({ retries: 1 }).run(bad.exitTimes, cells().buffer, 1);
    const report = runtime.close();
    expect(runtime.close()).toBe(report);
    expect(await within(Promise.all(sums))).toHaveLength(500);
    expect(await within(retried)).toBe(2);
    expect(await report).toEqual({ stuckThreads: 0 });
    expect(runtime.stats()).toMatchObject({ threads: 0, live: 0 });
  });

  test('now: everything is rejected, also a loop is ended', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const all = [
      ...[1, 2].map(() => failure(runtime.run(bad.loop, memory.buffer))),
      ...Array.from({ length: 200 }, () => failure(runtime.run(good.add, 1, 1))),
      failure(runtime.run(good.pause, 1e6)),
    ];
    await until(() => Atomics.load(memory, 0) === 2);
    const report = runtime.close({ now: true });
    for (const error of await Promise.all(all)) {
      expect(error).toMatchObject({ name: 'ClosedError', code: 'ERR_PILFER_CLOSED' });
    }
    expect(await within(report)).toEqual({ stuckThreads: 0 });
  });

  test('now, when a loop hangs after an await', async () => {
    const runtime = newRuntime({ procs: 1, closeTimeout: 300 });
    const hanging = failure(runtime.run(bad.loopAfterAwait));
    await until(() => runtime.stats().threads === 1);
    expect(await within(runtime.close({ now: true }))).toEqual({ stuckThreads: 0 });
    expect(await hanging).toMatchObject({ code: 'ERR_PILFER_CLOSED' });
  });

  test('has a deadline', async () => {
    const runtime = newRuntime({ procs: 1, closeTimeout: 100 });
    const memory = cells();
    const loop = failure(runtime.run(bad.loop, memory.buffer));
    await until(() => Atomics.load(memory, 0) === 1);
    expect(await within(runtime.close())).toEqual({ stuckThreads: 0 });
    expect(await loop).toMatchObject({ code: 'ERR_PILFER_CLOSED' });
  });

  test('at once, before any machine has booted', async () => {
    for (const now of [true, false]) {
      const runtime = newRuntime();
      const task = outcome(runtime.run(good.add, 1, 1));
      expect(await within(runtime.close({ now }))).toEqual({ stuckThreads: 0 });
      expect(await task).toMatchObject(
        now ? { error: { code: 'ERR_PILFER_CLOSED' } } : { value: 2 },
      );
    }
  });
});
