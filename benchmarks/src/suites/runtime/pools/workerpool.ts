import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { FAULT_LIMIT_MS, withArguments, type Pool } from '../pool.js';

/** Workerpool. Its promises are its own: `then` makes them the language's. */
export function open(workers: number): Pool {
  const file = fileURLToPath(new URL('../workerpool.worker.js', import.meta.url));
  const pool = workerpool.pool(file, {
    workerType: 'thread',
    minWorkers: workers,
    maxWorkers: workers,
  });
  return withArguments((name, args): Promise<unknown> => pool.exec(name, args), {
    fault: (kind): Promise<unknown> => pool.exec('fault', [kind]).timeout(FAULT_LIMIT_MS),
    close: async () => {
      await pool.terminate(true);
    },
  });
}
