/** Contests of the deque: the owner's end, the thief's end, and batches. */

import { Deque, dequeBytes, isHandle, Stealer } from '@pilfer/deque';
import type { Contest } from '../../interleave.js';
import { bareCells, FIRST as TOP, inTurns, LOOPS, SECOND as BOTTOM, SUM } from './common.js';

const BATCH = 8;
const BATCHES = 256;
/** Enough that half of what is left is never less than a batch. */
const STOCK = BATCH * (BATCHES + 2);

interface Ends {
  readonly deque: Deque;
  readonly thief: Stealer;
}

function ends(capacity: number, elements = 0): Ends {
  const buffer = new SharedArrayBuffer(dequeBytes(capacity));
  const deque = Deque.create(buffer, 0, capacity);
  for (let i = 0; i < elements; i++) deque.push(i);
  return { deque, thief: new Stealer(buffer, 0) };
}

function empty(deque: Deque): void {
  while (isHandle(deque.pop()));
}

function refill(deque: Deque): void {
  empty(deque);
  for (let i = 0; i < STOCK; i++) deque.push(i);
}

function atDepth1(): Contest {
  const next = inTurns(() => ends(1024));
  const bare = inTurns(bareCells);
  return {
    name: 'Deque push + pop, depth 1',
    operations: LOOPS,
    expected: SUM,
    goal: 1.2,
    note: 'store; swap',
    ours() {
      const { deque } = next();
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        deque.push(i);
        sum = (sum + deque.pop()) | 0;
      }
      return sum;
    },
    floor() {
      const cells = bare();
      const start = Atomics.load(cells, TOP);
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        const at = (start + i) | 0;
        Atomics.store(cells, BOTTOM, at + 1);
        sum = (sum + Atomics.compareExchange(cells, TOP, at, at + 1)) | 0;
      }
      return sum;
    },
  };
}

function atDepth8(): Contest {
  const next = inTurns(() => ends(1024, 7));
  const bare = inTurns(bareCells);
  return {
    name: 'Deque push + pop, depth 8',
    operations: LOOPS,
    expected: SUM,
    goal: 1.2,
    note: 'store; store, load',
    ours() {
      const { deque } = next();
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        deque.push(i);
        sum = (sum + deque.pop()) | 0;
      }
      return sum;
    },
    floor() {
      const cells = bare();
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        Atomics.store(cells, BOTTOM, i + 1);
        Atomics.store(cells, BOTTOM, i);
        sum = (sum + Atomics.load(cells, TOP)) | 0;
      }
      return sum;
    },
  };
}

function pushAndSteal(): Contest {
  const next = inTurns(() => ends(1024));
  const bare = inTurns(bareCells);
  return {
    name: 'Deque push + steal',
    operations: LOOPS,
    expected: SUM,
    note: 'store; load, load, swap',
    ours() {
      const { deque, thief } = next();
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        deque.push(i);
        sum = (sum + thief.steal()) | 0;
      }
      return sum;
    },
    floor() {
      const cells = bare();
      const start = Atomics.load(cells, TOP);
      let sum = 0;
      for (let i = 0; i < LOOPS; i++) {
        const at = (start + i) | 0;
        Atomics.store(cells, BOTTOM, at + 1);
        sum = (sum + Atomics.load(cells, TOP) + Atomics.load(cells, BOTTOM)) | 0;
        sum = (sum + Atomics.compareExchange(cells, TOP, at, at + 1)) | 0;
      }
      return sum;
    },
  };
}

function stealBatches(): Contest {
  const next = inTurns(() => ({ victim: ends(4096), own: ends(2048).deque }));
  const bare = inTurns(() => ({ victim: bareCells(), own: bareCells() }));
  let now = next();
  return {
    name: 'Deque stealBatch of 8, per element',
    operations: BATCH * BATCHES,
    expected: (BATCH * BATCHES * (BATCHES - 1)) / 2, // the first of each batch
    note: 'load, load + 8 × (load, swap) + 7 × store',
    prepare() {
      now = next();
      refill(now.victim.deque);
      empty(now.own);
    },
    ours() {
      const { victim, own } = now;
      let sum = 0;
      for (let i = 0; i < BATCHES; i++) sum = (sum + victim.thief.stealBatch(own, BATCH)) | 0;
      return sum;
    },
    floor() {
      const { victim, own } = bare();
      let at = Atomics.load(victim, TOP);
      let sum = 0;
      for (let i = 0; i < BATCHES; i++) {
        sum = (sum + Atomics.load(victim, TOP) + Atomics.load(victim, BOTTOM)) | 0;
        for (let j = 0; j < BATCH; j++) {
          sum = (sum + Atomics.load(victim, BOTTOM)) | 0;
          sum = (sum + Atomics.compareExchange(victim, TOP, at, at + 1)) | 0;
          at = (at + 1) | 0;
          if (j > 0) Atomics.store(own, BOTTOM, at);
        }
      }
      return sum;
    },
  };
}

function drains(): Contest {
  const next = inTurns(() => ends(4096));
  const bare = inTurns(bareCells);
  const into = new Int32Array(BATCH);
  let { deque } = next();
  return {
    name: 'Deque drain of 8, per element',
    operations: BATCH * BATCHES,
    expected: BATCH * BATCHES + (BATCH * BATCHES * (BATCHES - 1)) / 2, // counts and firsts
    note: 'load, swap for 8 elements, the rest is copying',
    prepare() {
      deque = next().deque;
      refill(deque);
    },
    ours() {
      let sum = 0;
      for (let i = 0; i < BATCHES; i++) sum = (sum + deque.drain(into) + (into[0] ?? 0)) | 0;
      return sum;
    },
    floor() {
      const cells = bare();
      let sum = 0;
      for (let i = 0; i < BATCHES; i++) {
        const at = Atomics.load(cells, TOP);
        sum = (sum + Atomics.compareExchange(cells, TOP, at, at + BATCH)) | 0;
      }
      return sum;
    },
  };
}

/** All contests of the deque. */
export function dequeContests(): Contest[] {
  return [atDepth1(), atDepth8(), pushAndSteal(), stealBatches(), drains()];
}
