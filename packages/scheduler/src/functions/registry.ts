/**
 * The functions that `tasks` has named on this thread: by name, for machines that look for one, and
 * by function, for whoever submits one.
 *
 * There is one registry per thread, whatever the copies of this package: it hangs on the global
 * object under a registered symbol, whose number changes with the shape below.
 */

import type { TaskFunction } from './kind.js';
import type { ExportRef } from './ref.js';

interface Registry {
  /** URL → name → function. Maps, so that no name is found but those that were put in. */
  readonly functions: Map<string, Map<string, TaskFunction>>;
  readonly names: WeakMap<object, ExportRef>;
}

const KEY = Symbol.for('pilfer.tasks.1');

const { functions, names } = findRegistry();

function findRegistry(): Registry {
  const home = globalThis as { [KEY]?: Registry };
  const found = home[KEY];
  if (found !== undefined) return found;
  const made: Registry = { functions: new Map(), names: new WeakMap() };
  Object.defineProperty(home, KEY, { value: made });
  return made;
}

/** The name of a function that `tasks` has registered on this thread. About 20 ns. */
export function nameOf(fn: object): ExportRef | undefined {
  return names.get(fn);
}

/** Names a function that stands for one of another thread; a first name is kept. */
export function giveName(fn: object, ref: ExportRef): void {
  if (!names.has(fn)) names.set(fn, ref);
}

/** The function that was registered by a name on this thread. */
export function registered(url: string, name: string): TaskFunction | undefined {
  return functions.get(url)?.get(name);
}

/** The names that were registered for a module on this thread. */
export function registeredNames(url: string): readonly string[] {
  return [...(functions.get(url)?.keys() ?? [])];
}

/** Registers functions that have been checked. Their first names are kept. */
export function register(url: string, entries: readonly (readonly [string, TaskFunction])[]): void {
  const module = functions.get(url) ?? new Map<string, TaskFunction>();
  functions.set(url, module);
  for (const [name, fn] of entries) {
    module.set(name, fn);
    giveName(fn, { url, name });
  }
}

/** Forgets the functions of a module that failed, so that it can be evaluated again. */
export function forget(url: string): void {
  functions.delete(url);
}
