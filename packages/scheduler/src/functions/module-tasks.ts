/**
 * The functions of an existing module, as tasks: an object that has whatever name it is asked for.
 *
 * The submitting thread need not load the module, so it can't know which names there are; the types
 * say it, and a machine that finds no such export says so in an error. What every object has
 * (`toString`) and what the language asks of any object (`then`, `toJSON`, symbols) is not there:
 * the object can be awaited, printed and put into JSON without running anything. Such a function is
 * named by `tasks` instead.
 */

import type { TaskFunction } from './kind.js';
import { checkModuleUrl, isReserved } from './names.js';
import type { ExportRef } from './ref.js';
import { giveName } from './registry.js';

/** Names that can't be tasks: see `isReserved`. */
type Reserved =
  | '__defineGetter__'
  | '__defineSetter__'
  | '__lookupGetter__'
  | '__lookupSetter__'
  | '__proto__'
  | 'constructor'
  | 'hasOwnProperty'
  | 'isPrototypeOf'
  | 'propertyIsEnumerable'
  | 'then'
  | 'toJSON'
  | 'toLocaleString'
  | 'toString'
  | 'valueOf';

/** A function as it is seen from another thread: it takes the same and promises the result. */
type Remote<F extends TaskFunction> = F extends (...args: infer A) => infer R
  ? (...args: A) => Promise<Awaited<R>>
  : never;

/**
 * The functions that a module exports, each as a task. Values of other types, and classes, are left
 * out. A generic function's type parameters become `unknown`.
 */
export type ModuleTasks<M> = {
  readonly [
    K in keyof M as K extends Reserved | symbol ? never : M[K] extends TaskFunction ? K : never
  ]: M[K] extends TaskFunction ? Remote<M[K]> : never;
};

/** Runs a function of a module with arguments, somewhere. */
export type RunExport = (ref: ExportRef, args: readonly unknown[]) => Promise<unknown>;

type AnyRemote = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * Makes the object: each function of it calls `run`, with the same `ref` each time. A function is
 * made when it is first asked for; later it costs a look into a map.
 *
 * @throws TypeError if `url` is not the URL of a file.
 */
export function moduleTasks<M extends object>(url: string | URL, run: RunExport): ModuleTasks<M> {
  const module = checkModuleUrl(url);
  const remotes = new Map<string, AnyRemote>();

  const remote = (name: string): AnyRemote => {
    const ref: ExportRef = { url: module, name };
    const fn: AnyRemote = (...args) => run(ref, args);
    Object.defineProperty(fn, 'name', { value: name });
    giveName(fn, ref); // so that it can be handed to `run` and `map` like any task
    remotes.set(name, fn);
    return fn;
  };
  const tag = { [Symbol.toStringTag]: { value: 'ModuleTasks' } };
  const face = Object.freeze(Object.create(null, tag) as object);
  return new Proxy(face, {
    get(target, key): unknown {
      if (typeof key === 'symbol') return Reflect.get(target, key);
      if (key === '' || isReserved(key)) return undefined;
      return remotes.get(key) ?? remote(key);
    },
  }) as ModuleTasks<M>;
}
