/**
 * The pass on all cores.
 *
 * Files go in as they were found: nobody sorts them by size or deals them out. A processor that is
 * busy with a big one for seconds loses the rest of its queue to the others, which steal it; that
 * is what keeps all of them busy to the end.
 */

import { Runtime } from '@pilfer/scheduler';
import { jobsOf, Stopwatch, type Pass, type PassOptions } from './pass.js';
import { shrink } from './shrink.tasks.js';

/** What one processor did. */
interface Processor {
  readonly tasks: number;
  /** Of these, taken from another processor's queue. */
  readonly stolen: number;
  readonly busyMs: number;
}

/** The pass on all cores, with what each of them did. */
export interface SharedPass extends Pass {
  readonly processors: readonly Processor[];
}

/**
 * Files under way at the same time. Only paths and figures wait in the queues, so many may; with
 * few, the processors would have next to nothing to steal from each other.
 */
const CONCURRENCY = 512;

/** Runs the pass on `procs` processors; by default one per usable core. */
export async function onAllCores(
  options: PassOptions,
  procs: number | undefined,
): Promise<SharedPass> {
  const { paths, signal } = options;
  const stopwatch = new Stopwatch(options);
  const runtime = new Runtime({ name: 'shrink', ...(procs !== undefined && { procs }) });
  try {
    const reports = runtime
      .with({ signal })
      .map(shrink, jobsOf(paths), { concurrency: CONCURRENCY, ordered: false });
    for await (const report of reports) stopwatch.add(report);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    // After an interruption, big files may still be under way.
    await runtime.close({ now: signal.aborted });
  }
  const pass = stopwatch.stop();
  const processors = runtime.stats().perP.map(({ run, stolen, busyMs }) => ({
    tasks: run,
    stolen,
    busyMs,
  }));
  return { ...pass, processors };
}
