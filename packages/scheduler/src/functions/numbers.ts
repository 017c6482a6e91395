/**
 * From a function to its number, fast: the way of every submission.
 *
 * The last function is remembered, since programs submit the same one again and again; others are in
 * a WeakMap. A function that `tasks` has named goes by its name; any other is inline. Two closures
 * with the same source are the same inline function, so an arrow function in a loop costs one entry
 * of the table, and a look for its text each time it is made anew.
 */

import { describe, isFunction, sourceOf, type TaskFunction } from './kind.js';
import { inlineSource } from './inline-source.js';
import type { ExportRef } from './ref.js';
import { nameOf } from './registry.js';
import type { FunctionTable } from './table.js';

/** One thread's numbers. */
export class FunctionNumbers {
  readonly #table: FunctionTable;
  readonly #inline: boolean;
  readonly #numbers = new WeakMap<object, number>();
  /** Numbers of inline functions by their source as it was written. */
  readonly #sources = new Map<string, number>();
  /** Nobody's at first: callers without types may ask for `undefined`. */
  #last: object = {};
  #lastNumber = 0;

  /** With `inline: false` only named functions are taken. */
  constructor(table: FunctionTable, options: { readonly inline: boolean }) {
    this.#table = table;
    this.#inline = options.inline;
  }

  /**
   * Returns the number of a function, or of an export that this thread has not loaded. Nanoseconds
   * for the last one, about 15 ns for one that had been asked for before.
   *
   * @throws TypeError if the function has no name and can't be, or must not be, an inline one.
   * @throws RangeError if the table is full.
   */
  numberOf(fn: TaskFunction | ExportRef): number {
    if (fn === this.#last) return this.#lastNumber;
    const number = this.#numbers.get(fn) ?? this.#find(fn);
    this.#last = fn;
    this.#lastNumber = number;
    return number;
  }

  #find(fn: TaskFunction | ExportRef): number {
    const number = isFunction(fn) ? this.#findFunction(fn) : this.#table.intern(checkRef(fn));
    this.#numbers.set(fn, number);
    return number;
  }

  #findFunction(fn: TaskFunction): number {
    const ref = nameOf(fn);
    if (ref !== undefined) return this.#table.intern(ref);
    if (!this.#inline) {
      throw new TypeError(
        `${fn.name || 'the function'} was not named by tasks(), and inline functions are off ` +
          '(option inline: false)',
      );
    }
    const written = sourceOf(fn);
    const known = this.#sources.get(written);
    if (known !== undefined) return known;
    const number = this.#table.intern({ source: inlineSource(fn) });
    this.#sources.set(written, number);
    return number;
  }
}

/** A caller without types may hand in anything. */
function checkRef(ref: unknown): ExportRef {
  if (typeof ref === 'object' && ref !== null && 'url' in ref && 'name' in ref) {
    return ref as ExportRef;
  }
  throw new TypeError(`expected a function, received ${describe(ref)}`);
}
