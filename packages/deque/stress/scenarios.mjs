// @ts-check
/** All scenarios by name, in the order in which they run. */
import { lastTask, noStarvation, spsc, stampede } from './deque.mjs';
import { histories } from './histories.mjs';
import { doorbell } from './inbox.mjs';
import { litmus } from './litmus.mjs';
import { overflow } from './overflow.mjs';
import { eventLoop, manyWakers, pingPong } from './parking.mjs';
import { mpmc } from './queue.mjs';
import { wraparound } from './wraparound.mjs';

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {(order: import('./crew.mjs').Order) => Promise<import('./crew.mjs').Report>} run
 * @property {number} share Of the operations asked for: sleeping takes longer than stealing.
 */

/** @type {readonly Scenario[]} */
export const scenarios = [
  { name: 'litmus', run: litmus, share: 1 },
  { name: 'histories', run: histories, share: 1 },
  { name: 'spsc', run: spsc, share: 1 },
  { name: 'stampede', run: stampede, share: 1 },
  { name: 'last-task', run: lastTask, share: 1 },
  { name: 'no-starvation', run: noStarvation, share: 1 },
  { name: 'wraparound', run: wraparound, share: 1 },
  { name: 'overflow', run: overflow, share: 1 },
  { name: 'mpmc', run: mpmc, share: 1 },
  { name: 'doorbell', run: doorbell, share: 0.1 },
  { name: 'ping-pong', run: pingPong, share: 0.05 },
  { name: 'many-wakers', run: manyWakers, share: 0.005 },
  { name: 'event-loop', run: eventLoop, share: 0.02 },
];
