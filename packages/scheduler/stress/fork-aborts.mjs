// @ts-check
/**
 * Fork trees that are stopped from outside at any moment, by a signal or a timeout: before they are
 * submitted, in the same turn, queued, running alone, or with forks under way on other machines. Each node
 * counts in cells of its tree in shared memory. Checked:
 *
 * - every promise settles once: with what the tree comes to where nobody stops it, or with the error of
 *   its being stopped, if it was; a tree that was stopped before it was submitted never begins;
 * - a node that begins in a stopped tree is told so;
 * - no node of a tree runs, or begins, when its machine has gone on to another tree;
 * - afterwards no slot and no block is in use, no listener is left on a signal, no error belongs to no
 *   task, nobody had to find work by his backstop, and no machine has died;
 * - or only those that had to, in the second part, where trees hang until they are ended with their thread.
 */
import { getEventListeners } from 'node:events';
import { Runtime } from '@pilfer/scheduler';
import * as tree from './abort-tasks.mjs';
import { inWindow, messageOf, oracleOf } from './fork-oracle.mjs';
import { insideOf, randomFrom, settle, slotsInUse } from './storm.mjs';

const { aborts } = tree;

/** Trees on each number of machines in the full run. */
const TREES = 6000;

/** Trees in the second part of the full run, and how many there are for each that hangs. */
const TREES_WITH_DEATHS = 4000;
const HANG_EVERY = 8;

/** Nodes of a tree at most. */
const NODES = 600;

/** The longest time after which a tree is timed out, in milliseconds. */
const LONGEST_MS = 6;

/**
 * When a tree is stopped: timed out after so many milliseconds; aborted before, or in the turn that
 * submits it; or when the function, which is asked time and again, says so.
 *
 * @typedef {number | 'before' | 'in its turn' | (() => boolean)} Stop
 * @typedef {import('@pilfer/scheduler').TaskRunner} TaskRunner
 */

/** @param {import('./scenarios.mjs').Order} order */
export async function abortedTrees({ size, seed }) {
  const figures = new Figures();
  for (const procs of [1, 2, 4, 8]) {
    const third = Math.ceil((TREES * size) / 3);
    const trees = new Trees(procs, 3 * third, seed + procs, figures);
    // With more trees than machines some are queued; with fewer, there are thieves.
    const widths = [1, Math.ceil(procs / 2), 2 * procs];
    for (const [n, width] of widths.entries()) {
      await inWindow(third, (i) => trees.any(n * third + i), width);
    }
    await trees.end(0);
  }
  const count = HANG_EVERY * Math.ceil((TREES_WITH_DEATHS * size) / HANG_EVERY);
  const trees = new Trees(3, count, seed, figures);
  await inWindow(count, (i) => (i % HANG_EVERY === 0 ? trees.hanging(i) : trees.any(i)), 3);
  await trees.end(count / HANG_EVERY);
  return { ...figures };
}

class Figures {
  trees = 0;
  right = 0;
  /** Stopped: by the state in which they were. */
  before = 0;
  'in its turn' = 0;
  queued = 0;
  alone = 0;
  'with forks elsewhere' = 0;
  'timed out' = 0;
  deaths = 0;
  lost = 0;
  'lost in part' = 0;
}

/** Trees on one runtime. */
class Trees {
  #deaths = 0;
  /** @type {unknown[]} */
  #strays = [];
  #cells;
  #count;
  #figures;
  #random;
  #runtime;
  #seed;

  /** @param {number} procs @param {number} count @param {number} seed @param {Figures} figures */
  constructor(procs, count, seed, figures) {
    this.#figures = figures;
    this.#count = count;
    this.#cells = new SharedArrayBuffer(4 * tree.CELLS * count);
    this.#random = randomFrom(seed);
    this.#seed = seed;
    this.#runtime = new Runtime({ procs, memory: 2 ** 26 });
    this.#runtime.on('machineLost', () => void this.#deaths++);
    this.#runtime.on('strayError', (error) => void this.#strays.push(error));
  }

