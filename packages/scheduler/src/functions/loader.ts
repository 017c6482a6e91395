/**
 * From a number to the function, on the thread that is to call it.
 *
 * A machine learns of a function when it is about to claim a task of it, in the middle of a
 * synchronous loop and perhaps while the main thread is blocked. So the module is loaded
 * synchronously, by `require`, which takes ES modules and CommonJS alike and gives the same instance
 * as `import`. That a task module is a module like any other also settles `.ts` files: they work
 * where `require` of one does, by Node's own type stripping or a hook that the program has set.
 *
 * A module with top-level await can't be required, not even after it was imported. `loadAsync`
 * imports it and keeps what it exports; until then its tasks fail with `needs-load`. The same goes
 * for a URL with a query, which `require` has no notion of.
 *
 * In a module that is loaded, the function is the one that `tasks` has registered by that name,
 * exported or not; else the export of that name, if it is the module's own.
 *
 * ## Failures
 *
 * A module that failed (threw, can't be parsed, lacks a dependency) has failed for good on this
 * thread: later tasks get the same cause without a second try. Node holds it so for ES modules; a
 * CommonJS one would be evaluated again, and run into what its first half has left behind. Loading
 * it ahead tries again. All other failures are about something that may change: a file that appears,
 * a module that gets loaded. They are looked into anew for each task.
 */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { TimeoutError } from '../errors.js';
import { openGate, type LoadGate } from '../load-gate.js';
import { compileInline } from './compile-inline.js';
import { exportOf, functionNames } from './exports.js';
import { isFunction, kindOf, refusalOf } from './kind.js';
import { LoadError, type LoadSubject } from './load-error.js';
import { failed, isAsyncOnly, needsLoad, noExport, notFound } from './load-failures.js';
import { checkModuleUrl, checkName } from './names.js';
import type { ExportRef } from './ref.js';
import { forget, registered, registeredNames } from './registry.js';
import type { FunctionTable } from './table.js';

/** Something that can be called with a task's arguments. */
export type Callable = (...args: readonly unknown[]) => unknown;

/** What a loader is told when it is made. */
export interface LoaderOptions {
  readonly inline: boolean;
  /** URLs of modules that did not finish loading on other threads: they count as failed. */
  readonly hanging?: readonly string[];
}

const neverLoads = new TimeoutError('it did not finish loading on another thread (loadTimeout)');

const requireFile = createRequire(import.meta.url);

/** One thread's functions by number. */
export class Loader {
  readonly #table: FunctionTable;
  readonly #inline: boolean;
  readonly #gate: LoadGate;
  readonly #callables: (Callable | undefined)[] = [];
  /** What modules that were loaded ahead export, by URL. */
  readonly #loaded = new Map<string, object>();
  /** Why modules failed, by URL. */
  readonly #failed = new Map<string, unknown>();

  /** With `inline: false` no code is generated. */
  constructor(table: FunctionTable, options: LoaderOptions, gate: LoadGate = openGate) {
    this.#table = table;
    this.#inline = options.inline;
    this.#gate = gate;
    for (const url of options.hanging ?? []) this.#failed.set(url, neverLoads);
  }

  /**
   * Returns the function of a number, loading its module or compiling its source the first time.
   *
   * @throws LoadError if it can't be had now.
   */
  resolve(number: number): Callable {
    return this.#callables[number] ?? this.#find(number);
  }

  /** Whether {@link resolve} returns at once. */
  has(number: number): boolean {
    return this.#callables[number] !== undefined;
  }

  /**
   * Loads a module ahead of its tasks; it may take its time.
   *
   * @throws TypeError if `url` is not the URL of a file.
   * @throws LoadError if it fails.
   */
  async loadAsync(url: string | URL): Promise<void> {
    const module = checkModuleUrl(url);
    this.#gate.enter(0);
    try {
      this.#loaded.set(module, (await import(module)) as object);
      this.#failed.delete(module);
    } catch (cause) {
      throw this.#failure({ url: module }, module, cause);
    } finally {
      this.#gate.leave();
    }
  }

  #find(number: number): Callable {
    const ref = this.#table.describe(number);
    if (ref === undefined) throw new RangeError(`resolve: there is no function ${number}`);
    const fn = 'source' in ref ? this.#compile(ref.source) : this.#load(ref, number);
    // Without gaps: V8 makes a slow dictionary of an array with large ones.
    while (this.#callables.length <= number) this.#callables.push(undefined);
    this.#callables[number] = fn;
    return fn;
  }

  #compile(source: string): Callable {
    if (this.#inline) return compileInline(source) as Callable;
    throw new LoadError({ source }, 'inline', 'inline functions are off (option inline: false)');
  }

  #load(ref: ExportRef, number: number): Callable {
    // Checked on this side too: the table is memory that others write.
    const url = checkModuleUrl(ref.url);
    const name = checkName(ref.name);
    const module = this.#require(ref, url, number);
    const fn = registered(url, name) ?? exportOf(module, name);
    if (fn === undefined) {
      throw noExport(ref, name, [...registeredNames(url), ...functionNames(module)]);
    }
    const refusal = isFunction(fn) && kindOf(fn) === 'native' ? undefined : refusalOf(fn);
    if (refusal !== undefined) throw new LoadError(ref, 'not-a-function', refusal);
    return fn as Callable;
  }

  #require(ref: ExportRef, url: string, number: number): unknown {
    if (this.#failed.has(url)) throw failed(ref, url, this.#failed.get(url));
    const loaded = this.#loaded.get(url);
    // Or somebody else has imported it: then what it registered is there, and is enough.
    const isKnown = loaded !== undefined || registered(url, ref.name) !== undefined;
    if (/[?#]/.test(url)) {
      if (isKnown) return loaded;
      throw needsLoad(ref);
    }
    this.#gate.enter(number);
    try {
      return requireFile(fileURLToPath(url)) as unknown;
    } catch (cause) {
      if (isKnown && isAsyncOnly(cause)) return loaded;
      throw this.#failure(ref, url, cause);
    } finally {
      this.#gate.leave();
    }
  }

  /** Tells failures apart, and remembers those that are final. */
  #failure(subject: LoadSubject, url: string, cause: unknown): LoadError {
    if (isAsyncOnly(cause)) return needsLoad(subject, cause);
    if (!existsSync(fileURLToPath(url))) return notFound(subject, cause);
    this.#failed.set(url, cause);
    forget(url);
    return failed(subject, url, cause);
  }
}
