// @ts-check
/** What a scheduler does with a full deque: the older half goes to the global queue. */
import {
  Deque,
  dequeBytes,
  EMPTY,
  GlobalQueue,
  globalQueueBytes,
  RETRY,
  Stealer,
} from '@pilfer/deque';
import { Breath, dawdle, play } from './crew.mjs';
import { audit, Book, ledgerFor } from './ledger.mjs';

const THIEVES = 2;
const CAPACITY = 64;
const QUEUE_CAPACITY = 1024;
/** Laps enough for a whole round. */
const QUEUE_OPTIONS = { handleBits: 20, start: -4096 };
const BATCH = 16;
const ROUND = 2 ** 18;
/** Sometimes the owner works on an element for this long: then thieves catch up. */
const PAUSE = 1000;
const STARTS = [0, 2 ** 31 - 4096, -4096];

/**
 * @typedef {object} Setting
 * @property {SharedArrayBuffer} deques One for each thread, the owner's first.
 * @property {SharedArrayBuffer} queue
 * @property {number} rounds
 * @property {import('./ledger.mjs').Ledger} ledger
 * @property {SharedArrayBuffer} done Rounds in which the owner has finished.
 */

/** @type {Record<string, import('./crew.mjs').Role<Setting>>} */
export const roles = {
  owner(thread, setting) {
    const { random } = thread;
    const book = new Book(setting.ledger, thread.index);
    const half = new Int32Array(CAPACITY / 2);
    let overflows = 0;
    for (let round = 0; round < setting.rounds; round++) {
      const start = STARTS[round % STARTS.length] ?? 0;
      const deque = Deque.create(setting.deques, 0, CAPACITY, start);
      new Int32Array(setting.queue).fill(0);
      const queue = GlobalQueue.create(setting.queue, 0, QUEUE_CAPACITY, QUEUE_OPTIONS);
      thread.meet();
      for (let id = 0; id < ROUND; id++) {
        while (!deque.push(id)) {
          overflows++;
          const count = deque.drain(half);
          // No room there either: then the owner does the work, as a pool under pressure would.
          const moved = queue.pushBatch(half, count);
          for (let i = moved; i < count; i++) book.enter(round * ROUND + (half[i] ?? EMPTY));
        }
        const choice = random.below(8);
        const own = choice === 0 ? queue.pop() : choice < 3 ? deque.pop() : EMPTY;
        if (choice === 1) dawdle(random.below(PAUSE));
        if (own !== EMPTY) book.enter(round * ROUND + own);
      }
      for (let id = deque.pop(); id !== EMPTY; id = deque.pop()) book.enter(round * ROUND + id);
      Atomics.store(new Int32Array(setting.done), 0, round + 1);
      thread.meet();
    }
    return { taken: book.taken, overflows };
  },

  thief(thread, setting) {
    const book = new Book(setting.ledger, thread.index);
    const done = new Int32Array(setting.done);
    const into = new Int32Array(BATCH);
    const at = thread.index * dequeBytes(CAPACITY);
    const breath = new Breath();
    let retries = 0;
    let stolen = 0;
    for (let round = 0; round < setting.rounds; round++) {
      const own = Deque.create(setting.deques, at, CAPACITY, STARTS[round % STARTS.length] ?? 0);
      thread.meet();
      const stealer = new Stealer(setting.deques, 0);
      const queue = new GlobalQueue(setting.queue, 0);
      for (;;) {
        const isOver = Atomics.load(done, 0) > round;
        const id = stealer.stealBatch(own, BATCH);
        if (id === RETRY) retries++;
        else if (id !== EMPTY) book.enter(round * ROUND + id);
        for (let more = own.pop(); more !== EMPTY; more = own.pop()) {
          book.enter(round * ROUND + more);
          stolen++;
        }
        if (id > RETRY) stolen++;
        const popped = queue.popBatch(into);
        for (let i = 0; i < popped; i++) book.enter(round * ROUND + (into[i] ?? EMPTY));
        if (id > RETRY || popped > 0) continue;
        if (isOver && id === EMPTY) break;
        breath.take();
      }
      thread.meet();
    }
    return { taken: book.taken, stolen, retries };
  },
};

/**
 * One owner pushes faster than all others take; two thieves empty both its deque and the queue.
 *
 * @param {import('./crew.mjs').Order} order
 * @returns {Promise<import('./crew.mjs').Report>}
 */
export async function overflow(order) {
  const rounds = Math.max(2, Math.ceil(order.operations / 2 / ROUND));
  const setting = {
    deques: new SharedArrayBuffer((1 + THIEVES) * dequeBytes(CAPACITY)),
    queue: new SharedArrayBuffer(globalQueueBytes(QUEUE_CAPACITY)),
    rounds,
    ledger: ledgerFor(rounds * ROUND, 1 + THIEVES),
    done: new SharedArrayBuffer(128),
  };
  const cast = ['owner', 'thief', 'thief'];
  const { sum, seconds } = await play({ module: import.meta.url, roles: cast, setting, order });
  audit(setting.ledger);
  const { taken = 0, stolen = 0, retries = 0, overflows = 0 } = sum;
  if (overflows === 0) throw new Error('the deque was never full');
  return { operations: 2 * taken, seconds, figures: { taken, stolen, retries, overflows } };
}
