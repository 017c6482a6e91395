// @ts-check
/**
 * A crew: threads that play one scenario together, and a watchdog that fails it.
 *
 * A scenario is a function on the main thread that lays out memory, starts a crew and judges what
 * came out; its roles run on the threads. A role throws when it sees something wrong. Nothing here
 * sleeps to put things in order: threads meet at a barrier, and whoever waits for ever is found by
 * the watchdog.
 */
import { Worker } from 'node:worker_threads';

/**
 * What a scenario is asked for.
 *
 * @typedef {object} Order
 * @property {number} operations About how many operations to perform, all threads together.
 * @property {number} seed
 */

/**
 * What came out of a scenario that found nothing wrong.
 *
 * @typedef {object} Report
 * @property {number} operations Operations that moved something; answers like EMPTY don't count.
 * @property {number} seconds From the moment when all threads were ready.
 * @property {Record<string, string | number>} figures What else is worth a look.
 */

/**
 * What a role knows of its thread.
 *
 * @typedef {object} Thread
 * @property {number} index
 * @property {Random} random
 * @property {(spins?: number) => void} meet Waits until all threads of the crew are there; before
 *   it goes to sleep for that, it looks that many times.
 * @property {import('node:worker_threads').MessagePort} [port] What the cast has for this thread.
 */

/** @typedef {Record<string, number>} Tally */

/**
 * @template Setting
 * @typedef {(thread: Thread, setting: Setting) => Tally | Promise<Tally>} Role
 */

/**
 * @template Setting
 * @typedef {object} Cast
 * @property {string} module The address of the module whose `roles` are played.
 * @property {string[]} roles One for each thread.
 * @property {Setting} setting What all threads get: numbers and shared memory.
 * @property {import('node:worker_threads').MessagePort[]} [ports] One for each thread, or none.
 * @property {number} [pace] Milliseconds that an operation may take on the busiest machine.
 * @property {Order} order
 */

/** How long a scenario may take before it counts as stuck, whatever its operations: milliseconds. */
const PATIENCE = 60_000;
const PACE = 0.02;

/**
 * Plays all roles to their end.
 *
 * @template Setting
 * @param {Cast<Setting>} cast
 * @returns {Promise<{ tallies: Tally[], sum: Tally, seconds: number }>}
 */
export async function play({ module, roles, setting, ports = [], pace = PACE, order }) {
  const barrier = new SharedArrayBuffer(256);
  const workers = roles.map((role, index) => {
    const port = ports[index];
    const common = { module, role, index, size: roles.length, barrier, seed: order.seed };
    return new Worker(new URL('./thread.mjs', import.meta.url), {
      name: `${role} ${index}`,
      workerData: { ...common, setting, port },
      transferList: port === undefined ? [] : [port],
      execArgv: ['--enable-source-maps'],
    });
  });
  const stuck = watchdog(PATIENCE + pace * order.operations);
  try {
    const ends = await Promise.race([Promise.all(workers.map(resultOf)), stuck.never]);
    const tallies = ends.map(({ tally }) => tally);
    return { tallies, sum: sumOf(tallies), seconds: Math.max(...ends.map((end) => end.seconds)) };
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(`${message} (SEED=${order.seed})`, { cause: error });
  } finally {
    stuck.calm();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/**
 * @param {Worker} worker
 * @returns {Promise<{ tally: Tally, seconds: number }>}
 */
function resultOf(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`a thread left without a result, code ${code}`)),
    );
  });
}

/** @param {number} milliseconds */
function watchdog(milliseconds) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const never = new Promise((_, reject) => {
    const message = `stuck: threads have not come to an end within ${milliseconds / 1000} s`;
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
  });
  return { never, calm: () => clearTimeout(timer) };
}

/** @param {Tally[]} tallies */
function sumOf(tallies) {
  /** @type {Tally} */
  const sum = {};
  for (const tally of tallies) {
    for (const [name, count] of Object.entries(tally)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}

/** Where a fixed number of threads wait for each other, again and again. */
export class Barrier {
  static #ARRIVED = 0;
  static #ROUND = 32;

  /**
   * @param {SharedArrayBuffer} buffer 256 bytes, zeroed.
   * @param {number} size
   */
  constructor(buffer, size) {
    this.cells = new Int32Array(buffer);
    this.size = size;
  }

  meet(spins = 2000) {
    const { cells, size } = this;
    const round = Atomics.load(cells, Barrier.#ROUND);
    if (Atomics.add(cells, Barrier.#ARRIVED, 1) === size - 1) {
      Atomics.store(cells, Barrier.#ARRIVED, 0);
      Atomics.store(cells, Barrier.#ROUND, (round + 1) | 0);
      Atomics.notify(cells, Barrier.#ROUND);
      return;
    }
    for (; spins > 0; spins--) {
      if (Atomics.load(cells, Barrier.#ROUND) !== round) return;
    }
    while (Atomics.load(cells, Barrier.#ROUND) === round)
      Atomics.wait(cells, Barrier.#ROUND, round);
  }
}

/** Lets other threads have the processor for a moment. */
export function nap() {
  Atomics.wait(NOBODYS, 0, 0, 0.05);
}

const NOBODYS = new Int32Array(new SharedArrayBuffer(4));

/** Takes a nap after many looks in vain: there may be more threads than processors. */
export class Breath {
  static #LOOKS = 1000;
  #looks = 0;

  /** Says that there was nothing to do. */
  take() {
    if (++this.#looks % Breath.#LOOKS === 0) nap();
  }
}

/** A small random generator with a seed (G. Marsaglia, "Xorshift RNGs", 2003). */
export class Random {
  /** @type {number} */
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = Math.imul(seed, 0x9e3779b1) || 1;
    for (let i = 0; i < 8; i++) this.below(1);
  }

  /**
   * Returns an integer from 0 to n − 1.
   *
   * @param {number} n at most 2^16
   */
  below(n) {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return ((x >>> 16) * n) >>> 16;
  }
}

/** Lets time pass: a few hundred of these are a microsecond or so. @param {number} turns */
export function dawdle(turns) {
  let x = 1;
  for (let i = 0; i < turns; i++) x = Math.imul(x, 0x01000193) ^ i;
  return x;
}
