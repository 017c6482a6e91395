// @ts-check
/**
 * Short histories of real threads, each checked for linearizability: the order in which threads
 * saw things happen can be explained by a queue, or a deque, that does one thing at a time.
 */
import { availableParallelism } from 'node:os';
import { Deque, dequeBytes, GlobalQueue, globalQueueBytes, Stealer } from '@pilfer/deque';
import { play } from './crew.mjs';
import { dequeOf, isConcurrent, isLinearizable, queueOf } from './linearizable.mjs';

/** @typedef {import('./linearizable.mjs').Operation} Operation */
/** @typedef {import('./linearizable.mjs').Rule} Rule */

const CAPACITY = 4;
/** Two threads, unless three can really run at once. */
const THREADS = availableParallelism() < 4 ? 2 : 3;
/** Operations of one thread in a history: the longer the history, the dearer the decision. */
const PER_THREAD = Math.floor(16 / THREADS);
const LENGTH = THREADS * PER_THREAD;
/** Long enough for a thread that was asleep to come to the second meeting of a history. */
const SPINS = 50_000;
const HISTORIES_PER_OPERATION = 1e-4;
const FEWEST = 500;
const MOST = 10_000;
/** Of the histories wanted; one processor alone has nothing to show. */
const LEAST_CONCURRENT = availableParallelism() === 1 ? 0 : 0.02;
const MOST_ATTEMPTS = 40;
const NAMES = /** @type {const} */ (['push', 'pop', 'steal']);
const [PUSH, POP, STEAL] = [0, 1, 2];
const STARTS = [0, -2, 2 ** 31 - 2];

/**
 * @typedef {object} Setting
 * @property {SharedArrayBuffer} regions One structure for each history.
 * @property {number} histories
 * @property {SharedArrayBuffer} clock
 * @property {SharedArrayBuffer} records Five cells for each operation.
 */

/** @type {Record<string, import('./crew.mjs').Role<Setting>>} */
export const roles = {
  queueUser(thread, setting) {
    return record(thread, setting, (history) => {
      const queue = new GlobalQueue(setting.regions, history * globalQueueBytes(CAPACITY));
      return (kind, id) => (kind === PUSH ? Number(queue.push(id)) : queue.pop());
    });
  },

  owner(thread, setting) {
    return record(thread, setting, (history) => {
      const deque = new Deque(setting.regions, history * dequeBytes(CAPACITY));
      return (kind, id) => (kind === PUSH ? Number(deque.push(id)) : deque.pop());
    });
  },

  thief(thread, setting) {
    return record(
      thread,
      setting,
      (history) => {
        const stealer = new Stealer(setting.regions, history * dequeBytes(CAPACITY));
        return () => stealer.steal();
      },
      STEAL,
    );
  },
};

/**
 * Performs this thread's part of each history and writes down what it saw and when.
 *
 * @param {import('./crew.mjs').Thread} thread
 * @param {Setting} setting
 * @param {(history: number) => (kind: number, id: number) => number} open
 * @param {number} [only] The one kind of operation that this thread does.
 */
function record({ index, random, meet }, { histories, clock, records }, open, only) {
  const time = new Int32Array(clock);
  const cells = new Int32Array(records);
  for (let history = 0; history < histories; history++) {
    const perform = open(history);
    meet(SPINS);
    meet(SPINS); // who has slept at the first one is awake now: they start together
    for (let i = 0; i < PER_THREAD; i++) {
      const kind = only ?? (random.below(2) === 0 ? PUSH : POP);
      const id = index * PER_THREAD + i;
      const called = Atomics.add(time, 0, 1);
      const answer = perform(kind, id);
      const answered = Atomics.add(time, 0, 1);
      cells.set([kind, id, answer, called, answered], (history * LENGTH + id) * 5);
    }
  }
  return {};
}

/** @param {Int32Array} records @param {number} history @returns {Operation[]} */
function historyAt(records, history) {
  return Array.from({ length: LENGTH }, (_, i) => {
    const at = (history * LENGTH + i) * 5;
    const [kind = 0, argument = 0, answer = 0, called = 0, answered = 0] = records.subarray(
      at,
      at + 5,
    );
    return { name: NAMES[kind] ?? '', argument, answer, called, answered };
  });
}

/**
 * Half of the histories are of the global queue, half of a deque.
 *
 * @param {import('./crew.mjs').Order} order
 * @returns {Promise<import('./crew.mjs').Report>}
 */
export async function histories(order) {
  const wanted = Math.min(MOST, Math.max(FEWEST, order.operations * HISTORIES_PER_OPERATION));
  const onQueue = await check(castOf('queueUser', 'queueUser'), queueOf(CAPACITY), wanted, order);
  const onDeque = await check(castOf('owner', 'thief'), dequeOf(CAPACITY), wanted, order);
  const count = onQueue.histories + onDeque.histories;
  return {
    operations: count * LENGTH,
    seconds: onQueue.seconds + onDeque.seconds,
    figures: { histories: count, concurrent: onQueue.concurrent + onDeque.concurrent },
  };
}

/** @param {string} first @param {string} others */
function castOf(first, others) {
  return [first, ...Array.from({ length: THREADS - 1 }, () => others)];
}

/**
 * Records and checks histories until enough of them had operations that overlapped: on a busy
 * machine threads take turns, and then there is nothing to decide.
 *
 * @param {string[]} cast
 * @param {Rule} rule
 * @param {number} wanted
 * @param {import('./crew.mjs').Order} order
 */
async function check(cast, rule, wanted, order) {
  const total = { histories: 0, concurrent: 0, seconds: 0 };
  const least = wanted * LEAST_CONCURRENT;
  for (let attempt = 0; attempt === 0 || total.concurrent < least; attempt++) {
    if (attempt === MOST_ATTEMPTS) {
      throw new Error(`self-check: ${total.concurrent} of ${total.histories} histories overlap`);
    }
    const seed = order.seed + attempt;
    const { records, seconds } = await recordAll(cast, wanted, { ...order, seed });
    for (let history = 0; history < wanted; history++) {
      const operations = historyAt(records, history);
      total.concurrent += Number(isConcurrent(operations));
      if (!isLinearizable(operations, rule)) {
        operations.sort((a, b) => a.called - b.called);
        throw new Error(`not linearizable (SEED=${seed}):\n${JSON.stringify(operations)}`);
      }
    }
    total.histories += wanted;
    total.seconds += seconds;
  }
  return total;
}

/**
 * @param {string[]} cast
 * @param {number} histories
 * @param {import('./crew.mjs').Order} order
 */
async function recordAll(cast, histories, order) {
  const isQueue = cast[0] === 'queueUser';
  const bytes = isQueue ? globalQueueBytes(CAPACITY) : dequeBytes(CAPACITY);
  const setting = {
    regions: new SharedArrayBuffer(bytes * histories),
    histories,
    clock: new SharedArrayBuffer(128),
    records: new SharedArrayBuffer(histories * LENGTH * 5 * 4),
  };
  for (let history = 0; history < histories; history++) {
    const start = STARTS[history % STARTS.length] ?? 0;
    if (isQueue) GlobalQueue.create(setting.regions, history * bytes, CAPACITY, { start });
    else Deque.create(setting.regions, history * bytes, CAPACITY, start);
  }
  const { seconds } = await play({ module: import.meta.url, roles: cast, setting, order });
  return { records: new Int32Array(setting.records), seconds };
}
