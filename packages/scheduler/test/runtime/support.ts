import { afterAll, afterEach, expect } from '@jest/globals';
import { Runtime, type RuntimeOptions } from '@pilfer/scheduler';
import { collectGarbage } from '../collect-garbage.js';
import { good } from './fixtures/tasks.mjs';

/** The URL of a fixture. */
export function fixture(name: string): URL {
  return new URL(`fixtures/${name}`, import.meta.url);
}

const open: Runtime[] = [];

/** A runtime that is closed when the test is over. */
export function newRuntime(options: RuntimeOptions = {}): Runtime {
  // Small: many runtimes live in one test process, and each reserves its memory.
  const runtime = new Runtime({ procs: 2, closeTimeout: 5000, memory: 2 ** 26, ...options });
  open.push(runtime);
  return runtime;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((runtime) => runtime.close({ now: true })));
});

afterAll(() => collectGarbage());

/** How a promise settled. Fields of an error are read now: it may be of another realm. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly error: Error & Readonly<Record<string, unknown>>; readonly thrown: unknown };

/** Waits for a promise; fails the test if it stays pending. */
export async function outcome(promise: Promise<unknown>, ms = 60_000): Promise<Outcome> {
  const settled = promise.then(
    (value) => ({ value }),
    (thrown: unknown) => ({ error: thrown as never, thrown }),
  );
  return within(settled, ms);
}

/** Waits for a promise; fails the test if it stays pending. */
export async function within<T>(promise: Promise<T>, ms = 60_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still pending after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The error that a promise is rejected with. */
export async function failure(
  promise: Promise<unknown>,
  ms?: number,
): Promise<Error & Readonly<Record<string, unknown>>> {
  const settled = await outcome(promise, ms);
  if ('error' in settled) return settled.error;
  throw new Error(`expected a rejection, received ${JSON.stringify(settled.value)}`);
}

/** Waits until something is so; fails the test if it never is. */
export async function until(what: () => boolean, ms = 60_000): Promise<void> {
  for (const end = performance.now() + ms; !what();) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Shared cells to see from outside what tasks do. */
export function cells(count = 4): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

/** What the tests look at inside a runtime. */
export interface Inside {
  readonly core: {
    readonly live: number;
    readonly waiting: number;
    readonly submitter: { readonly used: number };
  };
  readonly crew: {
    readonly hands: ReadonlyMap<number, { readonly machine: { terminate(): void } }>;
    /** What dead threads have left. */
    readonly estates: { readonly submitters: readonly { readonly used: number }[] };
    terminate(thread: number, culprit: string): void;
  };
  readonly memory: { readonly cells: Int32Array; readonly bytes: Uint8Array };
}

/** Looks inside a runtime. */
export function inside(runtime: Runtime): Inside {
  return Reflect.get(Reflect.get(runtime, 'backend') as object, 'parts') as Inside;
}

/** Runs a bad task among 20 innocent ones, and sees that nobody else is hurt. */
export async function amongInnocents(
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

/** All machines are back, all tasks come back right, and nothing is left over. */
export async function expectHealthy(runtime: Runtime, tasks = 1000): Promise<void> {
  const sums = await within(
    Promise.all(Array.from({ length: tasks }, (_, i) => runtime.run(good.add, i, 1))),
  );
  expect(sums).toEqual(Array.from({ length: tasks }, (_, i) => i + 1));
  // As many tasks run at the same time as there are processors.
  const { procs } = runtime.stats();
  const memory = new SharedArrayBuffer(4);
  await within(
    Promise.all(Array.from({ length: procs }, () => runtime.run(good.meet, memory, procs))),
  );
  expect(runtime.stats()).toMatchObject({ live: 0, waiting: 0 });
  expect(runtime.stats().total.backstops).toBe(0);
}
