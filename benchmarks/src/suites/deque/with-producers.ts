/** This thread against one or two producers on other threads. */

import { GlobalQueue, globalQueueBytes, isHandle } from '@pilfer/deque';
import { median } from '../../statistics.js';
import type { Row } from '../../suite.js';
import { BEHIND, FIRST, QUEUE_CAPACITY, type Cells } from './common.js';
import { FLOOR, OURS, Partner, PUSHES } from './partner.js';
import { alternate } from './rounds.js';

/**
 * Takes as many elements as the producers push meanwhile. The queue is half full before each round,
 * so nobody meets an end of it: who waits for whom would be the system's doing, not the queue's.
 */
export async function withProducers(count: number, rounds: number): Promise<Row> {
  const structure = new SharedArrayBuffer(globalQueueBytes(QUEUE_CAPACITY));
  const queue = GlobalQueue.create(structure, 0, QUEUE_CAPACITY);
  const bare = new Int32Array(new SharedArrayBuffer((BEHIND + QUEUE_CAPACITY) * 4));
  const producers: Partner[] = [];
  for (let i = 0; i < count; i++) {
    producers.push(await Partner.start('producer', structure, bare.buffer));
  }
  const operations = PUSHES * count;
  let expected = 0;
  for (let i = 0; i < QUEUE_CAPACITY / 2; i++) {
    queue.push(i);
    expected = (expected + i) | 0;
  }
  let received = 0;
  const pushTimes: number[] = [];

  const ours = (): number => {
    for (const producer of producers) producer.begin(OURS);
    const begun = performance.now();
    received = (received + take(queue, operations)) | 0;
    const elapsed = performance.now() - begun;
    for (const producer of producers) {
      const { sum, nanoseconds } = producer.counts();
      expected = (expected + sum) | 0;
      pushTimes.push(nanoseconds / PUSHES);
    }
    return (elapsed * 1e6) / operations;
  };
  const floor = (): number => {
    for (const producer of producers) producer.begin(FLOOR);
    const begun = performance.now();
    takeBare(bare, operations);
    const elapsed = performance.now() - begun;
    for (const producer of producers) producer.counts();
    return (elapsed * 1e6) / operations;
  };
  const row = alternate(rounds, ours, floor);
  for (const producer of producers) await producer.close();
  received = (received + take(queue, QUEUE_CAPACITY / 2)) | 0;
  if (isHandle(queue.pop()) || received !== expected) {
    throw new Error(`with ${count} producers: sum of the elements ${received}, not ${expected}`);
  }
  const push = median(pushTimes);
  return { ...row, note: `per pop; a push took ${push.toFixed(0)} ns meanwhile`, raw: { push } };
}

function take(queue: GlobalQueue, operations: number): number {
  let sum = 0;
  for (let i = 0; i < operations; i++) {
    const answer = queue.pop();
    if (!isHandle(answer)) throw new Error('with producers: an element is missing');
    sum = (sum + answer) | 0;
  }
  return sum;
}

function takeBare(cells: Cells, operations: number): void {
  for (let i = 0; i < operations; i++) {
    const at = Atomics.compareExchange(cells, BEHIND + (i & (QUEUE_CAPACITY - 1)), 1, 0);
    Atomics.compareExchange(cells, FIRST, at, i);
  }
}
