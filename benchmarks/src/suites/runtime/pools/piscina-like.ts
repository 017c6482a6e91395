import { FAULT_LIMIT_MS, withOneArgument, type Pool } from '../pool.js';
import { OPTIONS } from './names.js';

/** What piscina and tinypool, which comes from it, have in common. */
interface PiscinaLike {
  run(argument: unknown, options: { name: string; signal?: AbortSignal }): Promise<unknown>;
  destroy(): Promise<void>;
}

/** Their options: a fixed number of threads. */
export function optionsFor(workers: number): {
  readonly filename: string;
  readonly minThreads: number;
  readonly maxThreads: number;
} {
  return {
    filename: new URL('../one-argument.worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  };
}

/** One of them as a contender. */
export function contender(pool: PiscinaLike): Pool {
  return withOneArgument((name, argument) => pool.run(argument, OPTIONS[name]), {
    fault: (kind) =>
      pool.run(kind, { ...OPTIONS.fault, signal: AbortSignal.timeout(FAULT_LIMIT_MS) }),
    close: () => pool.destroy(),
  });
}
