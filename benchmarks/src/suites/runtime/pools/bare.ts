import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Pool } from '../pool.js';

/** The least that a call to a sleeping thread takes: notify there, a message back. */
export async function open(): Promise<Pick<Pool, 'add' | 'close'>> {
  const cells = new Int32Array(new SharedArrayBuffer(12));
  const worker = new Worker(new URL('../bare.worker.js', import.meta.url), { workerData: cells });
  await once(worker, 'message');
  let resolve: (sum: number) => void = () => undefined;
  worker.on('message', (sum: number) => resolve(sum));
  return {
    add: (a, b) =>
      new Promise((settle) => {
        resolve = settle;
        cells[1] = a;
        cells[2] = b;
        Atomics.add(cells, 0, 1);
        Atomics.notify(cells, 0);
      }),
    close: () => worker.terminate(),
  };
}
