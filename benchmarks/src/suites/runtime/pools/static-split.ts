import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Share } from '../message.worker.js';
import type { Split } from '../pool.js';

/** Gives each thread every n-th task of the list, in one message. */
export function open(workers: number): Split {
  const threads = Array.from(
    { length: workers },
    () => new Worker(new URL('../message.worker.js', import.meta.url)),
  );
  return {
    async sum(work, list) {
      const sums = threads.map(async (worker, first) => {
        const share: Share = { work, list: list.filter((_, i) => i % workers === first) };
        worker.postMessage(share);
        const [sum] = (await once(worker, 'message')) as [number];
        return sum;
      });
      return (await Promise.all(sums)).reduce((a, b) => a + b);
    },
    close: () => Promise.all(threads.map((worker) => worker.terminate())),
  };
}
