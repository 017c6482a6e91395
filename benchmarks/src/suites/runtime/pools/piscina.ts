import { Piscina } from 'piscina';
import type { Pool } from '../pool.js';
import { contender, optionsFor } from './piscina-like.js';

/** Piscina, with options beside the number of threads. */
export function open(
  workers: number,
  options: { readonly concurrentTasksPerWorker?: number; readonly recordTiming?: boolean } = {},
): Pool {
  return contender(new Piscina({ ...optionsFor(workers), ...options }));
}
