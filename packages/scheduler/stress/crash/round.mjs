// @ts-check
/** A round of tasks of all kinds, so that machines pass all steps; and what may become of each. */
import { randomFrom } from '../storm.mjs';

/** Cells for runs: used again long after. */
const IDS = 2 ** 20;

/** How long a round may take, in milliseconds, before one of its tasks counts as lost. */
const PATIENCE_MS = 60_000;

const LOST = 'ERR_PILFER_WORKER_LOST';
const ABORTED = 'ABORT_ERR';

/**
 * @typedef {import('@pilfer/scheduler').Runtime} Runtime
 * @typedef {import('@pilfer/scheduler').TaskOptions} TaskOptions
 * @typedef {typeof import('./tasks.mjs').crash} Tasks
 */

/** Runs rounds, and judges how their tasks end. */
export class Rounds {
  outcomes = { right: 0, lost: 0, aborted: 0 };
  /** @type {Promise<void>[]} */
  #judged = [];
  #runs = new Int32Array(new SharedArrayBuffer(4 * IDS));
  #id = 0;
  #runtime;
  #crash;
  #random;

  /** @param {Runtime} runtime @param {Tasks} crash @param {number} seed */
  constructor(runtime, crash, seed) {
    this.#runtime = runtime;
    this.#crash = crash;
    this.#random = randomFrom(seed);
  }

  /**
   * Returns when all have settled.
   *
   * @param {boolean} mayRunAgain whether those without children run again if their machine dies.
   * @param {() => void} meanwhile called in each turn.
   */
  async run(mayRunAgain, meanwhile) {
    this.#simple(mayRunAgain ? { retries: 100 } : {});
    this.#parents();
    this.#cancelled();
    await this.#settled(meanwhile);
    this.#forks(); // nobody has anything else to do
    await this.#settled(meanwhile);
    // Now and then long enough for machines to fall asleep.
    if (this.#random() < 0.5) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  /** @param {() => void} meanwhile */
  async #settled(meanwhile) {
    let isOver = false;
    const over = () => (isOver = true);
    const settled = Promise.all(this.#judged.splice(0));
    settled.then(over, over);
    for (const end = performance.now() + PATIENCE_MS; !isOver;) {
      meanwhile();
      if (performance.now() > end) throw new Error('a task is lost');
      await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, 1))]);
    }
    await settled;
  }

  /** @param {TaskOptions} options */
  #simple(options) {
    const { echo, bytes, pause, sum } = this.#crash;
    const runtime = this.#runtime.with(options);
    const may = options.retries === undefined ? LOST : '';
    for (let i = 0; i < 20; i++) this.#judge(runtime.run(sum, i, 1), (n) => n === i + 1, may);
    for (const size of [10, 3000, 20_000, 70_000, 150_000]) {
      const text = 'x'.repeat(size);
      const one = this.#next();
      this.#judge(runtime.run(echo, this.#runs, one, text), (back) => back.text === text, may, one);
      const two = this.#next();
      this.#judge(runtime.run(bytes, this.#runs, two, size), (b) => b.length === size, may, two);
    }
    for (let i = 0; i < 3; i++) {
      const id = this.#next();
      this.#judge(runtime.run(pause, this.#runs, id), (back) => back === id, may, id);
    }
  }

  /** Their children may be lost without them. */
  #parents() {
    const runtime = this.#runtime;
    for (const width of [5, 30, this.#random() < 0.2 ? 400 : 10]) {
      const id = this.#next();
      const right = (width * (width + 1)) / 2 + 2 * 330_100;
      const promise = runtime.run(this.#crash.family, this.#runs, id, width);
      this.#judge(promise, (sum) => sum === right, LOST, id);
    }
    this.#forks();
  }

  #forks() {
    const id = this.#next();
    const promise = this.#runtime.run(this.#crash.forks, this.#runs, id, 4);
    this.#judge(promise, (leaves) => leaves === 3 ** 4, LOST, id);
  }

  /** Queued, running, pending, or in between. */
  #cancelled() {
    for (let i = 0; i < 6; i++) {
      const id = this.#next();
      const controller = new globalThis.AbortController();
      const runtime = this.#runtime.with({ signal: controller.signal });
      const { pause, untilCancelled } = this.#crash;
      /** @type {Promise<unknown>} */
      const promise = runtime.run(i < 2 ? untilCancelled : pause, this.#runs, id);
      this.#judge(promise, (back) => back === id, `${ABORTED} ${LOST}`, id);
      if (i < 2) setTimeout(() => controller.abort(), this.#random() * 3);
      else setImmediate(() => controller.abort());
    }
  }

  #next() {
    this.#id = (this.#id + 1) % IDS;
    Atomics.store(this.#runs, this.#id, 0);
    return this.#id;
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   * @param {(value: T) => boolean} isRight
   * @param {string} may the codes of errors that fit
   * @param {number} [id] of the cell with its runs
   */
  #judge(promise, isRight, may, id) {
    this.#judged.push(this.#outcome(promise, isRight, may, id));
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   * @param {(value: T) => boolean} isRight
   * @param {string} may
   * @param {number | undefined} id
   */
  async #outcome(promise, isRight, may, id) {
    try {
      const value = await promise;
      if (!isRight(value)) throw new Error(`a task resolved with ${String(value).slice(0, 100)}`);
      this.outcomes.right++;
      if (id !== undefined) this.#checkRuns(id, may, 1);
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error);
      if (code === undefined || !may.includes(code)) throw error;
      if (code === ABORTED) this.outcomes.aborted++;
      else this.outcomes.lost++;
      if (id !== undefined) this.#checkRuns(id, may, 0);
    }
  }

  /** Who may not be lost may run again. @param {number} id @param {string} may @param {number} least */
  #checkRuns(id, may, least) {
    const runs = Atomics.load(this.#runs, id);
    if (runs < least || (runs > 1 && may !== '')) throw new Error(`a task ran ${runs} times`);
  }
}
