/**
 * The pass in one thread, to compare with: results and time.
 *
 * The loop has a thread of its own, without the runtime, because the main thread has to stay
 * responsive: Ctrl-C works in the middle of a big file too.
 */

import { Worker } from 'node:worker_threads';
import { Stopwatch, type Pass, type PassOptions } from './pass.js';
import type { FileReport } from './report.js';

/** Runs the pass in one thread. */
export async function inOneThread(options: PassOptions): Promise<Pass> {
  const { paths, signal } = options;
  const stopwatch = new Stopwatch(options);
  if (signal.aborted) return stopwatch.stop();
  const worker = new Worker(new URL('./one-thread.worker.js', import.meta.url), {
    name: 'one thread',
    workerData: paths,
  });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  worker.on('message', (batch: readonly FileReport[]) => {
    for (const report of batch) stopwatch.add(report);
  });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
  signal.removeEventListener('abort', stop);
  return stopwatch.stop();
}
