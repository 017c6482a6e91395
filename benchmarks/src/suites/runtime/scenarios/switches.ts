/** What it costs to go from one piece of work to the next, by how far apart they are. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Runtime } from '@pilfer/scheduler';
import { median } from '../../../statistics.js';
import { family } from '../family.tasks.js';
import type { Call } from '../message.worker.js';
import { ours } from '../ours.tasks.js';
import { WORKERS, type Figures, type Setting } from '../scenario.js';

/**
 * Medians of five: nanoseconds; of a task, threads that wake each other and a message, microseconds
 * there and back, one at a time; of a new thread, milliseconds.
 */
export async function switches({ smoke }: Setting): Promise<Figures> {
  const some = smoke ? 100 : 3000;
  const runtime = new Runtime({ procs: WORKERS });
  const worker = new Worker(new URL('../message.worker.js', import.meta.url));
  const echo = await Echo.start();
  const call: Call = { work: 'add', args: [1, 2] };
  const message = (): Promise<unknown> =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.postMessage(call);
    });
  const depth = smoke ? 8 : 25;
  const figures = {
    call: await time(some * 100, (times) => Promise.resolve(callTimes(times))),
    generator: await time(some * 100, (times) => Promise.resolve(resumeTimes(times))),
    promise: await time(some * 10, async (times) => {
      for (let i = 0; i < times; i++) await Promise.resolve();
    }),
    immediate: await time(some, async (times) => {
      for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
    }),
    fork: await time(family.calls(depth) / 2, () => runtime.run(family.forked, depth)),
    task: await time(some, async (times) => {
      for (let i = 0; i < times; i++) await runtime.run(ours.add, i, 1);
    }),
    wake: await time(some, (times) => {
      echo.call(times);
      return Promise.resolve();
    }),
    message: await time(some, async (times) => {
      for (let i = 0; i < times; i++) await message();
    }),
    thread: await time(smoke ? 1 : 8, async (times) => {
      for (let i = 0; i < times; i++) await startThread();
    }),
  };
  await Promise.all([worker.terminate(), echo.close(), runtime.close()]);
  const { task, wake, thread } = figures;
  return {
    ...figures,
    task: task / 1e3,
    wake: wake / 1e3,
    message: figures.message / 1e3,
    thread: thread / 1e6,
  };
}

/** Two threads of which always one waits for the other. */
class Echo {
  private turn = 0;
  private readonly cells = new Int32Array(new SharedArrayBuffer(8));
  private readonly worker = new Worker(new URL('../echo.worker.js', import.meta.url), {
    workerData: this.cells,
  });

  static async start(): Promise<Echo> {
    const echo = new Echo();
    await once(echo.worker, 'online');
    return echo;
  }

  /** Wakes the other thread and waits for its answer, so many times. */
  call(times: number): void {
    for (let i = 0; i < times; i++) {
      const before = this.turn++;
      Atomics.store(this.cells, 0, this.turn);
      Atomics.notify(this.cells, 0);
      while (Atomics.load(this.cells, 1) === before) Atomics.wait(this.cells, 1, before);
    }
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

async function time(times: number, work: (times: number) => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let round = 0; round < 6; round++) {
    const begun = performance.now();
    await work(times);
    all.push(((performance.now() - begun) * 1e6) / times);
  }
  return median(all.slice(1));
}

/** More functions at one place than V8 inlines there: so that these are calls. */
const FUNCTIONS = Array.from({ length: 8 }, (_, k) => (sum: number, i: number) => (sum ^ k) + i);

function callTimes(times: number): number {
  let sum = 0;
  for (let i = 0; i < times; i++) {
    sum = (FUNCTIONS[i & 7] as (sum: number, i: number) => number)(sum, i) | 0;
  }
  return sum;
}

function resumeTimes(times: number): number {
  let sum = 0;
  for (const i of numbers(times)) sum = (sum + i) | 0;
  return sum;
}

function* numbers(end: number): Generator<number, void> {
  for (let i = 0; i < end; i++) yield i;
}

async function startThread(): Promise<void> {
  const worker = new Worker(new URL('../message.worker.js', import.meta.url));
  await new Promise((resolve) => worker.once('online', resolve));
  await worker.terminate();
}
