// @ts-check
/**
 * Tasks of every outcome at once (they return, throw, reject, hang until their timeout, are aborted,
 * end their thread, have children), while machines are killed at random from outside. Checked:
 *
 * - every promise settles, with the right value or with an error that fits;
 * - no task runs twice, and one that has resolved has run (I1);
 * - afterwards no slot and no block of the arena is in use, on any thread, dead or alive (I6);
 * - nobody had to find work by his backstop (I3);
 * - the heap is as large after the last round as after the second.
 */
import { Runtime } from '@pilfer/scheduler';
import { Arena } from '../dist/arena.js';
import { CLOCK } from '../dist/clock.js';
import { FREE, stateOf } from '../dist/control-word.js';
import { endThread } from '../dist/load-gate.js';
import { Slots } from '../dist/slots.js';
import { storm } from './tasks.mjs';

/**
 * @typedef {object} Order
 * @property {number} tasks in all
 * @property {number} seed
 * @property {number} [procs]
 * @property {number} [rounds]
 * @property {number} [faults] share of the tasks that cost a machine
 * @property {number} [killEvery] tasks from one kill from outside to the next
 */

/** Tasks under way at the same time. */
const WINDOW = 500;

/** Milliseconds that a single task may take before it counts as lost. */
const PATIENCE_MS = 120_000;

/** @param {Order} order */
export async function runStorm({
  tasks,
  seed,
  procs = 2,
  rounds = 4,
  faults = 0.003,
  killEvery = 1500,
}) {
  const random = randomFrom(seed);
  const runtime = new Runtime({ procs, memory: 2 ** 26, closeTimeout: 10_000 });
  const inside = insideOf(runtime);
  /** @type {Record<string, number>} */
  const outcomes = {};
  let kills = 0;
  let deaths = 0;
  runtime.on('machineLost', () => void deaths++);
  const heaps = [];
  const started = performance.now();

  for (let round = 0; round < rounds; round++) {
    const count = Math.ceil(tasks / rounds);
    const runs = new Int32Array(new SharedArrayBuffer(4 * count));
    let id = 0;
    const worker = async () => {
      while (id < count) {
        const mine = id++;
        if (mine % killEvery === killEvery - 1) kills += killOne(inside, random);
        const outcome = await one(runtime, runs, mine, random, faults);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: WINDOW }, worker));
    await settle(inside);
    for (let i = 0; i < count; i++) {
      const n = /** @type {number} */ (runs[i]);
      if (n > 1) throw new Error(`task ${i} of round ${round} ran ${n} times`);
    }
    globalThis.gc?.();
    heaps.push(process.memoryUsage().heapUsed);
  }

  const { total } = runtime.stats();
  if (total.backstops > 0) throw new Error(`${total.backstops} backstops`);
  const usage = new Arena(inside.memory, inside.memory.plan.threads - 1).usage();
  const { stuckThreads } = await runtime.close();
  if (stuckThreads > 0) throw new Error(`${stuckThreads} threads are stuck`);
  const seconds = (performance.now() - started) / 1000;
  return { tasks, seed, seconds, outcomes, kills, deaths, heaps, usage };
}

/**
 * Runs one random task and judges its outcome; returns what it was.
 *
 * @param {Runtime} runtime
 * @param {Int32Array} runs
 * @param {number} id
 * @param {() => number} random
 * @param {number} faults
 */
