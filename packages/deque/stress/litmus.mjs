// @ts-check
/**
 * Litmus tests of what the structures rest on, through the package's own accessors: what two
 * threads see of each other's writes.
 *
 * - Store buffering: each thread stores its own cell, then loads the other's. That both miss the
 *   other's store is forbidden for `store` and `load`, and this is what makes `pop` against `steal`
 *   right. With `write` and `read` it happens on every common processor: the same harness must see
 *   that, or it proves nothing.
 * - Message passing: one thread writes plainly and then stores a flag; who loads the flag must read
 *   what was written.
 *
 * The threads don't wait for each other in each round, which would take most of the time and keep
 * them apart. They count on, so that a value tells the round in which it was stored, and all pairs
 * of rounds are judged afterwards (T. Melissaris, M. Markakis, K. Shaw, M. Martonosi, "PerpLE:
 * Improving the Speed and Effectiveness of Memory Consistency Testing", MICRO 2020).
 */
import { availableParallelism } from 'node:os';
import { load, read, store, write } from '../dist/atomics.js';
import { play } from './crew.mjs';

/** Rounds of each test in which the other thread was seen to move: at most. */
const ROUNDS = 400_000;
const ROUNDS_PER_OPERATION = 0.04;
/** Rounds in one go: tens of milliseconds, so that both threads get a processor meanwhile. */
const ROUNDS_AT_ONCE = 2 ** 22;
const MOST_ATTEMPTS = 200;

const LINE = 32;

/**
 * @typedef {object} Setting
 * @property {SharedArrayBuffer} memory Two words, a line each.
 * @property {SharedArrayBuffer} seen What each thread saw in each round.
 */

/** @type {Record<string, import('./crew.mjs').Role<Setting>>} */
export const roles = {
  atomic({ index }, { memory, seen }) {
    const { cells, mine, other, saw } = viewsOf(index, memory, seen);
    for (let round = 1; round <= ROUNDS_AT_ONCE; round++) {
      store(cells, mine, round);
      saw[round] = load(cells, other);
    }
    return {};
  },

  plain({ index }, { memory, seen }) {
    const { cells, mine, other, saw } = viewsOf(index, memory, seen);
    for (let round = 1; round <= ROUNDS_AT_ONCE; round++) {
      write(cells, mine, round);
      saw[round] = read(cells, other);
    }
    return {};
  },

  sender(_, { memory }) {
    const cells = new Int32Array(memory);
    for (let round = 1; round <= ROUNDS_AT_ONCE; round++) {
      write(cells, 0, round);
      store(cells, LINE, round);
    }
    return {};
  },

  receiver(_, { memory }) {
    const cells = new Int32Array(memory);
    let overlapping = 0;
    let forbidden = 0;
    for (let last = 0; last < ROUNDS_AT_ONCE;) {
      const announced = load(cells, LINE);
      if (read(cells, 0) < announced) forbidden++;
      if (announced !== last) overlapping++;
      last = announced;
    }
    return { overlapping, forbidden };
  },
};

/** @param {number} index @param {SharedArrayBuffer} memory @param {SharedArrayBuffer} seen */
function viewsOf(index, memory, seen) {
  return {
    cells: new Int32Array(memory),
    mine: index * LINE,
    other: (1 - index) * LINE,
    saw: sawBy(index, seen),
  };
}

/** @param {number} index @param {SharedArrayBuffer} seen */
function sawBy(index, seen) {
  const rounds = 1 + ROUNDS_AT_ONCE;
  return new Int32Array(seen, index * rounds * 4, rounds);
}

/**
 * Counts the rounds of the first thread for which there is one of the second so that each missed
 * the other's store. What a thread sees only grows, so the first round that it has not seen is the
 * only one to look at.
 *
 * @param {SharedArrayBuffer} seen
 */
function judgeBuffering(seen) {
  const [first, second] = [sawBy(0, seen), sawBy(1, seen)];
  let forbidden = 0;
  let overlapping = 0;
  for (let round = 1; round <= ROUNDS_AT_ONCE; round++) {
    const missed = (first[round] ?? 0) + 1;
    if (first[round] !== first[round - 1]) overlapping++;
    if (missed <= ROUNDS_AT_ONCE && (second[missed] ?? 0) < round) forbidden++;
  }
  return { forbidden, overlapping };
}

/**
 * Repeats a test until it has seen enough.
 *
 * @param {string[]} cast
 * @param {import('./crew.mjs').Order} order
 * @param {(seen: { overlapping: number, forbidden: number }) => boolean} isEnough
 */
async function observe(cast, order, isEnough) {
  const total = { rounds: 0, forbidden: 0, overlapping: 0, seconds: 0 };
  for (let attempt = 0; !isEnough(total); attempt++) {
    if (attempt === MOST_ATTEMPTS) {
      throw new Error(`self-check: blind after ${JSON.stringify(total)} of ${cast.join()}`);
    }
    const setting = {
      memory: new SharedArrayBuffer(2 * LINE * 4),
      seen: new SharedArrayBuffer(2 * (1 + ROUNDS_AT_ONCE) * 4),
    };
    const played = await play({ module: import.meta.url, roles: cast, setting, order });
    const isPassing = cast[0] === 'sender';
    const { forbidden = 0, overlapping = 0 } = isPassing
      ? played.sum
      : judgeBuffering(setting.seen);
    total.rounds += ROUNDS_AT_ONCE;
    total.forbidden += forbidden;
    total.overlapping += overlapping;
    total.seconds += played.seconds;
  }
  return total;
}

/**
 * Both tests, for as long as it takes to see enough. One processor alone has nothing to show: there
 * the self-check is left out.
 *
 * @param {import('./crew.mjs').Order} order
 * @returns {Promise<import('./crew.mjs').Report>}
 */
export async function litmus(order) {
  const isAlone = availableParallelism() === 1;
  const wanted = isAlone ? 1 : Math.min(ROUNDS, order.operations * ROUNDS_PER_OPERATION);
  /** @param {{ overlapping: number }} seen */
  const isEnough = ({ overlapping }) => overlapping >= wanted;

  const buffering = await observe(['atomic', 'atomic'], order, isEnough);
  if (buffering.forbidden > 0) throw new Error(`store buffering: ${JSON.stringify(buffering)}`);
  const passing = await observe(['sender', 'receiver'], order, isEnough);
  if (passing.forbidden > 0) throw new Error(`message passing: ${JSON.stringify(passing)}`);
  const plain = await observe(['plain', 'plain'], order, (seen) =>
    isAlone ? isEnough(seen) : seen.forbidden > 0,
  );
  return {
    operations: 4 * (buffering.rounds + passing.rounds),
    seconds: buffering.seconds + passing.seconds,
    figures: {
      overlapping: buffering.overlapping + passing.overlapping,
      forbidden: 0,
      'forbidden if plain': `${plain.forbidden} of ${plain.rounds}`,
    },
  };
}
