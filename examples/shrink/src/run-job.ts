/** The job, from a folder to a summary; ended early, to the summary of what is done. */

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onAllCores, type SharedPass } from './all-cores.js';
import { inOneThread } from './one-thread.js';
import { UsageError, type Options } from './options.js';
import type { Pass } from './pass.js';
import type { Progress } from './progress.js';
import { summarise } from './summarise.js';
import type { Summary } from './summary.js';
import { sample, walk } from './walk.js';

/** This repository's own. */
const NODE_MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/**
 * Does the job.
 *
 * @throws UsageError if the path is no folder.
 */
export async function runJob(
  options: Options,
  progress: Progress,
  signal: AbortSignal,
): Promise<Summary> {
  const found = await walk(checkFolder(options.path ?? NODE_MODULES), signal);
  const paths = sample(found.paths, options.limit);
  let allCores: SharedPass | undefined;
  let oneThread: Pass | undefined;
  const pass = (label: string) => {
    const told = progress.begin(label, paths.length);
    return { paths, signal, onReport: ({ size }: { readonly size: number }) => told(size) };
  };
  if (paths.length > 0 && !signal.aborted) {
    allCores = await onAllCores(pass('all cores'), options.procs);
    if (options.check && !isAborted(signal)) oneThread = await inOneThread(pass('one thread'));
  }
  return summarise({ found, paths, allCores, oneThread, interrupted: signal.aborted });
}

/** Asked anew each time: it changes while others are awaited. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function checkFolder(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${path}: there is no such folder`);
  if (!stats.isDirectory()) throw new UsageError(`${path}: expected a folder, this is a file`);
  return path;
}
