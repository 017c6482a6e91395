import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { Runtime, type RuntimeOptions } from '@pilfer/scheduler';
import {
  checkTrace,
  decodeTraceFile,
  Kind,
  kindName,
  Outcome,
  StopReason,
  type Trace,
} from '@pilfer/scheduler/trace';
import { forks } from '../runtime/fixtures/fork-tasks.mjs';
import { good } from '../runtime/fixtures/tasks.mjs';

const runtimes: Runtime[] = [];
function start(options: RuntimeOptions = {}): Runtime {
  const runtime = new Runtime({ procs: 2, memory: 2 ** 24, ...options });
  runtimes.push(runtime);
  return runtime;
}
afterEach(async () => {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close({ now: true })));
});

/** How many events there are of each kind. */
function counts(trace: Trace): Record<string, number> {
  const all: Record<string, number> = {};
  const event = trace.cursor();
  while (event.next()) {
    const name = kindName(event.kind);
    all[name] = (all[name] ?? 0) + 1;
  }
  return all;
}

/** The outcomes with which tasks ended, sorted. */
function outcomes(trace: Trace): number[] {
  const all: number[] = [];
  const event = trace.cursor();
  while (event.next()) if (event.kind === Kind.end) all.push(event.a);
  return all.toSorted((one, other) => one - other);
}

const square = (x: number): number => x * x;
const work = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

test('a recording from start to end is a sound trace of every task', async () => {
  const runtime = start();
  const recording = runtime.record({ title: 'squares' });
  await Promise.all(Array.from({ length: 500 }, (_, n) => runtime.run(square, n)));
  const { total } = runtime.stats();
  await runtime.close();
  const trace = recording.stop();
  expect(checkTrace(trace)).toEqual([]);
  expect(trace.info).toMatchObject({ source: 'runtime', title: 'squares' });
  const { steal = 0, ...others } = counts(trace);
  expect(others).toMatchObject({ create: 500, start: 500, end: 500, settle: 500, runStop: 1 });
  expect(others).toMatchObject({ machineStart: 2, procAcquire: 2, machineStop: 2 });
  expect(steal).toBe(total.stolen);
  expect(trace.a(trace.length - 1)).toBe(StopReason.drained);
});

test('nested, async, failed and cancelled tasks are sound too', async () => {
  const runtime = start();
  const recording = runtime.record();
  const nested = runtime.run(good.deep, 5);
  const slow = runtime.run(async () => new Promise((resolve) => setTimeout(resolve, 20)));
  const failed = runtime.run((): void => {
    throw new Error('expected');
  });
  const controller = new AbortController();
  controller.abort();
  const aborted = runtime.with({ signal: controller.signal }).run(square, 1);
  const settled = await Promise.allSettled([nested, slow, failed, aborted]);
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ]);
  await runtime.close();
  const trace = recording.stop();
  expect(checkTrace(trace)).toEqual([]);
  expect(counts(trace)).toMatchObject({ create: 8, start: 8, end: 8 });
  expect(outcomes(trace).filter((each) => each === Outcome.threw)).toHaveLength(1);
});

test('forks that were stolen, taken back or dropped are sound; their numbers are those of stats', async () => {
  const runtime = start({ procs: 3 });
  const recording = runtime.record();
  for (let round = 0; round < 20; round++) await runtime.run(forks.fib, 24);
  await expect(runtime.run(forks.failsAmong, 200)).rejects.toThrow('expected');
  const { total } = runtime.stats();
  await runtime.close();
  const trace = recording.stop();
  expect(checkTrace(trace)).toEqual([]);
  const { expose = 0, joinBegin = 0, joinEnd = 0 } = counts(trace);
  expect(expose).toBe(total.exposed);
  expect(joinEnd).toBe(joinBegin);
});

test('a task that is stopped with its thread: the P goes on with another machine', async () => {
  const runtime = start({ procs: 1 });
  const recording = runtime.record();
  await expect(
    runtime.with({ timeout: 50 }).run(() => {
      for (;;);
    }),
  ).rejects.toThrow('timeout of 50 ms exceeded');
  expect(await runtime.run(square, 3)).toBe(9);
  await runtime.close();
  const trace = recording.stop();
  expect(checkTrace(trace)).toEqual([]);
  expect(counts(trace)).toMatchObject({ machineLost: 1, machineStart: 2, create: 2 });
});

test('a recording that begins and ends in the middle of things is sound', async () => {
  const runtime = start();
  const before = [...Array(40).keys()].map(() => runtime.run(work, 1));
  await Promise.all(before.slice(0, 4));
  const recording = runtime.record();
  const during = [...Array(40).keys()].map(() => runtime.run(work, 1));
  await Promise.all(during.slice(0, 4));
  const trace = recording.stop();
  expect(checkTrace(trace)).toEqual([]);
  expect(recording.stop()).toBe(trace);
  expect(trace.endTime).toBeGreaterThan(0);
  await Promise.all([...before, ...during]);
});

