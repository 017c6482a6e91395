/** The table of the design: when things go wrong. A group of tests for each of its rows. */
import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import type { Loss, Runtime, RuntimeOptions } from '@pilfer/scheduler';
import { PARKED } from '../../src/layout.js';
import { forks } from './fixtures/fork-tasks.mjs';
import { bad, good } from './fixtures/tasks.mjs';
import {
  amongInnocents,
  cells,
  expectHealthy,
  failure,
  fixture,
  inside,
  newRuntime,
  outcome,
  until,
  within,
} from './support.js';

const LOST = 'ERR_PILFER_WORKER_LOST';
const timedOut = { name: 'TimeoutError', code: 'ERR_PILFER_TIMEOUT' };

describe('a task throws or rejects', () => {
  test('name, message, code, own fields, cause, stack of the machine', async () => {
    const runtime = newRuntime();
    const error = await failure(runtime.run(bad.fail));
    expect(error).toMatchObject({
      name: 'OwnError',
      message: 'it failed',
      code: 'E_OWN',
      details: { list: [1, { two: 2n }] },
    });
    expect(error.cause).toMatchObject({ name: 'TypeError', message: 'the cause' });
    expect(error.stack).toMatch(/tasks\.mjs:\d+/);
    expect(Object.prototype.toString.call(error)).toBe('[object Error]');
  });

  test('tasks of one loop share where they were submitted', async () => {
    const runtime = newRuntime();
    const { cells: words } = inside(runtime).memory;
    await until(() => words[PARKED] === 0b110); // then the first task is published before the others
    const errors = await Promise.all(
      Array.from({ length: 100 }, () => failure(runtime.run(bad.fail))),
    );
    for (const { stack } of errors) expect(stack).toMatch(/--- submitted ---\n[^]*failure-table/);
  });

  test("the machine's stack, and then the submitter's", async () => {
    const runtime = newRuntime({ procs: 1, stacks: 'always' });
    const submitsHere = (): Promise<unknown> => runtime.run(bad.fail);
    const { stack = '' } = await failure(submitsHere());
    expect(stack).toMatch(/tasks\.mjs:\d+[^]*--- submitted ---\n[^]*submitsHere .*failure-table/);
    expect(stack).not.toMatch(/--- submitted ---[^]*scheduler.(dist|src).[^]*/);
  });
});

describe('the queue is full (outside submissions only)', () => {
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
});

describe('timeout (from the start of the task; `deadline` counts from submission)', () => {
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
});

describe('grace, and a task that becomes pending in it', () => {
  test('keeps its machine, and its neighbours there', async () => {
    for (let isTried = false; !isTried;) {
      const runtime = newRuntime({ procs: 1 });
      const memory = cells();
      const lost: Loss[] = [];
      runtime.on('machineLost', (loss) => void lost.push(loss));
      const killAfter = 500;
      const limited = runtime.with({ timeout: 30, killAfter });
      const task = limited.run(good.pendingOnceCancelled, memory.buffer);
      expect(await failure(task)).toMatchObject(timedOut);
      await until(() => Atomics.load(memory, 2) === 1 || lost.length > 0);
      isTried = Atomics.load(memory, 2) === 1; // else it had not got so far in its grace
      if (!isTried) continue;
      // The grace, and then its event loop is looked at three times.
      await new Promise((resolve) => setTimeout(resolve, killAfter + 600));
      Atomics.store(memory, 1, 1);
      await until(() => Atomics.load(memory, 3) === 1);
      await expectHealthy(runtime);
      expect(lost).toEqual([]);
    }
  });

  test('is ended if it hangs', async () => {
    const runtime = newRuntime();
    const lost: Loss[] = [];
    runtime.on('machineLost', (loss) => void lost.push(loss));
    const limited = runtime.with({ timeout: 30, killAfter: 300 });
    expect(await failure(limited.run(bad.loopAwaitLoop))).toMatchObject(timedOut);
    await until(() => lost.length === 1);
    expect(lost[0]).toMatchObject({ culprit: 'loopAwaitLoop' });
    await expectHealthy(runtime);
  });
});

