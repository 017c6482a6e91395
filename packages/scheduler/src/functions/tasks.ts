/**
 * `tasks`: names functions, so that other threads can find them.
 *
 * A function can't cross threads, but every thread can load the module that it is in and ask for it
 * by name. The module is evaluated once on each thread, so what it does at the top level happens on
 * each; keep that to definitions.
 */

import { isFunction, refusalOf, type TaskFunction } from './kind.js';
import { checkModuleUrl, checkName } from './names.js';
import { register, registered } from './registry.js';

export type { TaskFunction } from './kind.js';

declare const task: unique symbol;

/**
 * A function that `tasks` has named: the function itself, for the compiler to tell from others.
 * `fork` takes only these.
 */
export type Task<F extends TaskFunction = TaskFunction> = F & { readonly [task]: true };

/** What a function's task promises: its result, or what its promise resolves to. */
export type Result<F extends TaskFunction> = F extends (...args: never[]) => infer R
  ? Awaited<R>
  : never;

/**
 * Any function, as a union on purpose: with one signature as the context the compiler would infer
 * `unknown` for the type parameters of generic functions.
 */
type SyncOrAsync = TaskFunction | ((...args: never[]) => PromiseLike<unknown>);

/** The same functions, named. */
export type Tasks<T> = {
  readonly [K in keyof T]: T[K] extends TaskFunction ? Task<T[K]> : never;
};

/**
 * Names the functions of a module by its URL and their keys; returns them as they are. They can
 * still be called like any function. The keys need not be exported.
 *
 * ```ts
 * export const { fib } = tasks(import.meta.url, {
 *   fib(n: number): number {
 *     return n < 2 ? n : fib(n - 1) + fib(n - 2);
 *   },
 * });
 * ```
 *
 * @throws TypeError if `url` is not the URL of a file, a name can't be one of a task, or a value is
 * not a function with a source of its own (classes, generators, built-in and bound functions).
 * @throws Error if another function has that name already: the module was evaluated twice.
 */
export function tasks<T extends Readonly<Record<string, SyncOrAsync>>>(
  url: string | URL,
  functions: T,
): Tasks<T> {
  const module = checkModuleUrl(url);
  const entries = Reflect.ownKeys(functions).map((key) => checkEntry(module, functions, key));
  if (entries.length === 0) throw new TypeError('tasks: expected at least one function');
  register(module, entries); // all or none
  return functions as unknown as Tasks<T>;
}

function checkEntry(module: string, functions: object, key: PropertyKey): [string, TaskFunction] {
  const name = checkName(key);
  // By its descriptor: a getter might give another function each time.
  const value: unknown = Object.getOwnPropertyDescriptor(functions, name)?.value;
  const refusal = refusalOf(value);
  if (refusal !== undefined || !isFunction(value)) {
    throw new TypeError(`tasks: '${name}': ${refusal ?? ''}`);
  }
  const known = registered(module, name);
  if (known !== undefined && known !== value) {
    throw new Error(
      `tasks: '${name}' of ${module} is registered already, with another function: ` +
        'was the module evaluated twice, or the name used twice?',
    );
  }
  return [name, value];
}
