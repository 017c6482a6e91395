import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { context, Runtime, type Loss } from '@pilfer/scheduler';
import { DOZING, PARKED } from '../../src/layout.js';
import type * as hash from './fixtures/hash.mjs';
import { bad, good } from './fixtures/tasks.mjs';
import {
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

const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('three ways to name a task function', () => {
  test('a module of tasks: on another thread, by its own arguments', async () => {
    const runtime = newRuntime();
    expect(await runtime.run(good.add, 1, 2)).toBe(3);
    expect(await runtime.run(good.where)).toMatchObject({ isMainThread: false });
    const nothing: unknown = await runtime.run(good.nothing as () => unknown);
    expect(nothing).toBeUndefined();
    expect(await runtime.run(good.pause, 1)).toBe(1);
  });

  test('an existing ES module', async () => {
    const runtime = newRuntime();
    const remote = runtime.module<typeof hash>(fixture('hash.mjs'));
    expect(await remote.sha256('abc')).toBe(abc);
    expect(await runtime.run(remote.sha256, 'abc')).toBe(abc);
  });

  test('a CommonJS module', async () => {
    const runtime = newRuntime();
    const remote = runtime.module<{ product(a: number, b: number): number }>(fixture('common.cjs'));
    expect(await remote.product(6, 7)).toBe(42);
  });

  test('an inline function, which has no closure', async () => {
    const runtime = newRuntime();
    expect(await runtime.run((a: number, b: number) => a * b, 6, 7)).toBe(42);
    const outer = 3;
    const error = await failure(runtime.run((a: number) => a + outer, 1));
    expect(error).toMatchObject({ name: 'ReferenceError' });
    expect(error.message).toMatch(/outer is not defined .*pass outer as an argument/);
  });
});

describe('several tasks', () => {
  test('runMany: all results in order', async () => {
    const runtime = newRuntime();
    const list = Array.from({ length: 3000 }, (_, i): [number, number] => [i, i]);
    expect(await runtime.runMany(good.add, list)).toEqual(list.map(([a, b]) => a + b));
    expect(await runtime.runMany(good.add, [])).toEqual([]);
  });

  test('runMany: the failure that came first, not those that it caused', async () => {
    const runtime = newRuntime({ queueLimit: 300 });
    const list: [unknown][] = Array.from({ length: 1000 }, (_, i) => [i === 3 ? () => 1 : i]);
    const error = await failure(runtime.runMany(good.echo, list));
    expect(error).toMatchObject({ code: 'ERR_PILFER_ENCODE', path: 'args[0]' });
    await until(() => runtime.stats().live === 0);
  });

  test('runMany: a list that throws cancels what it has given', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    function* list(): Generator<[SharedArrayBuffer]> {
      yield [memory.buffer];
      yield [memory.buffer];
      throw new Error('no more');
    }
    const error = await failure(runtime.runMany(good.hold, list()));
    expect(error.message).toBe('no more');
    Atomics.store(memory, 1, 1);
    await until(() => runtime.stats().live === 0);
    expect(Atomics.load(memory, 0)).toBeLessThanOrEqual(1);
  });

  test('map: in order, with a bounded number of items taken ahead', async () => {
    const runtime = newRuntime();
    let taken = 0;
    let most = 0;
    let yielded = 0;
    function* items(): Generator<number> {
      for (; taken < 200;) {
        most = Math.max(most, ++taken - yielded);
        yield taken;
      }
    }
    const results: number[] = [];
    for await (const n of runtime.map(good.double, items(), { concurrency: 7 })) {
      results.push(n);
      yielded++;
    }
    expect(results).toEqual(Array.from({ length: 200 }, (_, i) => 2 * (i + 1)));
    // The one that the consumer holds is not counted as consumed until it asks for the next.
    expect(most).toBeLessThanOrEqual(7);
  });

  test('map: as they finish, if order does not matter', async () => {
    const runtime = newRuntime();
    const first: number[] = [];
    for await (const ms of runtime.map(good.pause, [300, 1, 2, 3], { ordered: false })) {
      first.push(ms);
    }
    expect(first.at(-1)).toBe(300);
    expect(first.sort((a, b) => a - b)).toEqual([1, 2, 3, 300]);
  });

  test('map: a slow source does not hold back results, and may even wait for them', async () => {
    const runtime = newRuntime();
    for (const ordered of [true, false]) {
      let seen = 0;
      let wake = (): void => undefined;
      async function* items(): AsyncGenerator<number> {
        for (let i = 0; i < 20; i++) {
          yield i;
          if (seen <= i) await new Promise<void>((resolve) => (wake = resolve)); // needs result i
        }
      }
      const run = async (): Promise<void> => {
        for await (const n of runtime.map(good.double, items(), { concurrency: 8, ordered })) {
          seen += n % 2 === 0 ? 1 : 0;
          wake();
        }
      };
      await within(run());
      expect(seen).toBe(20);
    }
  });

  test('map: leaving early cancels what is under way and closes the source', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    let closed = false;
    async function* items(): AsyncGenerator<SharedArrayBuffer | number> {
      await Promise.resolve();
      try {
        yield 1;
        for (;;) yield memory.buffer;
      } finally {
        closed = true;
      }
    }
    const either = good.echo as (item: unknown) => unknown;
    for await (const value of runtime.map(either, items(), { concurrency: 3 })) {
      expect(value).toBe(1);
      break;
    }
    expect(closed).toBe(true);
    await until(() => runtime.stats().live === 0);
  });

  test('map: leaving early does not wait for an item that never comes', async () => {
    const runtime = newRuntime();
    async function* items(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => undefined);
    }
    const run = async (): Promise<void> => {
      for await (const n of runtime.map(good.double, items())) {
        expect(n).toBe(2);
        break;
      }
    };
    await within(run());
  });

  test('map: a failure ends it, in its place', async () => {
    const runtime = newRuntime();
    const results: unknown[] = [];
    const run = async (): Promise<void> => {
      for await (const value of runtime.map(good.echo, [1, 2, () => 3, 4])) results.push(value);
    };
    expect(await failure(run())).toMatchObject({ code: 'ERR_PILFER_ENCODE' });
    expect(results).toEqual([1, 2]);
  });

  test('a signal of the caller cancels runMany and map', async () => {
    const runtime = newRuntime({ procs: 1 });
    const memory = cells();
    const controller = new AbortController();
    const tasks = runtime.with({ signal: controller.signal });
    const many = tasks.runMany(good.untilCancelled, [[memory.buffer], [memory.buffer]]);
    await until(() => Atomics.load(memory, 0) === 1);
    controller.abort(new Error('enough'));
    expect(await failure(many)).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' });
    const next = runtime.with({ signal: controller.signal }).map(good.double, [1]).next();
    expect(await failure(next)).toMatchObject({ name: 'AbortError' });
  });
});

