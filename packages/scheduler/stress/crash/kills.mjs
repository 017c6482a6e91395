// @ts-check
/**
 * R20: machines are killed at named steps of the protocols, on real threads, in the midst of tasks of
 * all kinds; either by themselves at once, or from outside after they have stood still there. Checked
 * after each death:
 *
 * - every promise settles, with the right value or with an error that fits; who may run again resolves;
 * - no root runs twice, but for retries, and one that has resolved has run (I1);
 * - no slot and no block of the arena is in use, on any thread, dead or alive (I6);
 * - as many machines as before run tasks at the same time;
 * - nobody had to find work by his backstop, but beside a machine that stood still with a wake-up in its
 *   hands, or was dying: its death is announced when it is over (I3).
 *
 * And in the end: the runtime is about as fast as one that nobody has died in.
 */
import { insideOf, killOne, randomFrom, settle, slotsInUse } from '../storm.mjs';
import { buildWithHooks } from './build.mjs';
import { ANY, Control, FIRST, OTHER, SELF } from './control.mjs';
import { Rounds } from './round.mjs';
import { steps } from './steps.mjs';

/** Deaths at each step in the full run. */
const DEATHS = 200;

/** Deaths at any access to shared memory in the full run. */
const ANYWHERE = 5000;

const PROCS = 3;

const WARM = 5;

/** Rounds of tasks after which a step that nobody has passed gets help: deaths from outside. */
const ROUNDS_ALONE = 3;
const MOST_ROUNDS = 200;

/** Windows of tiny tasks by which two runtimes are compared, and how many tasks there are in each. */
const WINDOWS = 31;
const WINDOW_TASKS = 2000;

/** How fast a runtime must be after the deaths; the goal is 0.9, and a loaded machine hides a part. */
const LEAST_PACE = 0.5;

/** How long the runtime may take to recover, in milliseconds. */
const PATIENCE_MS = 60_000;

/** @typedef {import('@pilfer/scheduler').Runtime} Runtime */

/** @param {import('../scenarios.mjs').Order} order */
export async function kills({ size, seed }) {
  const control = new Control(buildWithHooks(), steps.length);
  const { pilfer, crash } = await import('./tasks.mjs');
  const options = { procs: PROCS, memory: 2 ** 24 };
  const runtime = new pilfer.Runtime(options);
  const trials = new Trials(runtime, crash, control, seed);
  await trials.warm();
  const named = steps.map(({ name }, i) => ({ name, step: FIRST + i, times: DEATHS }));
  for (const { name, step, times } of [
    ...named,
    { name: 'anywhere', step: ANY, times: ANYWHERE },
  ]) {
    for (let n = Math.ceil(times * size); n > 0; n--) await trials.one(step, name);
  }
  const fresh = new pilfer.Runtime(options);
  const afterwards = await compare(runtime, fresh, crash);
  await fresh.close();
  await runtime.close();
  if (afterwards < LEAST_PACE) {
    throw new Error(`after the deaths ${afterwards.toFixed(2)} times as fast as a new runtime`);
  }
  return {
    steps: steps.length,
    ...trials.figures(),
    'pace afterwards': `${afterwards.toFixed(2)}×`,
  };
}

/** Deaths, one after the other, on one runtime. */
class Trials {
  #deaths = 0;
  #slowest = 0;
  /** By step: about how often a round passes it, at least once. @type {number[]} */
  #passes = [];
  #isEnded = true;
  /** Whether others were killed in this trial. */
  #hasHelped = false;
  #backstops = 0;
  #runtime;
  #inside;
  #crash;
  #control;
  #rounds;
  #random;

