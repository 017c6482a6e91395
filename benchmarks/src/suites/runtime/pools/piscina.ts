import { Piscina } from 'piscina';
import type { Pool } from '../pool.js';

/** Piscina, with options beside the number of threads. */
export function open(
  workers: number,
  options: { readonly concurrentTasksPerWorker?: number; readonly recordTiming?: boolean } = {},
): Pool {
  const pool = new Piscina({
    filename: new URL('../one-argument.worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    ...options,
  });
  const [add, spend, echo, touch] = ['add', 'spend', 'echo', 'touch'].map((name) => ({ name }));
  return {
    add: (a, b) => pool.run([a, b], add) as Promise<number>,
    spend: (iterations) => pool.run(iterations, spend) as Promise<number>,
    echo: (value) => pool.run(value, echo) as Promise<unknown>,
    touch: (shared) => pool.run(shared, touch) as Promise<number>,
    close: () => pool.destroy(),
  };
}
