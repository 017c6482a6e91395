/** A thread that waits on one cell and answers in the other: what a switch between two threads costs. */

import { workerData } from 'node:worker_threads';

const cells = workerData as Int32Array<SharedArrayBuffer>;

for (let turn = 0; ; turn++) {
  while (Atomics.load(cells, 0) === turn) Atomics.wait(cells, 0, turn);
  Atomics.store(cells, 1, turn + 1);
  Atomics.notify(cells, 1);
}
