import { Piscina } from 'piscina';
import { FAULT_LIMIT_MS, withOneArgument, type Pool } from '../pool.js';
import { OPTIONS } from './names.js';

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
  return withOneArgument(
    (name, argument) => pool.run(argument, OPTIONS[name]) as Promise<unknown>,
    {
      fault: (kind) =>
        pool.run(kind, {
          ...OPTIONS.fault,
          signal: AbortSignal.timeout(FAULT_LIMIT_MS),
        }) as Promise<unknown>,
      close: () => pool.destroy(),
    },
  );
}