describe('neighbours of a terminated M', () => {
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

  test.each([true, false])(
    '`isolate: true` gives a task an M alone, stealing: %s',
    async (stealing) => {
      const runtime = newRuntime({ stealing });
      const alone = runtime.with({ isolate: true });
      const memory = cells();
      const others = Array.from({ length: 300 }, () => runtime.run(good.present, memory.buffer));
      const met = Array.from({ length: 10 }, () => alone.run(good.presentAlone, memory.buffer));
      expect(await within(Promise.all(met))).toEqual(met.map(() => 0));
      const among = await within(Promise.all(others));
      expect(Math.max(...among)).toBeGreaterThan(0); // those do meet
      await expectHealthy(runtime);
    },
  );

  test('a task that ends its machine when it is alone takes nobody with it', async () => {
    const runtime = newRuntime({ procs: 1 });
    const before = runtime.run(good.pause, 5);
    const offenders = [1, 2].map(() =>
      failure(runtime.with({ isolate: true }).run(bad.exitAfter, 1, 6)),
    );
    // Which may start before the second offender: the queue has been turned round meanwhile.
    const after = [1, 2, 3].map(() => runtime.run(good.pause, 5));
    for (const error of await Promise.all(offenders)) {
      expect(error).toMatchObject({ code: LOST, exitCode: 6, collateral: false });
    }
    await within(Promise.all([before, ...after]));
    await expectHealthy(runtime);
  });

  test.each([1, 2])(
    'an isolated parent gets its children from the shared queue, procs: %i',
    async (procs) => {
      const runtime = newRuntime({ procs, stealing: false });
      const alone = runtime.with({ isolate: true });
      const parents = Array.from({ length: 10 }, () => alone.run(good.parentOf, 0.1));
      const others = Array.from({ length: 200 }, (_, i) => runtime.run(good.add, i, 0));
      expect(await within(Promise.all(parents))).toHaveLength(10);
      expect(await within(Promise.all(others))).toHaveLength(200);
      await expectHealthy(runtime);
    },
  );

  test('a child can not be isolated', async () => {
    const runtime = newRuntime({ procs: 1 });
    expect(await within(runtime.run(good.isolatedChild))).toMatch(/options\.isolate: .* true/);
  });

  test('others that may run again do', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    const again = runtime.with({ retries: 1 }).run(good.holdAsync, memory.buffer);
    await until(() => Atomics.load(memory, 0) === 1);
    expect(await failure(runtime.run(bad.exit, 1))).toMatchObject({ code: LOST });
    await until(() => Atomics.load(memory, 0) === 2);
    Atomics.store(memory, 1, 1);
    await within(again);
    await expectHealthy(runtime);
  });
});

describe('M dies (exit, out of memory where Node contains it, terminate)', () => {
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

  test('out of memory, where Node contains it', async () => {
    const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 };
    const runtime = newRuntime({ resourceLimits });
    const result = await amongInnocents(runtime, () => runtime.run(bad.eatMemory));
    expect(result).toMatchObject({
      error: { code: LOST, cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } },
    });
  });

  test('ended from outside', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    const lost = failure(runtime.run(good.hold, memory.buffer));
    await until(() => Atomics.load(memory, 0) === 1);
    for (const { machine } of inside(runtime).crew.hands.values()) machine.terminate();
    expect(await lost).toMatchObject({ code: LOST, exitCode: 1, collateral: false });
    await expectHealthy(runtime);
  });

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

  test('an error of its own is no reason to run it again', async () => {
    const runtime = newRuntime({ procs: 1 });
    expect(await failure(runtime.with({ retries: 5 }).run(bad.fail))).toMatchObject({
      code: 'E_OWN',
    });
    expect(runtime.stats().total.run).toBe(1);
  });

  test('children of a dead parent are let go, parents of a dead child are told', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const result = await outcome(runtime.run(bad.exitBeside, memory.buffer, 0));
    expect(result).toMatchObject({ error: { code: LOST } });
    await expectHealthy(runtime);
    await until(() => inside(runtime).core.submitter.used === 0);
  });

  test('a fork whose machine dies throws WorkerLostError at its join, and its root goes on', async () => {
    const runtime = newRuntime();
    const { code, value } = await within(runtime.run(forks.loseThief, cells()));
    expect({ code, value }).toEqual({ code: 'ERR_PILFER_WORKER_LOST', value: 610 });
    await expectHealthy(runtime);
  });

  test('a fork whose root died is told to stop, and leaves nothing behind', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const lost = await failure(runtime.run(forks.dieAsJoiner, memory));
    expect(lost).toMatchObject({ code: 'ERR_PILFER_WORKER_LOST', exitCode: 8 });
    await until(() => Atomics.load(memory, 1) === 1);
    await expectHealthy(runtime);
  });
});

