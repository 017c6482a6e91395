import { fileURLToPath } from 'node:url';
import { Worker } from 'jest-worker';
import { withArguments, type Pool } from '../pool.js';
import type { WorkName } from '../work.js';

type Farm = Worker & Readonly<Record<WorkName, (...args: unknown[]) => Promise<unknown>>>;

/** jest-worker on threads. It calls a module's exports, with their arguments as they are. */
export function open(workers: number): Pool {
  const farm = new Worker(fileURLToPath(new URL('../plain.worker.js', import.meta.url)), {
    enableWorkerThreads: true,
    numWorkers: workers,
    exposedMethods: ['add', 'spend', 'echo', 'touch', 'job', 'fault'],
  }) as Farm;
  return withArguments((name, args) => farm[name](...args), { close: () => farm.end() });
}
