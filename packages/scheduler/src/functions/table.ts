/**
 * The function table: numbers for the functions that tasks call, the same on all threads.
 *
 * It lies in shared memory, and is only ever added to (see layout.ts for the bytes). Whoever meets a
 * function first writes its text (see ref.ts) and has its number, which is its entry's index + 1: 0
 * is never a number.
 *
 * ## Adding
 *
 * A1 reserve bytes for the text, A2 reserve an entry, each by a compare-and-swap that succeeds or
 * finds the table full; A3 write text and entry, plainly; A4 store the entry's state: published.
 *
 * *A reader that sees "published" sees the text*: A4 is after A3, and the reader loads the state
 * before it reads the rest (the store synchronizes with the load). Nothing is changed after A4.
 *
 * *Nobody waits.* A thread that dies between A2 and A4 leaves one entry that never gets published.
 * Readers pass it by, also if its writer was only slow: then the two may end up with an entry each
 * for the same text. So may two threads that add the same function at the same time. Such twins cost
 * a few bytes and do no harm: both numbers mean the same function.
 *
 * ## Looking up
 *
 * Each thread keeps a map from text to number, and reads the entries that were added since it last
 * looked, each once. A number that comes out of a slot is always published: its submitter published
 * the slot after A4.
 */

import { compareExchange, load, read, store, write, type Cells } from '../atomics.js';
import {
  FUNCTION_COUNT,
  FUNCTION_ENTRIES,
  FUNCTION_ENTRY_CELLS,
  FUNCTION_TEXT_USED,
  type Sizes,
} from '../layout.js';
import { refOf, textOf, type FunctionRef } from './ref.js';

// An entry's cells, from its start.
const STATE = 0;
const START = 1;
const BYTES = 2;

const PUBLISHED = 1;

/** Capacities of the table. */
export type TableSizes = Pick<Sizes, 'functions' | 'functionBytes'>;

/** One thread's view of the function table. */
export class FunctionTable {
  readonly #cells: Cells;
  readonly #base: number;
  readonly #functions: number;
  /** Where texts start, and how many fit, in cells: texts begin at whole cells. */
  readonly #texts: number;
  readonly #textCells: number;
  readonly #numbers = new Map<string, number>();
  /** Entries that this thread has looked at. */
  #seen = 0;

  /** Makes a view of the table whose first cell is `base`. Fresh memory is an empty table. */
  constructor(cells: Cells, base: number, sizes: TableSizes) {
    this.#cells = cells;
    this.#base = base;
    this.#functions = sizes.functions;
    this.#texts = base + FUNCTION_ENTRIES + sizes.functions * FUNCTION_ENTRY_CELLS;
    this.#textCells = Math.floor(sizes.functionBytes / 4);
  }

  /**
   * Returns the number of a function, which it gets now if it has none. About 300 ns for one that
   * this thread has met; callers keep numbers.
   *
   * @throws RangeError if the table is full.
   */
  intern(ref: FunctionRef): number {
    const text = textOf(ref);
    const known = this.#numbers.get(text) ?? this.#find(text);
    if (known !== undefined) return known;
    const number = this.#add(text);
    this.#numbers.set(text, number);
    return number;
  }

  /** The URL of a function's module; empty for an inline one. */
  moduleOf(number: number): string {
    const ref = this.describe(number);
    return ref !== undefined && 'url' in ref ? ref.url : '';
  }

  /** Tells what a number stands for. */
  describe(number: number): FunctionRef | undefined {
    if (!(number >= 1 && number <= load(this.#cells, this.#base + FUNCTION_COUNT)))
      return undefined;
    const text = this.#textAt(number - 1);
    return text === undefined ? undefined : refOf(text);
  }

  /** The name of what a number stands for, for messages. */
  nameOf(number: number): string {
    const ref = this.describe(number);
    return ref !== undefined && 'name' in ref ? ref.name : 'inline function';
  }

  /** Reads the entries that other threads have added, and says if the text is among them. */
  #find(text: string): number | undefined {
    const count = load(this.#cells, this.#base + FUNCTION_COUNT);
    for (; this.#seen < count; this.#seen++) {
      const found = this.#textAt(this.#seen);
      if (found !== undefined && !this.#numbers.has(found)) {
        this.#numbers.set(found, this.#seen + 1);
      }
    }
    return this.#numbers.get(text);
  }

  #add(text: string): number {
    const bytes = new TextEncoder().encode(text);
    const cells = new Int32Array(Math.ceil(bytes.length / 4));
    new Uint8Array(cells.buffer).set(bytes);

    if (load(this.#cells, this.#base + FUNCTION_COUNT) >= this.#functions) throw this.#full();
    const start = this.#reserve(FUNCTION_TEXT_USED, 4 * cells.length, 4 * this.#textCells); // A1
    if (start === -1) throw this.#textFull(bytes.length);
    const index = this.#reserve(FUNCTION_COUNT, 1, this.#functions); // A2
    if (index === -1) throw this.#full();

    const to = this.#texts + start / 4; // A3
    for (let i = 0; i < cells.length; i++) write(this.#cells, to + i, cells[i] as number);
    const entry = this.#entry(index);
    write(this.#cells, entry + START, start);
    write(this.#cells, entry + BYTES, bytes.length);
    store(this.#cells, entry + STATE, PUBLISHED); // A4
    return index + 1;
  }

  /** Takes `amount` of what a counter counts, up to `limit`; returns what was taken before, or −1. */
  #reserve(counter: number, amount: number, limit: number): number {
    const cell = this.#base + counter;
    let taken = load(this.#cells, cell);
    while (taken + amount <= limit) {
      const seen = compareExchange(this.#cells, cell, taken, taken + amount);
      if (seen === taken) return taken;
      taken = seen;
    }
    return -1;
  }

  #textAt(index: number): string | undefined {
    const entry = this.#entry(index);
    if (load(this.#cells, entry + STATE) !== PUBLISHED) return undefined;
    const from = this.#texts + read(this.#cells, entry + START) / 4;
    const bytes = read(this.#cells, entry + BYTES);
    const cells = new Int32Array(Math.ceil(bytes / 4)); // a private copy: decoders take no shared one
    for (let i = 0; i < cells.length; i++) cells[i] = read(this.#cells, from + i);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      new Uint8Array(cells.buffer, 0, bytes),
    );
  }

  #entry(index: number): number {
    return this.#base + FUNCTION_ENTRIES + index * FUNCTION_ENTRY_CELLS;
  }

  #full(): RangeError {
    return new RangeError(
      `function table: all ${this.#functions} entries are taken: raise the option functions, ` +
        'or submit fewer different inline functions',
    );
  }

  #textFull(bytes: number): RangeError {
    const left = 4 * this.#textCells - load(this.#cells, this.#base + FUNCTION_TEXT_USED);
    return new RangeError(
      `function table: ${bytes} bytes for a name or source, ${left} are left: ` +
        'raise the option functionBytes, or put long inline functions into a module',
    );
  }
}
