import { Piscina } from 'piscina';
import type { Pool } from '../pool.js';
import { contender, optionsFor } from './piscina-like.js';

/** Piscina, with options beside the number of threads: at most. */
export function open(
  workers: number,
  options: {
    readonly concurrentTasksPerWorker?: number;
    readonly recordTiming?: boolean;
    readonly minThreads?: number;
    readonly idleTimeout?: number;
  } = {},
): Pool {
  return contender(new Piscina({ ...optionsFor(workers), ...options }));
}
