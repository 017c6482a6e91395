/** What a pool takes for itself: memory, time to start, processor time while it is idle. */

import { expectAnswer, keepBusy, warmUp, type Figures, type Setting } from '../scenario.js';
import { openPool } from './open.js';

/** Small tasks that are queued for the heap's sake. */
const QUEUED = 100_000;

/** Growth of the main thread's heap per queued task, its promise included. */
export async function heap({ contender, smoke }: Setting): Promise<Figures> {
  const count = smoke ? 1000 : QUEUED;
  const pool = await openPool(contender);
  await warmUp(pool, smoke ? 20 : 200);
  const promises = new Array<Promise<number> | undefined>(count).fill(undefined);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < count; i++) promises[i] = pool.add(i, 1);
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  // Some pools need minutes for the rest. The process ends without them.
  expectAnswer('first answer', 1, await promises[0]);
  return { bytes };
}

/** From the start of the process, Node's own boot included, to the first answer. */
export async function start({ contender }: Setting): Promise<Figures> {
  const pool = await openPool(contender);
  expectAnswer('add', 3, await pool.add(1, 2));
  const milliseconds = performance.now(); // since the process started
  return { milliseconds };
}

/** Resident memory, once each thread has done something. */
export async function resident({ contender, smoke, workers }: Setting): Promise<Figures> {
  const pool = await openPool(contender, workers);
  await keepBusy(workers * 4, smoke ? 10 : 200, () => pool.spend(1_000_000));
  await new Promise((resolve) => setTimeout(resolve, smoke ? 10 : 300));
  return { megabytes: process.memoryUsage.rss() / 1e6 };
}

/** Processor time of a pool that has nothing to do, as a share of one core. */
export async function idle({ contender, smoke }: Setting): Promise<Figures> {
  const pool = await openPool(contender);
  await warmUp(pool, smoke ? 20 : 100);
  await new Promise((resolve) => setTimeout(resolve, smoke ? 10 : 300));
  const before = process.cpuUsage();
  const begun = performance.now();
  await new Promise((resolve) => setTimeout(resolve, smoke ? 50 : 2000));
  const { user, system } = process.cpuUsage(before);
  return { percent: (user + system) / 10 / (performance.now() - begun) };
}
