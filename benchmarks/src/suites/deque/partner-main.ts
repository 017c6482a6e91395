/** The partner thread: one loop per role, with the structure's operations or with the bare calls. */

import { GlobalQueue, isHandle, ParkingCell, RETRY, Stealer, Unparker } from '@pilfer/deque';
import { workerData } from 'node:worker_threads';
import { BEHIND, FIRST, QUEUE_CAPACITY, SECOND, type Cells } from './common.js';
import { EXIT, Orders, OURS, PUSHES, type Counts, type PartnerData } from './partner.js';
import { ECHO_CELL, MAIN_CELL } from './round-trip.js';

/** Operations between two looks at whether the job goes on. */
const STRETCH = 64;

const { role, control, structure, bare } = workerData as PartnerData;
const orders = new Orders(control);
const cells = new Int32Array(bare);

function steal(thief: Stealer): Counts {
  let done = 0;
  let vain = 0;
  let sum = 0;
  while (orders.continues()) {
    for (let i = 0; i < STRETCH; i++) {
      const answer = thief.steal();
      if (isHandle(answer)) {
        done++;
        sum = (sum + answer) | 0;
      } else if (answer === RETRY) vain++;
    }
  }
  return { done, vain, sum, nanoseconds: 0 };
}

function stealBare(words: Cells): Counts {
  let done = 0;
  let vain = 0;
  while (orders.continues()) {
    for (let i = 0; i < STRETCH; i++) {
      const top = Atomics.load(words, FIRST);
      if (((Atomics.load(words, SECOND) - top) | 0) <= 0) continue;
      if (Atomics.compareExchange(words, FIRST, top, (top + 1) | 0) === top) done++;
      else vain++;
    }
  }
  return { done, vain, sum: 0, nanoseconds: 0 };
}

function produce(queue: GlobalQueue): Counts {
  const begun = performance.now();
  let sum = 0;
  for (let i = 0; i < PUSHES; i++) {
    if (!queue.push(i)) throw new Error('producer: the queue is full');
    sum = (sum + i) | 0;
  }
  return { done: PUSHES, vain: 0, sum, nanoseconds: (performance.now() - begun) * 1e6 };
}

function produceBare(words: Cells): Counts {
  const begun = performance.now();
  for (let i = 0; i < PUSHES; i++) {
    const at = Atomics.compareExchange(words, BEHIND + (i & (QUEUE_CAPACITY - 1)), 0, 1);
    Atomics.compareExchange(words, SECOND, at, i);
  }
  return { done: PUSHES, vain: 0, sum: 0, nanoseconds: (performance.now() - begun) * 1e6 };
}

function echo(): Counts {
  const cell = new ParkingCell(structure, ECHO_CELL);
  const main = new Unparker(structure, MAIN_CELL);
  let done = 0;
  for (;;) {
    while (!cell.park());
    if (!orders.continues()) return { done, vain: 0, sum: 0, nanoseconds: 0 };
    done++;
    main.unpark();
  }
}

function echoBare(words: Cells): Counts {
  let done = 0;
  let seen = 0;
  Atomics.store(words, FIRST, seen);
  Atomics.store(words, SECOND, seen); // ready
  Atomics.notify(words, SECOND);
  for (;;) {
    Atomics.wait(words, FIRST, seen);
    seen = Atomics.load(words, FIRST);
    if (!orders.continues()) return { done, vain: 0, sum: 0, nanoseconds: 0 };
    done++;
    Atomics.store(words, SECOND, seen);
    Atomics.notify(words, SECOND);
  }
}

function loops(): readonly [ours: () => Counts, floor: () => Counts] {
  if (role === 'echo') return [echo, () => echoBare(cells)];
  if (role === 'thief') {
    const thief = new Stealer(structure, 0);
    return [() => steal(thief), () => stealBare(cells)];
  }
  const queue = new GlobalQueue(structure, 0);
  return [() => produce(queue), () => produceBare(cells)];
}

const [ours, floor] = loops();
for (let job = orders.next(); job !== EXIT; job = orders.next()) {
  orders.finish(job === OURS ? ours() : floor());
}