  /** A tree, which may be stopped and then ends by itself. @param {number} i */
  async any(i) {
    const seed = (Math.imul(this.#seed, 100_003) + i) | 0;
    const size = 1 + Math.floor(this.#random() * NODES);
    const heeds = this.#random() < 0.5;
    const cells = this.#cellsOf(i);
    const stop = this.#stop(cells, size);
    const before = this.#deaths;
    const { code, value, isStopped } = await this.#outcome(cells, stop, Infinity, (runtime) =>
      runtime.run(aborts.root, cells, heeds, seed, size),
    );
    if (isStopped) {
      if (stop !== 'before' || Atomics.load(cells, tree.BEGUN) === 0) return;
      throw new Error(`tree ${seed} of ${size} has begun, though it was aborted before`);
    }
    const right = oracleOf(aborts.plain, seed, size);
    if (value === right) this.#figures.right++;
    else if (this.#deaths === before) {
      throw new Error(`tree ${seed} of ${size}: ${value}, not ${right}`);
    } else if (code === 'ERR_PILFER_WORKER_LOST') this.#figures.lost++;
    else this.#figures['lost in part']++; // it has caught the error of a lost fork
  }

  /** A tree that never ends, and is ended with its thread. @param {number} i */
  async hanging(i) {
    const cells = this.#cellsOf(i);
    const random = this.#random;
    const stop = random() < 0.5 ? this.#timeout() : () => Atomics.load(cells, tree.HOME) !== 0;
    const killAfter = Math.floor(random() * 3);
    const { value, isStopped } = await this.#outcome(cells, stop, killAfter, (runtime) =>
      runtime.run(aborts.hangs, cells, this.#seed + i),
    );
    if (!isStopped) throw new Error(`a tree that hangs has ended: ${value}`);
  }

  /** Waits until nothing is left, and looks what has been seen. @param {number} deaths that there must have been */
  async end(deaths) {
    const inside = insideOf(this.#runtime);
    await settle(inside);
    const used = slotsInUse(inside);
    const { backstops } = this.#runtime.stats().total;
    const { stuckThreads } = await this.#runtime.close();
    this.#figures.trees += this.#count;
    this.#figures.deaths += this.#deaths;
    const found = {
      used,
      backstops,
      stuckThreads,
      deaths: this.#deaths,
      strays: this.#strays.length,
    };
    const expected = { used: 0, backstops: 0, stuckThreads: 0, deaths, strays: 0 };
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
      throw new Error(JSON.stringify(found), { cause: this.#strays[0] });
    }
    for (let i = 0; i < this.#count; i++) this.#check(this.#cellsOf(i), deaths > 0);
  }

  /** What a dead thread ran has not ended, and what it had given away may go on for a while. @param {Int32Array} cells @param {boolean} anyDied */
  #check(cells, anyDied) {
    const { [tree.WRONG]: wrong = 0, [tree.ACTIVE]: active } = cells;
    if (anyDied ? (wrong & tree.NOT_TOLD) === 0 : wrong === 0 && active === 0) return;
    throw new Error(`a tree was seen to be wrong: bits ${wrong}, ${active} nodes left`);
  }

  /** How a tree ends; it is stopped meanwhile. @param {Int32Array} cells @param {Stop | undefined} stop @param {number} killAfter @param {(runtime: TaskRunner) => Promise<unknown>} run */
  async #outcome(cells, stop, killAfter, run) {
    const controller = new globalThis.AbortController();
    const { signal } = controller;
    const timeout = typeof stop === 'number' ? { timeout: stop } : {};
    let settled = 0;
    if (stop === 'before') this.#abort(cells, controller, stop);
    const promise = run(this.#runtime.with({ signal, killAfter, ...timeout })).then(
      (value) => {
        settled++;
        return { value, name: '', code: '' };
      },
      (error) => {
        settled++;
        if (error.name === 'TimeoutError') this.#stopped(cells, 'timed out');
        return { value: messageOf(error), name: error.name, code: error.code };
      },
    );
    if (stop === 'in its turn') this.#abort(cells, controller, stop);
    else if (typeof stop === 'function') {
      while (settled === 0 && !stop()) await new Promise((resolve) => setImmediate(resolve));
      if (settled === 0) this.#abort(cells, controller);
    }
    const outcome = await promise;
    if (settled !== 1) throw new Error(`a tree settled ${settled} times`);
    if (getEventListeners(signal, 'abort').length > 0) throw new Error('a listener is left');
    const isStopped = outcome.name === (typeof stop === 'number' ? 'TimeoutError' : 'AbortError');
    return { ...outcome, isStopped: isStopped && stop !== undefined };
  }

  /** @param {Int32Array} cells @param {AbortController} controller @param {keyof Figures} [state] */
  #abort(cells, controller, state) {
    const isQueued = Atomics.load(cells, tree.HOME) === 0;
    const hasThieves = Atomics.load(cells, tree.ELSEWHERE) > 0;
    controller.abort();
    this.#stopped(
      cells,
      state ?? (isQueued ? 'queued' : hasThieves ? 'with forks elsewhere' : 'alone'),
    );
  }

  /** @param {Int32Array} cells @param {keyof Figures} state */
  #stopped(cells, state) {
    Atomics.store(cells, tree.STOPPED, 1);
    this.#figures[state]++;
  }

  /** @param {Int32Array} cells @param {number} size @returns {Stop | undefined} */
  #stop(cells, size) {
    const random = this.#random;
    const dice = random();
    if (dice < 0.2) return undefined;
    if (dice < 0.25) return 'before';
    if (dice < 0.3) return 'in its turn';
    if (dice < 0.4) return this.#timeout();
    if (dice < 0.5) {
      let turns = Math.floor(random() * 4);
      return () => turns-- === 0;
    }
    if (dice < 0.8) return () => Atomics.load(cells, tree.ELSEWHERE) > 0;
    const nodes = Math.ceil(random() ** 2 * size);
    return () => Atomics.load(cells, tree.BEGUN) >= nodes;
  }

  #timeout() {
    return 1 + Math.floor(this.#random() * LONGEST_MS);
  }

  /** @param {number} i */
  #cellsOf(i) {
    return new Int32Array(this.#cells, 4 * tree.CELLS * i, tree.CELLS);
  }
}
