/** A thread that sleeps on a cell, adds two numbers, and answers with a message. */

import { parentPort, workerData } from 'node:worker_threads';

const cells = workerData as Int32Array<SharedArrayBuffer>;

parentPort?.postMessage(0);
for (let turn = 0; ; turn++) {
  Atomics.wait(cells, 0, turn);
  parentPort?.postMessage((cells[1] as number) + (cells[2] as number));
}
