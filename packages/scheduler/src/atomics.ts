/**
 * The one door to shared memory.
 *
 * Every access that another thread can see goes through these names, but for the one read in each
 * fork and join (forks/watch.ts); lint forbids the global `Atomics` and bare indexing of
 * {@link Cells} in all other files. Model tests put a memory of their own behind this door and visit
 * every interleaving of the real code.
 *
 * Two kinds of access:
 * - the `Atomics` ones are sequentially consistent: there is one order of all of them that every
 *   thread agrees on, and a load that sees a store also sees all that came before the store
 *   (ECMA-262, Memory Model, "synchronizes-with");
 * - `read` and `write` are ordinary accesses. A racing `read` may return an old value, never a
 *   torn or invented one. Each caller says in a comment what makes the value good enough.
 */

/** 32-bit cells in memory that several threads see. */
export type Cells = Int32Array<SharedArrayBuffer>;

/** Returns the cell's value. Sequentially consistent. */
export const load: (cells: Cells, index: number) => number = Atomics.load;

/** Puts a value into the cell. Sequentially consistent. */
export const store: (cells: Cells, index: number, value: number) => number = Atomics.store;

/** Adds to the cell, modulo 2^32; returns what it held. Sequentially consistent. */
export const add: (cells: Cells, index: number, value: number) => number = Atomics.add;

/** Sets bits; returns which of them were set before. Sequentially consistent. */
export function setBits(cells: Cells, index: number, bits: number): number {
  return Atomics.or(cells, index, bits) & bits;
}

/** Clears bits; returns which of them were set before. Sequentially consistent. */
export function clearBits(cells: Cells, index: number, bits: number): number {
  return Atomics.and(cells, index, ~bits) & bits;
}

/** Puts a value into the cell and returns the one it replaces. Sequentially consistent. */
export const exchange: (cells: Cells, index: number, value: number) => number = Atomics.exchange;

/** Puts `desired` into the cell if it holds `expected`; returns what it held. */
export const compareExchange: (
  cells: Cells,
  index: number,
  expected: number,
  desired: number,
) => number = Atomics.compareExchange;

/** Sleeps while the cell holds `value`, until notified or for `timeout` milliseconds. */
export const wait: (
  cells: Cells,
  index: number,
  value: number,
  timeout?: number,
) => 'ok' | 'not-equal' | 'timed-out' = Atomics.wait;

/** Wakes up to `count` threads that sleep on the cell; returns how many. */
export const notify: (cells: Cells, index: number, count?: number) => number = Atomics.notify;

/**
 * Like {@link wait}, but tells by a promise: for threads that must go on turning their event loop.
 * The promise does not keep the process alive.
 */
export const waitAsync: (
  cells: Cells,
  index: number,
  value: number,
) =>
  | { readonly async: false; readonly value: 'not-equal' | 'timed-out' }
  | { readonly async: true; readonly value: Promise<'ok' | 'timed-out'> } = Atomics.waitAsync;

/** Returns the cell's value by an ordinary access: cheap, and possibly an old one. */
export function read(cells: Cells, index: number): number {
  return cells[index] as number;
}

/** Puts a value into the cell by an ordinary access; a later `Atomics` store publishes it. */
export function write(cells: Cells, index: number, value: number): void {
  cells[index] = value;
}
