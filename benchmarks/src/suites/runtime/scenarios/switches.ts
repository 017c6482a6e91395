/** What it costs to go from one piece of work to the next, by how far apart they are. */

import { Worker } from 'node:worker_threads';
import { Runtime } from '@pilfer/scheduler';
import { median } from '../../../statistics.js';
import { family } from '../family.tasks.js';
import type { Call } from '../message.worker.js';
import { ours } from '../ours.tasks.js';
import { WORKERS, type Figures, type Setting } from '../scenario.js';

/** Nanoseconds each: medians of five. Message, task and thread: there and back, one at a time. */
export async function switches({ smoke }: Setting): Promise<Figures> {
  const some = smoke ? 100 : 3000;
  const runtime = new Runtime({ procs: WORKERS });
  const worker = new Worker(new URL('../message.worker.js', import.meta.url));
  const call: Call = { work: 'add', args: [1, 2] };
  const message = (): Promise<unknown> =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.postMessage(call);
    });
  const figures = {
    call: await time(some * 100, (times) => Promise.resolve(callTimes(times))),
    promise: await time(some * 10, async (times) => {
      for (let i = 0; i < times; i++) await Promise.resolve();
    }),
    immediate: await time(some, async (times) => {
      for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
    }),
    fork: await time(1, () => runtime.run(family.forked, smoke ? 8 : 25)),
    task: await time(some, async (times) => {
      for (let i = 0; i < times; i++) await runtime.run(ours.add, i, 1);
    }),
    message: await time(some, async (times) => {
      for (let i = 0; i < times; i++) await message();
    }),
    thread: await time(smoke ? 1 : 8, async (times) => {
      for (let i = 0; i < times; i++) await startThread();
    }),
  };
  await worker.terminate();
  await runtime.close();
  return { ...figures, fork: figures.fork / (family.calls(smoke ? 8 : 25) / 2) };
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

async function startThread(): Promise<void> {
  const worker = new Worker(new URL('../message.worker.js', import.meta.url));
  await new Promise((resolve) => worker.once('online', resolve));
  await worker.terminate();
}
