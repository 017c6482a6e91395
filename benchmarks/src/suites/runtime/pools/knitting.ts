import { withOneArgument, type Pool } from '../pool.js';
import type { WorkName } from '../work.js';

/** Of the package `@vixeny/knitting`, which is on jsr.io and needs Node 22. */
interface Knitting {
  readonly createPool: (options: { threads: number }) => (tasks: object) => {
    readonly call: Readonly<Record<WorkName, (argument: unknown) => Promise<unknown>>>;
    readonly shutdown: () => unknown;
  };
}

/** Not a literal: it need not be installed. */
const PACKAGE: string = '@vixeny/knitting';

/** Knitting: calls go through shared memory, and its threads spin. */
export async function open(workers: number): Promise<Pool> {
  const { createPool } = (await import(PACKAGE)) as Knitting;
  const { knittingTasks } = await import('../knitting.worker.js');
  const { call, shutdown } = createPool({ threads: workers })(knittingTasks);
  return withOneArgument((name, argument) => call[name](argument), {
    close: () => Promise.resolve(shutdown()),
  });
}
