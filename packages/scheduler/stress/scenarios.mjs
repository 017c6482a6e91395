// @ts-check
/** All long runs by name; here sleeping and waking, killing sleepers, floods. */
import { Runtime } from '@pilfer/scheduler';
import { kills } from './crash/kills.mjs';
import { forkScenarios } from './forks.mjs';
import { abortRace, close, mixed, retries } from './lives.mjs';
import { insideOf, randomFrom, runStorm, settle } from './storm.mjs';
import { storm } from './tasks.mjs';

/**
 * @typedef {{ size: number, seed: number }} Order size is 1 for the long run, less for a short one
 * @typedef {{ [figure: string]: unknown }} Figures
 */

/** @type {Record<string, (order: Order) => Promise<Figures>>} */
export const scenarios = {
  ...forkScenarios,

  storm: async ({ size, seed }) => {
    const tasks = Math.ceil(1e6 * size);
    const { heaps, outcomes, kills, deaths } = await runStorm({ tasks, seed, rounds: 10 });
    return { tasks, kills, deaths, growth: growth(heaps), ...outcomes };
  },

  mixed,
  retries,
  kills,
  'abort-race': abortRace,
  close,

  /** R16: go idle, submit one, a million times. */
  'ping-pong': async ({ size, seed }) => {
    const random = randomFrom(seed);
    const runtime = new Runtime({ procs: 2, spin: 0 });
    const cycles = Math.ceil(1e6 * size);
    const times = new Float64Array(cycles);
    await runtime.run(storm.sum, 0, 0);
    for (let i = 0; i < cycles; i++) {
      // Sometimes before the machine is asleep, sometimes in the middle of it, sometimes after.
      for (const end = performance.now() + random() * 0.1; performance.now() < end;);
      const start = performance.now();
      const sum = await runtime.run(storm.sum, i, 1);
      times[i] = performance.now() - start;
      if (sum !== i + 1) throw new Error(`task ${i} resolved with ${sum}`);
    }
    const { total } = runtime.stats();
    await runtime.close();
    if (total.backstops > 0) throw new Error(`${total.backstops} backstops`);
    times.sort();
    return { cycles, parks: total.parks, ...quantiles(times) };
  },

  /** R21: end one of two sleepers and submit a task at the same instant. */
  'kill-sleeper': async ({ size, seed }) => {
    const random = randomFrom(seed);
    const runtime = new Runtime({ procs: 2 });
    const inside = insideOf(runtime);
    const trials = Math.ceil(1000 * size);
    const times = new Float64Array(trials);
    for (let i = 0; i < trials; i++) {
      await until(() => runtime.stats().threads === 2 && asleep(inside) === 2);
      const hands = [...inside.crew.hands.values()];
      const victim = hands[random() < 0.5 ? 0 : 1];
      const start = performance.now();
      void victim.machine.terminate();
      const sum = await Promise.race([runtime.run(storm.sum, i, 1), late(10_000)]);
      times[i] = performance.now() - start;
      if (sum !== i + 1) throw new Error(`trial ${i}: ${sum}`);
      await until(() => runtime.stats().threads === 2);
    }
    const { total } = runtime.stats();
    await runtime.close();
    if (total.backstops > 0) throw new Error(`${total.backstops} backstops`);
    times.sort();
    return { trials, ...quantiles(times) };
  },

  /** R29: submit in a tight loop, with a limit, without ever waiting. */
  flood: async ({ size }) => {
    const limit = 10_000;
    const tasks = Math.ceil(1e7 * size);
    const runtime = new Runtime({ procs: 2, queueLimit: limit, onFull: 'reject' });
    let done = 0;
    let refused = 0;
    const resolved = () => void done++;
    const rejected = (/** @type {{ code?: string }} */ error) => {
      if (error.code !== 'ERR_PILFER_QUEUE_FULL') throw error;
      refused++;
    };
    await runtime.run(storm.sum, 0, 0);
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    for (let i = 0; i < tasks;) {
      for (const end = i + 20_000; i < end && i < tasks; i++) {
        runtime.run(storm.sum, i, 1).then(resolved, rejected);
      }
      await new Promise((resolve) => setImmediate(resolve));
      const { live } = insideOf(runtime).core;
      if (live > limit) throw new Error(`${live} tasks are under way`);
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    await until(() => done + refused === tasks);
    await settle(insideOf(runtime));
    await runtime.close();
    return { tasks, done, refused, 'heap MB': Math.round(most / 1e6) };
  },
};

/** The heap grows as long as types and tables settle: not after the second round of many. */
const MOST_GROWTH = 8e6;

/** @param {number[]} heaps */
function growth(heaps) {
  const [, second = NaN, ...rest] = heaps;
  const bytes = (rest.at(-1) ?? NaN) - second;
  if (!(bytes < MOST_GROWTH)) throw new Error(`the heap has grown by ${bytes} bytes`);
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {Float64Array} sorted */
function quantiles(sorted) {
  const at = (/** @type {number} */ q) =>
    `${/** @type {number} */ (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]).toFixed(3)} ms`;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** How many machines sleep. @param {import('./storm.mjs').Inside} inside */
function asleep({ crew: { idle } }) {
  return idle.parked.count() + idle.dozing.count();
}

/** @param {() => boolean} what */
async function until(what) {
  for (const end = performance.now() + 60_000; !what();) {
    if (performance.now() > end) throw new Error(`not within a minute: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** @param {number} ms */
function late(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(`not within ${ms} ms`), ms).unref());
}
