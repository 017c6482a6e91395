// @ts-check
/** The trees of fork-aborts.mjs, and what each of their nodes watches for: see there. */
import { threadId } from 'node:worker_threads';
import { context, fork, join, tasks } from '@pilfer/scheduler';

// The cells of a tree, in shared memory.
/** Nodes that run at this moment. */
export const ACTIVE = 0;
/** Those of them that run on another thread than the root. */
export const ELSEWHERE = 1;
/** Nodes that have begun. */
export const BEGUN = 2;
/** The root's thread, once it runs there. */
export const HOME = 3;
/** Whether the tree was stopped: set when it is. */
export const STOPPED = 4;
/** Whether its home has gone on to another tree. */
export const OVER = 5;
/** What nodes have seen that must not be: bits. */
export const WRONG = 6;
export const CELLS = 8;

/** The home has gone on to the next tree, and a node of this one still runs. */
export const LEFT_BEHIND = 1;
/** A node has begun after that. */
export const TOO_LATE = 2;
/** A node has begun in a tree that was stopped, and is not told so. */
export const NOT_TOLD = 4;

/** How long a node takes at least, in milliseconds: so long that thieves come. */
const NODE_MS = 0.02;

/** The cells of the tree that has run on this thread last. @type {Int32Array | undefined} */
let last;

export const aborts = tasks(import.meta.url, {
  /**
   * A tree. If it does not heed that it was stopped, it goes on to its end.
   * @param {Int32Array} cells @param {boolean} heeds @param {number} seed @param {number} size
   */
  root(cells, heeds, seed, size) {
    if (last !== undefined) {
      if (Atomics.load(last, ACTIVE) !== 0) Atomics.or(last, WRONG, LEFT_BEHIND);
      Atomics.store(last, OVER, 1);
    }
    last = cells;
    Atomics.store(cells, HOME, threadId);
    return aborts.node(cells, heeds, seed, size);
  },

  /** Never ends. @param {Int32Array} cells @param {number} seed */
  hangs(cells, seed) {
    Atomics.store(cells, HOME, threadId);
    for (let i = 0; ; i++) {
      const open = [0, 1, 2].map((n) => fork(aborts.node, cells, true, seed + 3 * i + n, 100));
      for (const each of open) {
        try {
          join(each);
        } catch {
          // Of a part, or of one that was told that the tree is stopped.
        }
      }
    }
  },

  /**
   * As the trees of fork-trees: shape, order of joins, errors and forks left behind come from the seed.
   * @param {Int32Array} cells @param {boolean} heeds @param {number} seed @param {number} size
   * @returns {number}
   */
  node(cells, heeds, seed, size) {
    const isElsewhere = Number(threadId !== Atomics.load(cells, HOME));
    if (Atomics.load(cells, OVER) === 1) Atomics.or(cells, WRONG, TOO_LATE);
    Atomics.add(cells, ACTIVE, 1);
    Atomics.add(cells, ELSEWHERE, isElsewhere);
    Atomics.add(cells, BEGUN, 1);
    try {
      const isStopped = Atomics.load(cells, STOPPED) === 1; // before the task is asked
      if (isStopped && !context().cancelled) Atomics.or(cells, WRONG, NOT_TOLD);
      if (heeds) context().throwIfCancelled();
      for (const end = performance.now() + NODE_MS; performance.now() < end;);
      return grow(seed, size, (at, part) => fork(aborts.node, cells, heeds, at, part));
    } finally {
      Atomics.sub(cells, ELSEWHERE, isElsewhere);
      Atomics.sub(cells, ACTIVE, 1);
    }
  },

  /** What a tree comes to, where nobody watches and nobody stops it. @param {number} seed @param {number} size @returns {number} */
  plain: (seed, size) => grow(seed, size, (at, part) => fork(aborts.plain, at, part)),
});

/** @param {number} seed @param {number} size @param {(seed: number, size: number) => import('@pilfer/scheduler').Fork<number>} part */
function grow(seed, size, part) {
  let state = seed | 0;
  const random = (/** @type {number} */ n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) % n;
  };
  const made = [];
  let left = size - 1;
  for (let i = 1 + random(4); i > 0 && left > 0; i--) {
    const nodes = i === 1 ? left : 1 + random(left);
    left -= nodes;
    made.push(part(state, nodes));
  }
  let sum = size;
  const keeps = random(8) === 0 ? random(2) : 0;
  while (made.length > keeps) {
    const [next] = made.splice(random(2) === 0 ? made.length - 1 : random(made.length), 1);
    try {
      sum = (Math.imul(sum, 31) + join(/** @type {never} */ (next))) | 0;
    } catch (error) {
      sum = (sum + /** @type {Error} */ (error).message.length) | 0;
    }
  }
  if (random(10) === 0) throw new RangeError('x'.repeat(random(20)));
  return sum;
}