test('machines that sleep throughout are there', async () => {
  const runtime = start();
  await runtime.run(square, 2);
  const recording = runtime.record();
  expect(counts(recording.stop())).toMatchObject({ machineStart: 2, procAcquire: 2 });
});

test('one recording follows another; two at a time are refused', async () => {
  const runtime = start();
  const first = runtime.record();
  expect(() => runtime.record()).toThrow('record: a recording is on already; stop() it first');
  await runtime.run(square, 1);
  const one = first.stop();
  await runtime.run(square, 2);
  const second = runtime.record();
  await runtime.run(square, 3);
  const other = second.stop();
  expect(counts(one)['create']).toBe(1);
  expect(counts(other)['create']).toBe(1);
  expect(checkTrace(other)).toEqual([]);
});

test('beyond its limit a recording counts what it does not keep', async () => {
  const runtime = start();
  const recording = runtime.record({ maxEvents: 100 });
  await Promise.all(Array.from({ length: 200 }, (_, n) => runtime.run(square, n)));
  recording.stop();
  expect(recording.events).toBe(100);
  expect(recording.beyondLimit).toBeGreaterThan(400);
});

test('a flight recorder keeps the latest past', async () => {
  const runtime = start();
  const recording = runtime.record({ keep: 20 });
  let count = 0;
  let kept: number;
  do {
    await runtime.run(work, 1);
    count++;
    const trace = recording.snapshot();
    expect(checkTrace(trace)).toEqual([]);
    kept = counts(trace)['end'] ?? 0;
    expect(kept).toBeGreaterThan(0);
  } while (kept === count);
  expect(recording.isOn).toBe(true);
});

test.each([
  [
    { titel: 'x' },
    TypeError,
    'record.titel: there is no such option; there are title, keep, maxEvents',
  ],
  [{ title: 3 }, TypeError, 'record.title: expected a string, received 3'],
  [{ keep: 0 }, RangeError, 'record.keep: expected milliseconds from 1, received 0'],
  [{ maxEvents: 1.5 }, RangeError, 'record.maxEvents: expected an integer from 1, received 1.5'],
  [null, TypeError, 'record: expected an object, received null'],
])('the options %j are refused', (options, type, message) => {
  const runtime = start({ procs: 1 });
  expect(() => runtime.record(options as never)).toThrow(message);
  expect(() => runtime.record(options as never)).toThrow(type);
});

test('with inlineMode there is nothing to record', () => {
  const runtime = start({ inlineMode: true });
  expect(() => runtime.record()).toThrow('record: with inlineMode there are no machines to record');
});

test('PILFER_RECORD writes each runtime to a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pilfer-record-'));
  process.env['PILFER_RECORD'] = join(folder, 'run.pilfer');
  try {
    const one = start();
    const other = start();
    await one.run(square, 1);
    await other.run(square, 2);
    await one.close();
    await other.close();
    for (const name of ['run.pilfer', 'run.2.pilfer']) {
      const { trace, problem } = decodeTraceFile(readFileSync(join(folder, name)));
      expect(problem).toBeUndefined();
      expect(checkTrace(trace)).toEqual([]);
      expect(counts(trace)['end']).toBe(1);
    }
  } finally {
    delete process.env['PILFER_RECORD'];
    rmSync(folder, { recursive: true });
  }
});

function isWhole(path: string): boolean {
  try {
    return decodeTraceFile(readFileSync(path)).problem === undefined;
  } catch {
    return false;
  }
}

test.each(['SIGINT', 'SIGTERM', 'SIGUSR2'] as const)(
  'PILFER_RECORD: %s to a process that does not listen to it writes what there is',
  async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'pilfer-record-'));
    const path = join(folder, 'run.pilfer');
    const program = new URL('../runtime/fixtures/runs-on.mjs', import.meta.url);
    const env = { ...process.env, NODE_OPTIONS: '', PILFER_RECORD: path };
    const child = spawn(process.execPath, [fileURLToPath(program)], { env });
    try {
      const ended = new Promise((resolve) => {
        child.on('close', (_, by) => resolve(by));
      });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      child.kill(signal);
      if (signal === 'SIGUSR2') {
        // It goes on, and writes for a while.
        while (!isWhole(path)) await new Promise((resolve) => setTimeout(resolve, 10));
        child.kill('SIGKILL');
        expect(await ended).toBe('SIGKILL');
      } else expect(await ended).toBe(signal);
      const { trace, problem } = decodeTraceFile(readFileSync(path));
      expect(problem).toBeUndefined();
      expect(checkTrace(trace)).toEqual([]);
      expect(counts(trace)).toMatchObject({ create: 1, end: 1, settle: 1 });
    } finally {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
