/** The thread of the pass in one thread: the plain loop that anybody would write first. */

import { parentPort, workerData } from 'node:worker_threads';
import { jobsOf } from './pass.js';
import type { FileReport } from './report.js';
import { shrink } from './shrink.tasks.js';

/** How often results are handed over. */
const POST_MS = 50;

let batch: FileReport[] = [];
let posted = performance.now();

function post(): void {
  parentPort?.postMessage(batch);
  batch = [];
  posted = performance.now();
}

for (const job of jobsOf(workerData as readonly string[])) {
  batch.push(shrink(job)); // outside of a runtime, a task is an ordinary function
  if (performance.now() - posted > POST_MS) post();
}
post();