  /**
   * @param {Runtime} runtime
   * @param {typeof import('./tasks.mjs').crash} crash
   * @param {Control} control
   * @param {number} seed
   */
  constructor(runtime, crash, control, seed) {
    this.#runtime = runtime;
    this.#inside = insideOf(runtime);
    this.#crash = crash;
    this.#control = control;
    this.#random = randomFrom(seed);
    this.#rounds = new Rounds(runtime, crash, seed + 1);
    runtime.on('machineLost', () => void this.#deaths++);
  }

  /** Loads and compiles what the trials use, and sees how often a round passes each step. */
  async warm() {
    for (let round = 0; round < WARM; round++) await this.#round(false);
    for (let step = 0; step < FIRST + steps.length; step++) {
      this.#passes.push(Math.max(1, this.#control.passed(step) / WARM));
    }
  }

  /** Somebody dies at the step. @param {number} step @param {string} name */
  async one(step, name) {
    const start = performance.now();
    const random = this.#random;
    const mayRunAgain = random() < 0.5;
    const mode = random() < 0.5 ? SELF : OTHER;
    const most = this.#passes[step] ?? 1;
    const passes = Math.ceil(step === ANY ? most ** random() : random() * most);
    try {
      this.#isEnded = mode === SELF;
      const before = this.#deaths;
      this.#control.arm(step, passes, mode);
      for (let round = 0; this.#control.victim === 0; round++) {
        if (round === MOST_ROUNDS) throw new Error('nobody has passed it');
        if (round >= ROUNDS_ALONE) {
          this.#hasHelped = true;
          killOne(this.#inside, random);
        }
        await this.#round(mayRunAgain);
      }
      this.#control.disarm();
      await this.#recover(before);
    } catch (cause) {
      const how = mode === SELF ? 'by itself' : 'from outside';
      throw new Error(`killed at "${name}", pass ${passes}, ${how}`, { cause });
    }
    this.#slowest = Math.max(this.#slowest, performance.now() - start);
  }

  figures() {
    const backstops = `${this.#backstops} beside the dying`;
    const slowest = `${(this.#slowest / 1000).toFixed(1)} s`;
    return { deaths: this.#deaths, ...this.#rounds.outcomes, backstops, slowest };
  }

  /** @param {boolean} mayRunAgain */
  async #round(mayRunAgain) {
    await this.#rounds.run(mayRunAgain, () => {
      this.#endVictim();
      this.#countBackstops();
    });
  }

  #countBackstops() {
    const { backstops } = this.#runtime.stats().total;
    const isDying = this.#control.victim !== 0 || this.#hasHelped;
    if (backstops > this.#backstops && !isDying) throw new Error('a backstop, and nobody is dying');
    this.#backstops = backstops;
  }

  /** Ends a machine that stands still at its step. */
  #endVictim() {
    const hand = this.#isEnded ? undefined : this.#inside.crew.hands.get(this.#control.victim);
    if (hand === undefined) return;
    this.#isEnded = true;
    hand.machine.terminate();
  }

  /** Waits until the victim is buried, all machines are back, and nothing is left. @param {number} deaths */
  async #recover(deaths) {
    const { crew } = this.#inside;
    await until('all machines are back', () => {
      this.#endVictim();
      const hands = [...crew.hands.values()];
      return this.#deaths > deaths && hands.length === PROCS && hands.every(({ booted }) => booted);
    });
    this.#countBackstops();
    this.#control.forget();
    this.#hasHelped = false;
    const cells = new Int32Array(new SharedArrayBuffer(4));
    let met = 0;
    for (let i = 0; i < PROCS; i++)
      void this.#runtime.run(this.#crash.meet, cells, PROCS).then(() => met++);
    await until('all machines run tasks', () => met === PROCS);
    await settle(this.#inside);
    await until('all slots are free', () => slotsInUse(this.#inside) === 0);
    this.#countBackstops();
  }
}

/**
 * How fast tiny tasks run on the first runtime, by the time that they take on the second: the medians of
 * windows that take turns, since a machine that others use too is not the same for long.
 *
 * @param {Runtime} one @param {Runtime} other @param {typeof import('./tasks.mjs').crash} crash
 */
async function compare(one, other, { sum }) {
  const times = await Promise.all(
    [one, other].map(async (runtime) => {
      const window = async () => {
        const start = performance.now();
        await Promise.all(Array.from({ length: WINDOW_TASKS }, (_, i) => runtime.run(sum, i, 1)));
        return performance.now() - start;
      };
      await window();
      return { window, ms: /** @type {number[]} */ ([]) };
    }),
  );
  for (let i = 0; i < 2 * WINDOWS; i++) {
    for (const { window, ms } of times) ms.push(await window());
  }
  const [ours = NaN, theirs = NaN] = times.map(
    // The first half warms up.
    ({ ms }) => ms.slice(WINDOWS).sort((a, b) => a - b)[WINDOWS >> 1],
  );
  return theirs / ours;
}

/** @param {string} what @param {() => boolean} isSo */
async function until(what, isSo) {
  for (const end = performance.now() + PATIENCE_MS; !isSo();) {
    if (performance.now() > end) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
