// @ts-check
/** Long runs of forks: random trees against a sequential oracle, the same under kills, and litmus tests. */
import { GlobalQueue, Stealer } from '@pilfer/deque';
import { Runtime } from '@pilfer/scheduler';
import { forks } from '../test/runtime/fixtures/fork-tasks.mjs';
import { abortedTrees } from './fork-aborts.mjs';
import { inWindow, messageOf, oracleOf } from './fork-oracle.mjs';
import { insideOf, killOne, randomFrom, settle } from './storm.mjs';

/** Nodes of a random tree, forks but for one. */
const NODES = 2000;

/** Trees under way at the same time. */
const WINDOW = 16;

/** @typedef {{ size: number, seed: number }} Order */

/** Random trees of 10^7 forks end alike on 1, 2, 4 and 8 machines and on none. @param {Order} order */
async function trees({ size, seed }) {
  const count = Math.ceil((1e7 * size) / NODES / 4);
  let forked = 0;
  let exposed = 0;
  let stolen = 0;
  for (const procs of [1, 2, 4, 8]) {
    const runtime = new Runtime({ procs });
    await inWindow(
      count,
      async (i) => {
        const tree = seed + procs * count + i;
        const value = await runtime.run(forks.tree, tree, NODES).catch(messageOf);
        const right = oracle(tree);
        if (value !== right) throw new Error(`tree ${tree} on ${procs}: ${value}, not ${right}`);
      },
      WINDOW,
    );
    const { total } = runtime.stats();
    forked += total.forked;
    exposed += total.exposed;
    stolen += total.stolen;
    if (total.backstops > 0) throw new Error(`${total.backstops} backstops on ${procs}`);
    await settle(insideOf(runtime));
    await runtime.close();
  }
  return { forked, exposed, stolen };
}

/**
 * The same while machines are killed: a tree ends right, or its machine was lost; a fork of it whose
 * machine was lost has thrown that. Afterwards nothing is left. @param {Order} order
 */
async function killed({ size, seed }) {
  const random = randomFrom(seed);
  const runtime = new Runtime({ procs: 3 });
  const inside = insideOf(runtime);
  let deaths = 0;
  runtime.on('machineLost', () => void deaths++);
  const outcomes = { right: 0, lost: 0, 'lost in part': 0 };
  const count = Math.ceil(20_000 * size);
  await inWindow(
    count,
    async (i) => {
      if (i % 50 === 49) killOne(inside, random);
      const before = deaths;
      const outcome = await runtime.run(forks.tree, seed + i, NODES).then(
        (value) => ({ value, code: undefined }),
        (error) => ({ value: messageOf(error), code: error.code }),
      );
      if (outcome.value === oracle(seed + i)) outcomes.right++;
      else if (outcome.code === 'ERR_PILFER_WORKER_LOST') outcomes.lost++;
      // A tree that catches the error of a lost fork ends with another value.
      else if (deaths > before) outcomes['lost in part']++;
      else throw new Error(`tree ${seed + i}: ${outcome.value}, not ${oracle(seed + i)}`);
    },
    WINDOW,
  );
  const { total } = runtime.stats();
  if (total.backstops > 0) throw new Error(`${total.backstops} backstops`);
  await settle(inside);
  await runtime.close();
  return { trees: count, deaths, ...outcomes };
}

/** How soon a loop of forks answers a thief that is awake, or asleep: the goal is a millisecond. @param {Order} order */
async function answers({ size }) {
  const runtime = new Runtime({ procs: 2 });
  await runtime.run(forks.fib, 25);
  const times = await runtime.run(forks.answers, Math.ceil(10_000 * size));
  await runtime.close();
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ q) =>
    `${/** @type {number} */ (times[Math.floor(q * (times.length - 1))]).toFixed(3)} ms`;
  return { node: process.version, p50: at(0.5), p99: at(0.99), max: at(1) };
}

/**
 * R17: how soon children of a long task start elsewhere, while all other machines are idle: half of
 * them within 10 ms. At no time is there work for long that a sleeper could do. @param {Order} order
 */
async function starts({ size }) {
  /** @type {{ [figure: string]: unknown }} */
  const figures = {};
  for (const procs of [2, 4]) {
    for (const how of /** @type {const} */ (['run', 'fork'])) {
      const runtime = new Runtime({ procs });
      const { memory, crew } = insideOf(runtime);
      await runtime.run(forks.fib, 25);
      const watch = watchForSleepers(memory, crew.idle);
      /** @type {number[]} */
      const times = [];
      for (let left = Math.ceil(5000 * size); left > 0; left -= 500) {
        const [ours] = await runtime.run(forks.startsOf, Math.min(500, left), how);
        times.push(...ours);
      }
      const longest = watch.end();
      const { total } = runtime.stats();
      await runtime.close();
      times.sort((a, b) => a - b);
      const at = (/** @type {number} */ q) =>
        /** @type {number} */ (times[Math.floor(q * (times.length - 1))]).toFixed(3);
      figures[`${how} on ${procs}, ms`] = `p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)}`;
      if (Number(at(0.5)) > 10)
        throw new Error(`${how} on ${procs}: half started after ${at(0.5)} ms`);
      if (longest > 250)
        throw new Error(`${how} on ${procs}: work for ${longest} ms beside a sleeper`);
      if (total.backstops > 0) throw new Error(`${total.backstops} backstops`);
    }
  }
  return figures;
}

/**
 * Looks every millisecond whether there is work in a queue while a machine sleeps; `end` tells for how
 * long that was so at most. @param {any} memory @param {any} idle
 */
function watchForSleepers(memory, idle) {
  const queue = new GlobalQueue(memory.buffer, memory.plan.queueAt);
  const deques = Array.from(
    { length: memory.plan.blocks },
    (_, block) => new Stealer(memory.buffer, memory.dequeAt(block)),
  );
  let since = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const isBad =
      idle.parked.count() > 0 && (queue.size > 0 || deques.some((deque) => deque.size > 0));
    if (isBad) longest = Math.max(longest, performance.now() - since);
    else since = performance.now();
  }, 1);
  return {
    end() {
      clearInterval(timer);
      return longest;
    },
  };
}

/** @type {Record<string, (order: Order) => Promise<{ [figure: string]: unknown }>>} */
export const forkScenarios = {
  'fork-trees': trees,
  'fork-kills': killed,
  'fork-aborts': abortedTrees,
  'fork-answers': answers,
  'child-starts': starts,
};

/** @param {number} tree */
function oracle(tree) {
  return oracleOf(forks.tree, tree, NODES);
}
