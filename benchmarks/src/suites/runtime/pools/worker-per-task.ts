import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Call } from '../message.worker.js';
import { withArguments, type Pool } from '../pool.js';

/** What needs no pool: a new thread for each task, as many as there are tasks. */
export function open(): Pool {
  return withArguments(
    async (work, args) => {
      const worker = new Worker(new URL('../message.worker.js', import.meta.url));
      const call: Call = { work, args };
      worker.postMessage(call);
      const [value] = (await once(worker, 'message')) as [unknown];
      void worker.terminate();
      return value;
    },
    { close: () => Promise.resolve() },
  );
}