async function one(runtime, runs, id, random, faults) {
  const dice = random();
  /** @param {Promise<unknown>} promise @param {(value: any) => boolean} isRight */
  const check = (promise, isRight) => judge(promise, id, isRight);
  if (dice < faults / 2) {
    return await check(runtime.run(storm.exit, runs, id), never);
  } else if (dice < faults) {
    const timeout = 1 + Math.floor(random() * 10);
    return await check(runtime.with({ timeout }).run(storm.loop, runs, id), never);
  } else if (dice < 0.1) {
    const controller = new globalThis.AbortController();
    const ms = random() * 2;
    const promise =
      random() < 0.5
        ? runtime.with({ signal: controller.signal }).run(storm.busy, runs, id, ms)
        : runtime.with({ signal: controller.signal }).run(storm.pause, runs, id, 3 * ms);
    setTimeout(() => controller.abort(), random() * 10);
    return await check(promise, (value) => value === id);
  } else if (dice < 0.15) {
    // Ends in about the moment when it is stopped.
    const timeout = 30;
    const promise = runtime.with({ timeout }).run(storm.pause, runs, id, 25 + random() * 6);
    return await check(promise, (value) => value === id);
  } else if (dice < 0.25) {
    return await check(runtime.run(storm.fail, runs, id), never);
  } else if (dice < 0.3) {
    return await check(runtime.run(storm.reject, runs, id), never);
  } else if (dice < 0.4) {
    return await check(runtime.run(storm.pause, runs, id, random() * 3), (v) => v === id);
  } else if (dice < 0.5) {
    const width = 1 + Math.floor(random() * 5);
    const sum = (width * (width - 1)) / 2 + width * id;
    return await check(runtime.run(storm.family, runs, id, width), (value) => value === sum);
  } else if (dice < 0.6) {
    const size = Math.floor(random() ** 4 * 200_000);
    return await check(
      runtime.run(storm.bytes, runs, id, size),
      (value) => value.length === size && (size === 0 || value[size >> 1] === (id & 255)),
    );
  } else if (dice < 0.7) {
    return await check(
      runtime.run(storm.object, runs, id, { list: [id, 'text', null] }),
      (value) => value.id === id && value.value.list[0] === id,
    );
  } else if (dice < 0.8) {
    return await check(runtime.run(storm.sum, id, 1), (value) => value === id + 1);
  }
  return await check(runtime.run(storm.number, runs, id), (value) => value === 3 * id);
}

const never = () => false;

/** Errors that fit any task: somebody has killed its machine, or it was told to stop. */
const codes = new Set(['ERR_PILFER_WORKER_LOST', 'ERR_PILFER_TIMEOUT', 'ABORT_ERR']);

/**
 * @param {Promise<unknown>} promise
 * @param {number} id
 * @param {(value: any) => boolean} isRight
 */
async function judge(promise, id, isRight) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`task ${id} is lost`)), PATIENCE_MS);
  });
  try {
    const value = await Promise.race([promise, late]);
    if (!isRight(value)) throw new Error(`task ${id} resolved with ${JSON.stringify(value)}`);
    return 'value';
  } catch (thrown) {
    const error = /** @type {Error & { code?: string, id?: number }} */ (thrown);
    if (error.code !== undefined && codes.has(error.code)) return error.code;
    if (error.id === id && error.message === `no ${id}`) return error.name;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @typedef {object} Inside
 * @property {any} memory
 * @property {{ hands: Map<number, any>, failedBoots: number, estates: { submitters: any[] }, idle: any }} crew
 * @property {{ submitter: any, live: number }} core
 */

/** @param {Runtime} runtime @returns {Inside} */
export function insideOf(runtime) {
  return Reflect.get(Reflect.get(runtime, 'backend'), 'parts');
}

/** Machines that {@link killOne} has ended. */
const ended = new WeakSet();

/**
 * Ends a machine, whatever it does; but not three in a row that have not come up: machines that die
 * at their start, one after the other, would be a reason for the runtime to give up.
 *
 * @param {Inside} inside @param {() => number} random
 */
export function killOne({ crew, memory }, random) {
  const { hands: all, failedBoots } = crew;
  const isOneEnded = [...all.values()].some((hand) => !hand.booted && ended.has(hand));
  const mayFail = failedBoots === 0 && !isOneEnded;
  const hands = [...all.values()].filter(({ booted }) => booted || mayFail);
  const hand = hands[Math.floor(random() * hands.length)];
  if (hand === undefined) return 0;
  ended.add(hand);
  // Not while it loads a module: there Node would abort the whole process.
  endThread(memory, CLOCK, hand, () => crew.hands.get(hand.thread) !== hand);
  return 1;
}

/** Waits until nothing is in use, on any thread. @param {Inside} inside */
export async function settle({ core, crew, memory }) {
  const arena = new Arena(memory, memory.plan.threads - 1);
  for (const end = performance.now() + 30_000; ;) {
    const { submitters } = crew.estates;
    const used = core.submitter.used + submitters.reduce((sum, { used }) => sum + used, 0);
    const blocks = used === 0 ? arena.usage() : undefined;
    if (blocks !== undefined && blocks.blocks === 0) return;
    if (performance.now() > end) {
      const what = JSON.stringify({ main: core.submitter.used, live: core.live, used, blocks });
      throw new Error(`something stays in use: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** How many slots are not free, whoever has them. @param {Inside} inside */
export function slotsInUse({ memory }) {
  const slots = new Slots(memory);
  let count = 0;
  for (let slot = 0; slot < memory.plan.slotCount; slot++) {
    if (stateOf(slots.control(slot)) !== FREE) count++;
  }
  return count;
}

/** @param {number} seed */
export function randomFrom(seed) {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
