import { Worker } from 'node:worker_threads';
import { wrap, type Remote } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { withArguments, type Pool } from '../pool.js';
import type { WorkName } from '../work.js';

type Exposed = Record<WorkName, (...args: unknown[]) => unknown>;

/** Comlink has no pool: calls are dealt to its threads in turn. */
export function open(workers: number): Pool {
  const threads = Array.from(
    { length: workers },
    () => new Worker(new URL('../comlink.worker.js', import.meta.url)),
  );
  const remotes = threads.map((worker): Remote<Exposed> => wrap<Exposed>(nodeEndpoint(worker)));
  let turn = 0;
  return withArguments(
    (name, args) => {
      const remote = remotes[turn++ % workers] as Remote<Exposed>;
      return (remote[name] as (...args: unknown[]) => Promise<unknown>)(...args);
    },
    { close: () => Promise.all(threads.map((worker) => worker.terminate())) },
  );
}
