// @ts-check
/** One thread of a crew: plays the role that it was given, and says how it went. */
import { parentPort, workerData } from 'node:worker_threads';
import { Barrier, Random } from './crew.mjs';

/**
 * @typedef {object} Part
 * @property {string} module
 * @property {string} role
 * @property {number} index
 * @property {number} size
 * @property {SharedArrayBuffer} barrier
 * @property {number} seed
 * @property {unknown} setting
 * @property {import('node:worker_threads').MessagePort} [port]
 */

const part = /** @type {Part} */ (workerData);
const { roles } = /** @type {{ roles: Record<string, import('./crew.mjs').Role<unknown>> }} */ (
  await import(part.module)
);
const play = roles[part.role];
if (play === undefined) throw new Error(`${part.module} has no role '${part.role}'`);

const barrier = new Barrier(part.barrier, part.size);
const thread = {
  index: part.index,
  random: new Random(part.seed + part.index),
  /** @param {number} [spins] */
  meet: (spins) => barrier.meet(spins),
  ...(part.port && { port: part.port }),
};

thread.meet();
const start = performance.now();
const tally = await play(thread, part.setting);
parentPort?.postMessage({ tally, seconds: (performance.now() - start) / 1000 });
