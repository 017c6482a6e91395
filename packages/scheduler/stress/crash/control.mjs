// @ts-check
/** The cells by which the main thread tells a machine where to die, and learns that it has. */
import { setEnvironmentData } from 'node:worker_threads';

/** Under which key Node hands them, and the folder of the build with hooks, to threads that start. */
export const KEY = 'pilfer.crash';

/** The number of the step at which somebody shall die; 0: nobody. */
export const ARMED = 0;
/** At which pass. */
export const PASSES = 1;
/** How: one of the two below. */
export const MODE = 2;
/** The machine that has reached it; 0: none yet. */
export const VICTIM = 3;
/** Never set: who waits for it is ended from outside. */
export const LETS_GO = 4;
/** From here on: how often each step was passed. */
export const PASSED = 16;

/** It ends by itself, at once. */
export const SELF = 0;
/** It stands still until it is terminated. */
export const OTHER = 1;

/** The step that stands for any access to shared memory whatever. */
export const ANY = 1;
/** The number of the first named step. */
export const FIRST = 2;

/** The main thread's side. */
export class Control {
  #cells;

  /** @param {string} home folder of the build with hooks @param {number} steps */
  constructor(home, steps) {
    const cells = new SharedArrayBuffer(4 * (PASSED + FIRST + steps));
    this.#cells = new Int32Array(cells);
    setEnvironmentData(KEY, { cells, home });
  }

  /** Has whoever passes a step for the `passes`th time from now on die. @param {number} step @param {number} passes @param {number} mode */
  arm(step, passes, mode) {
    Atomics.store(this.#cells, VICTIM, 0);
    Atomics.store(this.#cells, MODE, mode);
    Atomics.store(this.#cells, PASSES, passes);
    Atomics.store(this.#cells, ARMED, step);
  }

  disarm() {
    Atomics.store(this.#cells, ARMED, 0);
  }

  /** The victim is buried. */
  forget() {
    Atomics.store(this.#cells, VICTIM, 0);
  }

  /** The machine that has died, or stands still; 0: none. */
  get victim() {
    return Atomics.load(this.#cells, VICTIM);
  }

  /** How often a step was passed so far. @param {number} step */
  passed(step) {
    return Atomics.load(this.#cells, PASSED + step);
  }
}
