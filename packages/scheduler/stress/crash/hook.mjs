// @ts-check
/**
 * What the build with hooks calls at each step: dies there, if it was told to. The main thread tells
 * by a few shared cells (see control.mjs), which Node hands to every thread that starts.
 */
import { getEnvironmentData, isMainThread, threadId, workerData } from 'node:worker_threads';
import { ARMED, KEY, LETS_GO, MODE, PASSED, PASSES, SELF, VICTIM } from './control.mjs';

const told = /** @type {{ cells?: SharedArrayBuffer } | undefined} */ (getEnvironmentData(KEY));
const cells = isMainThread || told?.cells === undefined ? undefined : new Int32Array(told.cells);

/** @param {number} step */
export function crashAt(step) {
  if (cells === undefined) return;
  Atomics.add(cells, PASSED + step, 1);
  if (Atomics.load(cells, ARMED) !== step) return;
  if (Atomics.sub(cells, PASSES, 1) !== 1) return; // not yet, or somebody else has died here
  Atomics.store(cells, VICTIM, workerData?.thread ?? threadId);
  if (Atomics.load(cells, MODE) === SELF) process.exit(33);
  for (;;) Atomics.wait(cells, LETS_GO, 0); // until it is terminated
}
