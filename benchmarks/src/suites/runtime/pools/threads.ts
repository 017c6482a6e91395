import { Pool as ThreadPool, spawn, Worker } from 'threads';
import { withArguments, type Pool } from '../pool.js';
import type { WorkName } from '../work.js';

type Thread = Readonly<Record<WorkName, (...args: unknown[]) => Promise<unknown>>>;

/** threads.js: a pool of spawned modules; a task is a function that is given one of them. */
export function open(workers: number): Pool {
  // The path is relative to this file: it reads it off the stack.
  const pool = ThreadPool(() => spawn<Thread>(new Worker('../threads.worker.js')), workers);
  return withArguments(async (name, args) => pool.queue((thread) => thread[name](...args)), {
    close: () => pool.terminate(true),
  });
}
