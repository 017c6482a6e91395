/** Contests of the global queue. */

import { GlobalQueue, globalQueueBytes } from '@pilfer/deque';
import type { Contest } from '../../interleave.js';
import { bareCells, BEHIND, FIRST, inTurns, LOOPS, SECOND, SUM } from './common.js';

const CAPACITY = 1024;
const BATCH = 8;

function newQueue(): { readonly queue: GlobalQueue } {
  return {
    queue: GlobalQueue.create(new SharedArrayBuffer(globalQueueBytes(CAPACITY)), 0, CAPACITY),
  };
}

function queuePushPop(): Contest {
  const next = inTurns(newQueue);
  const bare = inTurns(bareCells);
  return {
    name: 'GlobalQueue push + pop',
    operations: LOOPS,
    expected: SUM,
    note: '2 swaps; 2 swaps',
    ours() {
      const { queue } = next();
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        queue.push(i);
        sum = (sum + queue.pop()) | 0;
      }
      return sum;
    },
    floor() {
      const cells = bare();
      const start = Atomics.load(cells, FIRST);
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        const at = (start + i) | 0;
        const slot = BEHIND + (at & (CAPACITY - 1));
        sum = (sum + Atomics.compareExchange(cells, slot, 0, i + 1)) | 0;
        sum = (sum + Atomics.compareExchange(cells, SECOND, at, at + 1)) | 0;
        sum = (sum + Atomics.compareExchange(cells, slot, i + 1, 0)) | 0;
        sum = (sum + Atomics.compareExchange(cells, FIRST, at, at + 1)) | 0;
      }
      return sum;
    },
  };
}

function queueBatches(): Contest {
  const next = inTurns(newQueue);
  const bare = inTurns(bareCells);
  const out = Int32Array.from({ length: BATCH }, (_, i) => i);
  const into = new Int32Array(BATCH);
  return {
    name: 'GlobalQueue pushBatch + popBatch of 8, per element',
    operations: LOOPS,
    expected: 2 * LOOPS + ((BATCH - 1) * LOOPS) / BATCH, // both counts, and the last of each batch
    note: '9 swaps; 9 swaps for 8 elements',
    ours() {
      const { queue } = next();
      let sum = 0;
      for (let i = 0; i < LOOPS; i += BATCH) {
        sum = (sum + queue.pushBatch(out) + queue.popBatch(into) + (into[BATCH - 1] ?? 0)) | 0;
      }
      return sum;
    },
    floor() {
      const cells = bare();
      let sum = 0;
      for (let i = 0; i < LOOPS; i += BATCH) {
        const at = Atomics.load(cells, FIRST);
        for (let j = 0; j < BATCH; j++) {
          sum = (sum + Atomics.compareExchange(cells, BEHIND + j, 0, j + 1)) | 0;
        }
        sum = (sum + Atomics.compareExchange(cells, SECOND, at, at + BATCH)) | 0;
        for (let j = 0; j < BATCH; j++) {
          sum = (sum + Atomics.compareExchange(cells, BEHIND + j, j + 1, 0)) | 0;
        }
        sum = (sum + Atomics.compareExchange(cells, FIRST, at, at + BATCH)) | 0;
      }
      return sum;
    },
  };
}

/** All contests of the global queue. */
export function queueContests(): Contest[] {
  return [queuePushPop(), queueBatches()];
}
