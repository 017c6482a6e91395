// @ts-check
/** The global queue between several producers and several consumers. */
import { EMPTY, GlobalQueue, globalQueueBytes } from '@pilfer/deque';
import { Breath, play } from './crew.mjs';
import { audit, Book, ledgerFor } from './ledger.mjs';

const PRODUCERS = 2;
const CONSUMERS = 2;
const BATCH = 16;
/**
 * Elements of one producer in one round. A round is shorter than what the laps of a small queue
 * with such handles can tell apart: out of turn is out of the question, however long a thread is
 * kept waiting.
 */
const ROUND_BITS = 15;
const ROUND = 2 ** ROUND_BITS;
const HANDLE_BITS = 18;
const SHAPES = [
  { capacity: 64, start: -ROUND },
  { capacity: 1024, start: 2 ** 31 - ROUND },
  { capacity: 64, start: 2 ** 31 - ROUND },
  { capacity: 1024, start: -ROUND },
];
const BYTES = globalQueueBytes(1024);

/**
 * @typedef {object} Setting
 * @property {SharedArrayBuffer} memory
 * @property {number} rounds
 * @property {import('./ledger.mjs').Ledger} ledger
 * @property {SharedArrayBuffer} finished Producers that have finished, over all rounds.
 */

/** @type {Record<string, import('./crew.mjs').Role<Setting>>} */
export const roles = {
  producer(thread, { memory, rounds, finished }) {
    const { index, random } = thread;
    const batch = new Int32Array(BATCH);
    const breath = new Breath();
    let full = 0;
    for (let round = 0; round < rounds; round++) {
      if (index === 0) {
        const { capacity = 0, start = 0 } = SHAPES[round % SHAPES.length] ?? {};
        new Int32Array(memory).fill(0);
        GlobalQueue.create(memory, 0, capacity, { start, handleBits: HANDLE_BITS });
      }
      thread.meet();
      const queue = new GlobalQueue(memory, 0);
      for (let next = 0; next < ROUND;) {
        const length = Math.min(random.below(BATCH + 1), ROUND - next);
        for (let i = 0; i < length; i++) batch[i] = (index << ROUND_BITS) | (next + i);
        const single = length === 1 && queue.push((index << ROUND_BITS) | next);
        const pushed = length === 1 ? Number(single) : queue.pushBatch(batch, length);
        next += pushed;
        if (pushed === length) continue;
        full++;
        breath.take();
      }
      Atomics.add(new Int32Array(finished), 0, 1);
      thread.meet();
    }
    return { full };
  },

  consumer(thread, { memory, rounds, ledger, finished }) {
    const { random } = thread;
    const book = new Book(ledger, thread.index - PRODUCERS);
    const into = new Int32Array(BATCH);
    const breath = new Breath();
    let empty = 0;
    for (let round = 0; round < rounds; round++) {
      thread.meet();
      const queue = new GlobalQueue(memory, 0);
      const last = new Int32Array(PRODUCERS).fill(-1);
      for (;;) {
        const isOver = Atomics.load(new Int32Array(finished), 0) === (round + 1) * PRODUCERS;
        let popped = random.below(2);
        if (popped === 1) into[0] = queue.pop();
        else popped = queue.popBatch(into);
        if (popped === 0 || into[0] === EMPTY) {
          empty++;
          if (isOver) break;
          breath.take();
          continue;
        }
        for (let i = 0; i < popped; i++) {
          const handle = into[i] ?? EMPTY;
          const producer = handle >> ROUND_BITS;
          const number = handle & (ROUND - 1);
          const before = last[producer] ?? NaN;
          if (!(number > before)) throw new Error(`${number} of ${producer} came after ${before}`);
          last[producer] = number;
          book.enter((round * PRODUCERS + producer) * ROUND + number);
        }
      }
      if (queue.size !== 0) throw new Error(`${queue.size} elements left after EMPTY`);
      thread.meet();
    }
    return { taken: book.taken, empty };
  },
};

/**
 * Two producers and two consumers, one by one and in batches: each element once, and each
 * producer's in order.
 *
 * @param {import('./crew.mjs').Order} order
 * @returns {Promise<import('./crew.mjs').Report>}
 */
export async function mpmc(order) {
  const wanted = Math.ceil(order.operations / 2 / PRODUCERS);
  const rounds = Math.ceil(wanted / ROUND);
  const setting = {
    memory: new SharedArrayBuffer(BYTES),
    rounds,
    ledger: ledgerFor(rounds * PRODUCERS * ROUND, CONSUMERS),
    finished: new SharedArrayBuffer(128),
  };
  const cast = ['producer', 'producer', 'consumer', 'consumer'];
  const { sum, seconds } = await play({ module: import.meta.url, roles: cast, setting, order });
  audit(setting.ledger);
  const { taken = 0, full = 0, empty = 0 } = sum;
  return { operations: 2 * taken, seconds, figures: { taken, full, empty } };
}
