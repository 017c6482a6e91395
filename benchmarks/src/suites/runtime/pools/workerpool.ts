import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import type { Pool } from '../pool.js';

/** Workerpool. Its promises are its own: `then` makes them the language's. */
export function open(workers: number): Pool {
  const file = fileURLToPath(new URL('../workerpool.worker.js', import.meta.url));
  const pool = workerpool.pool(file, {
    workerType: 'thread',
    minWorkers: workers,
    maxWorkers: workers,
  });
  const call = (name: string, args: unknown[]): Promise<unknown> => pool.exec(name, args);
  return {
    add: (a, b) => call('add', [a, b]) as Promise<number>,
    spend: (iterations) => call('spend', [iterations]) as Promise<number>,
    echo: (value) => call('echo', [value]),
    touch: (shared) => call('touch', [shared]) as Promise<number>,
    close: async () => {
      await pool.terminate(true);
    },
  };
}