describe('a task that can not be interrupted', () => {
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
});

describe('a poison task', () => {
  test('a poison task is rejected after two deaths', async () => {
    const runtime = newRuntime();
    const memory = cells();
    const poison = runtime.with({ idempotent: true }).run(bad.exitTimes, memory.buffer, 1e6);
    expect(await failure(poison)).toMatchObject({ code: LOST });
    expect(memory[0]).toBe(2);
    await expectHealthy(runtime);
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

describe('an error after the task has returned', () => {
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

describe('a payload that can not be decoded, a result that can not cross', () => {
  const cases: [string, unknown, string][] = [
    ['a function', { list: [1, { onDone: () => 1 }] }, 'args[0].list[1].onDone'],
    ['a symbol', [Symbol('x')], 'args[0][0]'],
    ['a weak map', { weak: new WeakMap() }, 'args[0].weak'],
    ['a promise', Promise.resolve(1), 'args[0]'],
  ];
  test.each(cases)('as an argument: %s', async (_, value, path) => {
    const runtime = newRuntime({ procs: 1 });
    expect(await failure(runtime.run(good.echo, value))).toMatchObject({
      name: 'EncodeError',
      code: 'ERR_PILFER_ENCODE',
      path,
    });
    await expectHealthy(runtime, 100);
  });

  test('as a result', async () => {
    const runtime = newRuntime({ procs: 1 });
    expect(await failure(runtime.run(bad.returnFunction))).toMatchObject({
      code: 'ERR_PILFER_ENCODE',
      path: 'result.list[1].onDone',
    });
    expect(await failure(runtime.run(bad.returnBadGetter))).toMatchObject({
      message: expect.stringContaining('no value for you'),
    });
    await expectHealthy(runtime, 100);
  });

  test('bytes that are no payload', async () => {
    const runtime = newRuntime({ procs: 1, memory: 2 ** 20 });
    const held = cells();
    const first = runtime.run(good.hold, held.buffer);
    await until(() => Atomics.load(held, 0) === 1);
    const mark = 'the argument of a task, to be found in its memory';
    const damaged = failure(runtime.run(good.echo, mark));
    const bytes = Buffer.from(inside(runtime).memory.cells.buffer);
    const at = bytes.indexOf(mark);
    bytes.fill(0xc1, at - 8, at); // a byte that stands for nothing
    Atomics.store(held, 1, 1);
    Atomics.notify(held, 1);
    await first;
    expect(await damaged).toMatchObject({ name: 'EncodeError', code: 'ERR_PILFER_DECODE' });
    await expectHealthy(runtime, 100);
  });
});

describe('the runtime is closed', () => {
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

  test('after close', async () => {
    const runtime = newRuntime();
    await runtime.close();
    const closed = { name: 'ClosedError', code: 'ERR_PILFER_CLOSED' };
    expect(await failure(runtime.run(good.add, 1, 2))).toMatchObject(closed);
    expect(await failure(runtime.runMany(good.add, [[1, 2]]))).toMatchObject(closed);
    expect(await failure(runtime.map(good.double, [1]).next())).toMatchObject(closed);
    expect(() => runtime.runSync(good.add, 1, 2)).toThrow(expect.objectContaining(closed));
    expect(await failure(runtime.broadcast(good.add, 1, 2))).toMatchObject(closed);
    expect(await failure(runtime.load(fixture('hash.mjs')))).toMatchObject(closed);
  });
});
