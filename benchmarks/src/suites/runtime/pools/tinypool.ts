import { Tinypool } from 'tinypool';
import { FAULT_LIMIT_MS, withOneArgument, type Pool } from '../pool.js';
import { OPTIONS } from './names.js';

/** Tinypool. */
export function open(workers: number): Pool {
  const pool = new Tinypool({
    filename: new URL('../one-argument.worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
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