describe('payloads', () => {
  const values: Record<string, unknown> = {
    text: 'Grüße 🎉',
    'no text': '',
    '-0': -0,
    'not a number': NaN,
    bigint: 2n ** 200n,
    undefined: [undefined, null, { a: undefined }],
    date: new Date(1e12),
    regexp: /a+/giu,
    map: new Map<unknown, unknown>([
      [1, new Set(['x'])],
      ['k', { deep: new Map() }],
    ]),
    bytes: new Uint8Array([1, 2, 255]),
    floats: new Float64Array([1.5, -0, Infinity]),
    bigints: new BigInt64Array([-1n, 2n ** 62n]),
    buffer: new Uint8Array([1, 2, 3]).buffer,
    'own __proto__': JSON.parse('{"__proto__": {"polluted": true}}') as unknown,
  };
  test.each(Object.keys(values))('there and back: %s', async (name) => {
    const runtime = newRuntime({ procs: 1 });
    const back = await runtime.run(good.echo, values[name]);
    expect(back).toEqual(values[name]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('cycles and shared references', async () => {
    const runtime = newRuntime({ procs: 1 });
    const shared = { x: 1 };
    const cycle: Record<string, unknown> = { a: shared, b: shared };
    cycle['self'] = cycle;
    const back = (await runtime.run(good.echo, cycle)) as typeof cycle;
    expect(back['self']).toBe(back);
    expect(back['a']).toBe(back['b']);
  });

  test('many arguments, and results that are none', async () => {
    const runtime = newRuntime({ procs: 1 });
    const all = [1, 'two', null, true, undefined, 6, 7];
    expect(await runtime.run(good.echoAll, ...all)).toEqual(all);
    expect(await runtime.run(good.echoAll)).toEqual([]);
    for (const value of [undefined, null, true, false, 0, -0, 1.5]) {
      expect(await runtime.run(good.echo, value)).toBe(value);
    }
  });

  test('arguments are taken when the task is submitted', async () => {
    const runtime = newRuntime({ procs: 1 });
    const box = { n: 1 };
    const result = runtime.run(good.echo, box);
    box.n = 2;
    expect(await result).toEqual({ n: 1 });
  });

  test('1 MB and 20 MB', async () => {
    const runtime = newRuntime({ procs: 1 });
    for (const size of [2 ** 20, 20 * 2 ** 20]) {
      const bytes = new Uint8Array(size).fill(7);
      const back = (await runtime.run(good.echo, bytes)) as Uint8Array;
      expect(Buffer.compare(back, bytes)).toBe(0);
    }
  });
});

describe('shared memory', () => {
  test('is shared at any depth, and keeps its identity', async () => {
    const runtime = newRuntime();
    const other = new SharedArrayBuffer(16);
    const buffer = new SharedArrayBuffer(16);
    const nested = {
      a: { b: [other, buffer] },
      view: new Int32Array(buffer),
      map: new Map([['k', buffer]]),
    };
    const { same, back } = await runtime.run(good.fillDeep, nested);
    expect(same).toBe(true);
    expect(back).toBe(buffer);
    expect([...new Int32Array(buffer)]).toEqual([11, 12, 13, 0]);
  });

  test('made in a task, seen by all: also by machines that start later', async () => {
    const runtime = newRuntime();
    const buffer = await runtime.run(good.newBuffer);
    expect(new Int32Array(buffer)[0]).toBe(7);
    const theirs = await runtime.run(good.newBuffer);
    expect(await runtime.run(good.echo, theirs)).toBe(theirs);
    // All machines that have heard of them are gone.
    for (let i = 0; i < 3; i++) await failure(runtime.run(bad.exit, 0));
    const counts = await Promise.all([1, 2, 3, 4].map(() => runtime.run(good.count, buffer, 1)));
    expect(counts.sort((a, b) => a - b)).toEqual([8, 9, 10, 11]);
    expect(new Int32Array(buffer)[0]).toBe(11);
  });

  test('a buffer that lives in the task module is one for all calls on its machine', async () => {
    const runtime = newRuntime({ procs: 1 });
    const first = await runtime.run(good.keepBuffer);
    expect(await runtime.run(good.addToKept)).toBe(1);
    expect(new Int32Array(first)[0]).toBe(1);
    expect(await runtime.run(good.keepBuffer)).toBe(first);
  });
});

describe('errors are carried whole', () => {
  test('AggregateError', async () => {
    const runtime = newRuntime();
    const error = await failure(runtime.run(bad.failAll));
    expect(error).toMatchObject({ name: 'AggregateError', message: 'several' });
    const [first, second] = error['errors'] as [Error, string];
    expect(first).toMatchObject({ name: 'RangeError', message: 'first' });
    expect(second).toBe('second');
  });

  test('of an async task', async () => {
    const runtime = newRuntime();
    expect(await failure(runtime.run(bad.rejectLater))).toMatchObject({
      name: 'SyntaxError',
      message: 'later',
    });
  });

  test.each([[42], ['text'], [null], [undefined], [{ plain: true }]])(
    'a task that throws %p, or rejects with it',
    async (value) => {
      const runtime = newRuntime({ procs: 1 });
      for (const fn of [bad.throwValue, bad.rejectValue]) {
        expect(await outcome(runtime.run(fn, value))).toMatchObject({ thrown: value });
      }
    },
  );
});

describe('inside a task', () => {
  test('context', async () => {
    const runtime = newRuntime();
    const about = await runtime.run(good.aboutContext);
    expect(about).toMatchObject({
      name: 'aboutContext',
      cancelled: false,
      aborted: false,
      run: 'function',
    });
    expect([0, 1]).toContain(about.p);
    const named = runtime.with({ name: 'page 7' });
    expect(await named.run(good.aboutContext)).toMatchObject({ name: 'page 7' });
    expect(await named.run(good.echo, [1, 'two'])).toEqual([1, 'two']); // it is no argument
    expect(Number.isSafeInteger(about.id)).toBe(true);
    expect(await runtime.run(good.contextAfterAwait)).toMatchObject({
      cancelled: false,
      late: expect.stringContaining('before the first await'),
    });
    expect(() => context()).toThrow('no task is running here');
  });

  test('new Runtime() is refused', async () => {
    const runtime = newRuntime();
    expect(await failure(runtime.run(good.newRuntime))).toMatchObject({
      code: 'ERR_PILFER_TASK',
      message: expect.stringContaining('a task module imports your main program'),
    });
  });
});

describe('the runtime', () => {
  test('stats', async () => {
    const runtime = newRuntime();
    await runtime.runMany(
      good.add,
      Array.from({ length: 100 }, (_, i): [number, number] => [i, 1]),
    );
    await failure(runtime.run(bad.fail));
    const stats = runtime.stats();
    expect(stats).toMatchObject({ procs: 2, threads: 2, accepted: 101, live: 0, waiting: 0 });
    expect(stats.total).toMatchObject({ run: 101, failed: 1, backstops: 0, queued: 0 });
    expect(stats.perP).toHaveLength(2);
    expect(stats.perP.reduce((sum, p) => sum + p.run, 0)).toBe(101);
  });

  test('how long tasks wait and run; metrics', async () => {
    const runtime = newRuntime({ procs: 1, name: 'timed' });
    const results = Array.from({ length: 4 }, () => runtime.run(good.busy, 20));
    await within(Promise.all(results));
    await until(() => runtime.stats().total.runTimes.count === 4); // counted after the result is sent
    const { waitTimes, runTimes } = runtime.stats().total;
    expect(waitTimes.count).toBe(4);
    expect(runTimes.sumMs).toBeGreaterThanOrEqual(80);
    // The second waits for the first, the third for both, …
    expect(waitTimes.sumMs).toBeGreaterThanOrEqual(20 + 40 + 60);
    expect(waitTimes.buckets.at(-1)?.belowMs).toBeGreaterThan(60);
    const metrics = runtime.metrics();
    expect(metrics).toContain('pilfer_tasks_run_total{runtime="timed",p="0"} 4\n');
    expect(metrics).toContain('pilfer_task_wait_seconds_count{runtime="timed"} 4\n');
  });

  test('broadcast: once on each machine, also when all are asleep', async () => {
    const runtime = newRuntime();
    const memory = cells();
    for (let i = 1; i <= 5; i++) {
      await until(() => runtime.stats().total.parks >= 2);
      await within(runtime.broadcast(good.count, memory.buffer, 1));
      expect(memory[0]).toBe(2 * i);
    }
    const error = await failure(runtime.broadcast(bad.fail));
    expect(error).toMatchObject({ message: 'it failed', code: 'E_OWN' });
    expect(error.cause).toBeInstanceOf(TypeError);
    await within(runtime.broadcast(good.pause, 30));
  });

  test('load: a module with top-level await', async () => {
    const runtime = newRuntime();
    const remote = runtime.module<{ ready(): string }>(fixture('slow-start.mjs'));
    expect(await failure(remote.ready())).toMatchObject({
      code: 'ERR_PILFER_TASK',
      reason: 'needs-load',
    });
    await within(runtime.load(fixture('slow-start.mjs')));
    expect(await Promise.all([1, 2, 3, 4].map(() => remote.ready()))).toEqual(
      Array.from({ length: 4 }, () => 'ready'),
    );
    // Machines that start later have it too.
    await Promise.allSettled([1, 2, 3].map(() => runtime.run(bad.exit, 0)));
    expect(await remote.ready()).toBe('ready');
    expect(await failure(runtime.load(fixture('missing.mjs')))).toMatchObject({
      message: expect.stringContaining('missing.mjs'),
    });
    await expectHealthy(runtime, 100);
  });

  test('setup and teardown, once per machine', async () => {
    const log = join(tmpdir(), `pilfer-lifecycle-${process.pid}`);
    const module = fixture('lifecycle.mjs');
    const runtime = newRuntime({
      lifecycle: { module, setup: 'setup', teardown: 'teardown' },
      env: { ...process.env, LIFECYCLE_LOG: log },
    });
    const remote = runtime.module<{ wasSetUp(): boolean }>(module);
    expect(await remote.wasSetUp()).toBe(true);
    await until(() => readFileSync(log, 'utf8').split('\n').length === 3);
    await runtime.close();
    expect(readFileSync(log, 'utf8').split('\n').sort()).toEqual([
      '',
      'setup 1',
      'setup 2',
      'teardown 1',
      'teardown 2',
    ]);
    rmSync(log);
  });

  test('a setup that fails fails the tasks, and says why', async () => {
    const module = fixture('lifecycle.mjs');
    const runtime = newRuntime({ lifecycle: { module, setup: 'fails' } });
    expect(await failure(runtime.run(good.add, 1, 2))).toMatchObject({
      code: 'ERR_PILFER_WORKER_LOST',
      message: expect.stringContaining('setup failed'),
    });
  });

  test('events', async () => {
    const runtime = newRuntime();
    const lost: Loss[] = [];
    const stray: Error[] = [];
    const onStray = (error: Error): void => void stray.push(error);
    runtime.on('machineLost', (loss) => void lost.push(loss)).on('strayError', onStray);
    await failure(runtime.run(bad.exit, 3));
    await until(() => lost.length === 1);
    expect(lost[0]).toMatchObject({ exitCode: 3, culprit: undefined });
    await runtime.run(bad.strayThrow);
    await until(() => stray.length === 1);
    expect(stray[0]).toMatchObject({ name: 'OwnError', message: 'stray' });
    runtime.off('strayError', onStray);
    await runtime.run(bad.strayThrow);
    await expectHealthy(runtime, 100);
    expect(stray).toHaveLength(1);
  });

  test('runSync', async () => {
    const runtime = newRuntime();
    expect(runtime.runSync(good.add, 1, 2)).toBe(3);
    expect(runtime.runSync(good.pause, 20)).toBe(20);
    expect(() => runtime.runSync(bad.fail)).toThrow(expect.objectContaining({ code: 'E_OWN' }));
    expect(() => runtime.runSync(good.echo, () => 1)).toThrow(
      expect.objectContaining({ code: 'ERR_PILFER_ENCODE' }),
    );
    // Results of other tasks that come meanwhile are not lost.
    const others = [5, 10, 60].map((ms) => runtime.run(good.busy, ms));
    expect(runtime.runSync(good.busy, 20)).toBe(20);
    expect(await within(Promise.all(others))).toEqual([5, 10, 60]);
    expect(() => runtime.runSync(bad.exit, 3)).toThrow(
      expect.objectContaining({ code: 'ERR_PILFER_WORKER_LOST' }),
    );
    expect(runtime.runSync(good.add, 3, 4)).toBe(7);
    await expectHealthy(runtime);
    // The number of a thread that has exited is used again.
    for (let i = 0; i < 12; i++) await failure(runtime.run(bad.exit, 0));
    expect(runtime.runSync(good.pause, 60)).toBe(60);
  });

  test('runSync notices a machine that dies without a word', async () => {
    const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 };
    const runtime = newRuntime({ procs: 1, resourceLimits });
    expect(await runtime.run(good.add, 1, 2)).toBe(3);
    expect(() => runtime.runSync(bad.eatMemory)).toThrow(
      expect.objectContaining({ code: 'ERR_PILFER_WORKER_LOST' }),
    );
  });

  test('a machine with its fill of async tasks rests', async () => {
    const runtime = newRuntime({ procs: 1, asyncPerMachine: 2 });
    const gates = Array.from({ length: 8 }, () => cells());
    const held = gates.map((gate) => runtime.run(good.holdAsync, gate.buffer));
    await until(() => gates.filter((gate) => Atomics.load(gate, 0) === 1).length === 2);
    const before = runtime.stats().total.globalTakes;
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const rests = (performance.now() - start) / 5; // at least 5 ms each
    // Each time it looks through the queue of six, some of them in one batch.
    expect(runtime.stats().total.globalTakes - before).toBeLessThan(10 * (rests + 5));
    for (const gate of gates) {
      Atomics.store(gate, 1, 1);
      Atomics.notify(gate, 1);
    }
    await within(Promise.all(held));
  });

  test('await using', async () => {
    let runtime: Runtime;
    {
      await using scoped = new Runtime({ procs: 1 });
      runtime = scoped;
      expect(await scoped.run(good.add, 2, 2)).toBe(4);
    }
    expect(await failure(runtime.run(good.add, 1, 1))).toMatchObject({ code: 'ERR_PILFER_CLOSED' });
  });
});

test('machines that sleep in their event loops wake one another', async () => {
  const runtime = newRuntime();
  const { cells: words } = inside(runtime).memory;
  await runtime.broadcast(bad.leaveInterval); // which keeps both loops alive
  for (let round = 0; round < 5; round++) {
    await until(() => words[DOZING] === 0b110);
    const memory = new SharedArrayBuffer(4);
    const both = [runtime.run(good.meet, memory, 2), runtime.run(good.meet, memory, 2)];
    await within(Promise.all(both));
  }
});

test('a machine in a long callback holds up no task that another one could run', async () => {
  const runtime = newRuntime();
  const { cells: words } = inside(runtime).memory;
  const callbacks = new Int32Array(new SharedArrayBuffer(20)); // count, begin, busy, end, late
  await runtime.broadcast(bad.leaveLongCallback, callbacks.buffer);
  for (const number of [1, 2]) {
    await until(() => words[DOZING] === 0b110);
    Atomics.store(callbacks, 3, 0);
    Atomics.store(callbacks, 1, number);
    await until(() => Atomics.load(callbacks, 2) === 1);
    expect(words[DOZING]).toBe(0b110);
    expect(await within(runtime.run(good.add, 1, 2))).toBe(3);
    expect(Atomics.load(callbacks, 2)).toBe(1);
    Atomics.store(callbacks, 3, 1);
    Atomics.notify(callbacks, 3);
    await until(() => Atomics.load(callbacks, 2) === 0);
  }
  expect(Atomics.load(callbacks, 4)).toBe(0);
});

test('a task for machines that sleep begins before the turn that submits it ends', async () => {
  const runtime = newRuntime();
  const { cells: words } = inside(runtime).memory;
  await until(() => words[PARKED] === 0b110);
  const memory = new SharedArrayBuffer(4);
  const met = runtime.run(good.meet, memory, 1);
  expect(Atomics.wait(new Int32Array(memory), 0, 0, 20_000)).not.toBe('timed-out');
  await within(met);
});
