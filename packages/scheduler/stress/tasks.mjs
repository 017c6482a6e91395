// @ts-check
/** What the storm's tasks do. Each first counts its run in a shared cell of its own. */
import { context, tasks } from '@pilfer/scheduler';

/** @param {number} ms */
const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {Int32Array} runs @param {number} id */
function count(runs, id) {
  Atomics.add(runs, id, 1);
}

export const storm = tasks(import.meta.url, {
  /** @param {Int32Array} runs @param {number} id */
  number(runs, id) {
    count(runs, id);
    return id * 3;
  },
  /** Only numbers: nothing is encoded. @param {number} a @param {number} b */
  sum: (a, b) => a + b,
  /** @param {Int32Array} runs @param {number} id @param {object} value */
  object(runs, id, value) {
    count(runs, id);
    return { id, value };
  },
  /** @param {Int32Array} runs @param {number} id @param {number} size */
  bytes(runs, id, size) {
    count(runs, id);
    return new Uint8Array(size).fill(id);
  },
  /** @param {Int32Array} runs @param {number} id @param {number} ms */
  busy(runs, id, ms) {
    count(runs, id);
    for (const end = performance.now() + ms; performance.now() < end;);
    return id;
  },
  /** @param {Int32Array} runs @param {number} id @param {number} ms */
  async pause(runs, id, ms) {
    count(runs, id);
    await after(ms);
    return id;
  },
  /** @param {Int32Array} runs @param {number} id */
  fail(runs, id) {
    count(runs, id);
    throw Object.assign(new RangeError(`no ${id}`), { id });
  },
  /** @param {Int32Array} runs @param {number} id */
  async reject(runs, id) {
    count(runs, id);
    await null;
    throw Object.assign(new TypeError(`no ${id}`), { id });
  },
  /** @param {Int32Array} runs @param {number} id */
  loop(runs, id) {
    count(runs, id);
    for (;;);
  },
  /** @param {Int32Array} runs @param {number} id */
  exit(runs, id) {
    count(runs, id);
    process.exit(id % 100);
  },
  /** @param {Int32Array} runs @param {number} id @param {number} width @returns {Promise<number>} */
  async family(runs, id, width) {
    count(runs, id);
    const { runtime } = context();
    const children = Array.from({ length: width }, (_, i) => runtime.run(storm.sum, i, id));
    return (await Promise.all(children)).reduce((sum, n) => sum + n, 0);
  },
});
