// @ts-check
/** The tasks of kills.mjs, of the build with hooks. Roots count their runs in a cell of their own. */
import { createRequire } from 'node:module';
import { join as pathOf } from 'node:path';
import { getEnvironmentData } from 'node:worker_threads';
import { KEY } from './control.mjs';

/** @typedef {typeof import('@pilfer/scheduler')} Pilfer */

const { home } = /** @type {{ home: string }} */ (getEnvironmentData(KEY));

/** The build with hooks. */
export const pilfer = /** @type {Pilfer} */ (
  createRequire(import.meta.url)(pathOf(home, 'index.js'))
);
const { context, fork, join, tasks } = pilfer;

/** @param {Int32Array} runs @param {number} id */
function count(runs, id) {
  Atomics.add(runs, id, 1);
}

export const crash = tasks(import.meta.url, {
  /** Only numbers. @param {number} a @param {number} b */
  sum: (a, b) => a + b,

  /** Blocks in and out. @param {Int32Array} runs @param {number} id @param {string} text */
  echo(runs, id, text) {
    count(runs, id);
    return { id, text };
  },

  /** A result of any size. @param {Int32Array} runs @param {number} id @param {number} size */
  bytes(runs, id, size) {
    count(runs, id);
    return new Uint8Array(size).fill(id);
  },

  /** @param {Int32Array} runs @param {number} id */
  async pause(runs, id) {
    count(runs, id);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return id;
  },

  /** Ends when it is cancelled. @param {Int32Array} runs @param {number} id */
  untilCancelled(runs, id) {
    count(runs, id);
    while (!context().cancelled);
  },

  /** Children of all kinds. @param {Int32Array} runs @param {number} id @param {number} width @returns {Promise<number>} */
  async family(runs, id, width) {
    count(runs, id);
    const { runtime } = context();
    const cells = new Int32Array(new SharedArrayBuffer(4));
    const sums = Array.from({ length: width }, (_, i) => runtime.run(crash.sum, i, 1));
    // Enough of one size to need several chunks of the arena.
    const sizes = [100, ...Array.from({ length: 12 }, () => 20_000), 90_000];
    const blocks = sizes.map(async (size) => {
      const { length } = await runtime.run(crash.bytes, cells, 0, size);
      const { text } = await runtime.run(crash.echo, cells, 0, 'x'.repeat(size));
      return length + text.length;
    });
    const all = await Promise.all([...sums, ...blocks]);
    return all.reduce((sum, n) => sum + n, 0);
  },

  /** A tree of forks, joined in either order. @param {Int32Array} runs @param {number} id @param {number} depth */
  forks(runs, id, depth) {
    count(runs, id);
    return crash.tree(depth, id % 2);
  },

  /** The number of its leaves, which take a while. @param {number} depth @param {number} order @returns {number} */
  tree(depth, order) {
    if (depth === 0) {
      for (const end = performance.now() + 0.1 * Math.random(); performance.now() < end;);
      return 1;
    }
    const open = [0, 1, 2].map(() => fork(crash.tree, depth - 1, order));
    if (order === 1) open.reverse();
    return open.reduce((sum, each) => sum + join(each), 0);
  },

  /** Runs at the same time as others: returns when so many are there. @param {Int32Array} cells @param {number} count */
  meet(cells, count) {
    Atomics.add(cells, 0, 1);
    while (Atomics.load(cells, 0) < count);
  },
});
