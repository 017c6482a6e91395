// @ts-check
/**
 * R20: machines are killed at named steps of the protocols, on real threads, in the midst of tasks of
 * all kinds; either by themselves at once, or from outside after they have stood still there. Checked
 * after each death:
 *
 * - every promise settles, with the right value or with an error that fits; who may run again resolves;
 * - no root runs twice, but for retries, and one that has resolved has run (I1);
 * - no slot and no block of the arena is in use, on any thread, dead or alive (I6);
 * - as many machines as before run tasks at the same time.
 */
import { FREE, stateOf } from '../../dist/control-word.js';
import { Slots } from '../../dist/slots.js';
import { insideOf, killOne, randomFrom, settle } from '../storm.mjs';
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

/** How long the runtime may take to recover, in milliseconds. */
const PATIENCE_MS = 60_000;

/** @typedef {import('@pilfer/scheduler').Runtime} Runtime */

/** @param {import('../scenarios.mjs').Order} order */
export async function kills({ size, seed }) {
  const control = new Control(buildWithHooks(), steps.length);
  const { pilfer, crash } = await import('./tasks.mjs');
  const runtime = new pilfer.Runtime({ procs: PROCS, memory: 2 ** 24 });
  const trials = new Trials(runtime, crash, control, seed);
  await trials.warm();
  const pace = await trials.pace();
  const named = steps.map(({ name }, i) => ({ name, step: FIRST + i, times: DEATHS }));
  for (const { name, step, times } of [
    ...named,
    { name: 'anywhere', step: ANY, times: ANYWHERE },
  ]) {
    for (let n = Math.ceil(times * size); n > 0; n--) await trials.one(step, name);
  }
  const afterwards = (await trials.pace()) / pace;
  await runtime.close();
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

  /** Tiny tasks per millisecond: the best of some rounds. */
  async pace() {
    let best = 0;
    for (let round = 0; round < 30; round++) {
      const start = performance.now();
      const sums = Array.from({ length: 2000 }, (_, i) => this.#runtime.run(this.#crash.sum, i, 1));
      await Promise.all(sums);
      best = Math.max(best, sums.length / (performance.now() - start));
    }
    return best;
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
        if (round >= ROUNDS_ALONE) killOne(this.#inside, random);
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
    const { backstops } = this.#runtime.stats().total;
    const slowest = `${(this.#slowest / 1000).toFixed(1)} s`;
    return { deaths: this.#deaths, ...this.#rounds.outcomes, backstops, slowest };
  }

  /** @param {boolean} mayRunAgain */
  async #round(mayRunAgain) {
    await this.#rounds.run(mayRunAgain, () => this.#endVictim());
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
    const cells = new Int32Array(new SharedArrayBuffer(4));
    let met = 0;
    for (let i = 0; i < PROCS; i++)
      void this.#runtime.run(this.#crash.meet, cells, PROCS).then(() => met++);
    await until('all machines run tasks', () => met === PROCS);
    await settle(this.#inside);
    await until('all slots are free', () => this.#slotsInUse() === 0);
  }

  #slotsInUse() {
    const { memory } = this.#inside;
    const slots = new Slots(memory);
    let count = 0;
    for (let slot = 0; slot < memory.plan.slotCount; slot++) {
      if (stateOf(slots.control(slot)) !== FREE) count++;
    }
    return count;
  }
}

/** @param {string} what @param {() => boolean} isSo */
async function until(what, isSo) {
  for (const end = performance.now() + PATIENCE_MS; !isSo();) {
    if (performance.now() > end) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
