import { withArguments, type Pool } from '../pool.js';
import { WORK } from '../work.js';

/** No threads at all: a promise per task, on the main thread. */
export function open(): Pool {
  return withArguments(
    async (name, args) => {
      await Promise.resolve();
      return (WORK[name] as (...args: unknown[]) => unknown)(...args);
    },
    { close: () => Promise.resolve() },
  );
}
