// @ts-check
/**
 * Sleeping and waking. A lost wake-up shows as a park that runs into its time limit, which no
 * correct run comes near; the limit ends the scenario as a failure, it never saves it.
 */
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { AWAKE, NOTIFIED, PARKING_CELL_BYTES, ParkingCell, RING, Unparker } from '@pilfer/deque';
import { Breath, dawdle, play } from './crew.mjs';

/** @typedef {import('./crew.mjs').Order} Order */
/** @typedef {import('./crew.mjs').Report} Report */

/** A wake-up that takes longer than this is lost, milliseconds. */
const LIMIT = 20_000;
const WAKERS = 3;
const PUBLISHED = 0;
const TAKEN = 32;
/** Long enough to meet every step of the other side's park. */
const PAUSE = 3000;

/**
 * @typedef {object} Setting
 * @property {SharedArrayBuffer} cells One cell for each thread.
 * @property {number} rounds
 * @property {SharedArrayBuffer} work What wakers have published, and what the sleeper has taken.
 */

/** @type {Record<string, import('./crew.mjs').Role<Setting>>} */
export const roles = {
  // ping-pong: each wakes the other one and sleeps until it is woken.
  player(thread, { cells, rounds }) {
    const { index, random } = thread;
    const cell = ParkingCell.create(cells, index * PARKING_CELL_BYTES);
    thread.meet();
    const other = new Unparker(cells, (1 - index) * PARKING_CELL_BYTES);
    /** @type {Answers} */
    const answers = [0, 0, 0];
    let late = 0;
    for (let round = 0; round < rounds; round++) {
      if (index === 0) count(answers, other.unpark());
      late += parkUntilWoken(cell, `round ${round}`);
      if (random.below(4) === 0) dawdle(random.below(PAUSE));
      if (index === 1) count(answers, other.unpark());
    }
    return { notified: answers[NOTIFIED], awake: answers[AWAKE], late };
  },

  // many wakers: the sleeper looks for work, and parks when there is none. No waker goes on before
  // all have been heard, so nobody's next wake-up can stand in for one that was lost.
  sleeper(thread, { cells, rounds, work }) {
    const cell = ParkingCell.create(cells, 0);
    const counts = new Int32Array(work);
    thread.meet();
    let taken = 0;
    let parks = 0;
    let late = 0;
    while (taken < WAKERS * rounds) {
      const published = Atomics.load(counts, PUBLISHED);
      if (published > taken) {
        taken = published;
        Atomics.store(counts, TAKEN, taken);
        continue;
      }
      parks++;
      late += parkUntilWoken(cell, `${taken} of ${WAKERS * rounds}`);
    }
    return { taken, parks, late };
  },

  waker(thread, { cells, rounds, work }) {
    const counts = new Int32Array(work);
    const breath = new Breath();
    thread.meet();
    const sleeper = new Unparker(cells, 0);
    /** @type {Answers} */
    const answers = [0, 0, 0];
    for (let round = 1; round <= rounds; round++) {
      dawdle(thread.random.below(PAUSE));
      Atomics.add(counts, PUBLISHED, 1);
      count(answers, sleeper.unpark());
      while (Atomics.load(counts, TAKEN) < WAKERS * round) breath.take();
    }
    return { notified: answers[NOTIFIED], awake: answers[AWAKE] };
  },

  // event loop: asleep there, a thread gets a message for each RING, and no other.
  async listener(thread, { cells, rounds }) {
    const { port, random } = thread;
    if (port === undefined) throw new Error('a listener needs a port');
    const cell = ParkingCell.create(cells, 0);
    thread.meet();
    const other = new Unparker(cells, PARKING_CELL_BYTES);
    let rings = 0;
    for (let round = 0; round < rounds; round++) {
      if (cell.enterLoop()) {
        await once(port, 'message');
        rings++;
        if (!cell.leaveLoop()) throw new Error(`round ${round}: a ring without a token`);
      }
      other.unpark();
      if (random.below(2) === 0) dawdle(random.below(PAUSE));
    }
    port.close();
    return { rings };
  },

  ringer(thread, { cells, rounds }) {
    const { port, random } = thread;
    const cell = ParkingCell.create(cells, PARKING_CELL_BYTES);
    thread.meet();
    const listener = new Unparker(cells, 0);
    let told = 0;
    for (let round = 0; round < rounds; round++) {
      if (random.below(2) === 0) dawdle(random.below(PAUSE));
      if (listener.unpark() === RING) {
        told++;
        port?.postMessage(round);
      }
      parkUntilWoken(cell, `round ${round}`);
    }
    return { told };
  },
};

/**
 * Two threads wake each other by turns.
 *
 * @param {Order} order
 * @returns {Promise<Report>}
 */
export async function pingPong(order) {
  const rounds = Math.ceil(order.operations / 4);
  const setting = settingFor(2, rounds);
  const { sum, seconds } = await play({ ...common, roles: ['player', 'player'], setting, order });
  const { notified = 0, awake = 0, late = 0 } = sum;
  if (notified + awake !== 2 * rounds) throw new Error(`${notified} + ${awake} of ${2 * rounds}`);
  return { operations: 4 * rounds, seconds, figures: { notified, awake, late } };
}

/**
 * Several threads publish work for one that sleeps when it finds none.
 *
 * @param {Order} order
 * @returns {Promise<Report>}
 */
export async function manyWakers(order) {
  const rounds = Math.ceil(order.operations / WAKERS);
  const setting = settingFor(1, rounds);
  const cast = ['sleeper', ...Array.from({ length: WAKERS }, () => 'waker')];
  const { sum, seconds } = await play({ ...common, roles: cast, setting, order });
  const { taken = 0, notified = 0, parks = 0, late = 0 } = sum;
  if (taken !== WAKERS * rounds) throw new Error(`${taken} taken of ${WAKERS * rounds}`);
  return { operations: taken + parks, seconds, figures: { taken, parks, notified, late } };
}

/**
 * One thread sleeps in its event loop; the other one rings when it is told to.
 *
 * @param {Order} order
 * @returns {Promise<Report>}
 */
export async function eventLoop(order) {
  const rounds = Math.ceil(order.operations / 4);
  const { port1, port2 } = new MessageChannel();
  const roles = ['listener', 'ringer'];
  const setting = settingFor(2, rounds);
  const { sum, seconds } = await play({ ...common, roles, setting, ports: [port1, port2], order });
  const { rings = 0, told = 0 } = sum;
  if (rings !== told) throw new Error(`${told} rings for ${rings} sleeps`);
  return { operations: 4 * rounds, seconds, figures: { rings } };
}

/** Each operation is a system call, and a wait for a processor. */
const common = { module: import.meta.url, pace: 1 };

/** @param {number} cells @param {number} rounds @returns {Setting} */
function settingFor(cells, rounds) {
  return {
    cells: new SharedArrayBuffer(cells * PARKING_CELL_BYTES),
    rounds,
    work: new SharedArrayBuffer(256),
  };
}

/** @typedef {[awake: number, notified: number, ring: number]} Answers */

/** @param {Answers} answers @param {number} answer */
function count(answers, answer) {
  const which = /** @type {0 | 1 | 2} */ (answer);
  answers[which]++;
}

/**
 * Parks until there is a token; returns how many notifies came late.
 *
 * @param {ParkingCell} cell
 * @param {string} where
 */
function parkUntilWoken(cell, where) {
  const start = performance.now();
  for (let late = 0; ; late++) {
    if (cell.park(LIMIT)) return late;
    if (performance.now() - start >= LIMIT) throw new Error(`lost wake-up: ${where}`);
  }
}
