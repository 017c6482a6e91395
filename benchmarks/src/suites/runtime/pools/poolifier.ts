import { fileURLToPath } from 'node:url';
import { FixedThreadPool } from 'poolifier';
import type { Pool } from '../pool.js';

/** Poolifier. */
export function open(workers: number): Pool {
  const file = fileURLToPath(new URL('../poolifier.worker.js', import.meta.url));
  const pool = new FixedThreadPool<unknown, unknown>(workers, file);
  return {
    add: (a, b) => pool.execute([a, b], 'add') as Promise<number>,
    spend: (iterations) => pool.execute(iterations, 'spend') as Promise<number>,
    echo: (value) => pool.execute(value, 'echo'),
    touch: (shared) => pool.execute(shared, 'touch') as Promise<number>,
    close: () => pool.destroy(),
  };
}
