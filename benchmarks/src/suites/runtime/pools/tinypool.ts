import { Tinypool } from 'tinypool';
import type { Pool } from '../pool.js';

/** Tinypool. */
export function open(workers: number): Pool {
  const pool = new Tinypool({
    filename: new URL('../one-argument.worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
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
