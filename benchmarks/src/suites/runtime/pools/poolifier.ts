import { fileURLToPath } from 'node:url';
import { DynamicThreadPool, FixedThreadPool, type PoolOptions } from 'poolifier';
import type { Worker } from 'node:worker_threads';
import { withOneArgument, type Pool } from '../pool.js';

/** Poolifier, with options beside the number of threads. */
export function open(workers: number, options: PoolOptions<Worker> = {}): Pool {
  const file = fileURLToPath(new URL('../poolifier.worker.js', import.meta.url));
  const pool = new FixedThreadPool<unknown, unknown>(workers, file, options);
  return contender(pool);
}

/** Poolifier's pool that grows and shrinks. */
export function openElastic(most: number): Pool {
  const file = fileURLToPath(new URL('../poolifier-elastic.worker.js', import.meta.url));
  return contender(new DynamicThreadPool<unknown, unknown>(1, most, file));
}

function contender(pool: FixedThreadPool): Pool {
  return withOneArgument((name, argument) => pool.execute(argument, name), {
    close: () => pool.destroy(),
  });
}
