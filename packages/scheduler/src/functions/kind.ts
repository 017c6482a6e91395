/**
 * What sort of function a value is, told without calling it. No `instanceof`: the function may be of
 * another realm.
 */

/** Any function. Parameters are contravariant, so `never` admits every parameter list. */
export type TaskFunction = (...args: never[]) => unknown;

/**
 * `native`: built in, bound, or behind a Proxy; its source can't be seen. `generator`: async ones
 * too.
 */
export type FunctionKind = 'sync' | 'async' | 'generator' | 'class' | 'native';

/** The source of a function, as it was written; V8 keeps it. */
export function sourceOf(fn: TaskFunction): string {
  return Function.prototype.toString.call(fn);
}

/** True if the value can be called, or is a class. */
export function isFunction(value: unknown): value is TaskFunction {
  return typeof value === 'function';
}

/** Tells the kind of a function. About 0.1 µs. */
export function kindOf(fn: TaskFunction): FunctionKind {
  // A class has a `prototype` that can't be assigned; one of a function can, and arrows have none.
  if (Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false) return 'class';
  // Nobody can write a function with this body: it is a syntax error.
  if (sourceOf(fn).endsWith('{ [native code] }')) return 'native';
  switch (Object.prototype.toString.call(fn)) {
    case '[object AsyncFunction]':
      return 'async';
    case '[object GeneratorFunction]':
    case '[object AsyncGeneratorFunction]':
      return 'generator';
    default:
      return 'sync';
  }
}

/** Says why a value can't be a task function; undefined if it can. */
export function refusalOf(value: unknown): string | undefined {
  if (!isFunction(value)) return `expected a function, received ${describe(value)}`;
  switch (kindOf(value)) {
    case 'class':
      return 'expected a function, received a class: it can only be called with new';
    case 'generator':
      return 'expected an ordinary or async function, received a generator: those come later';
    case 'native':
      return (
        'expected a function with a source of its own, received a built-in, bound or proxied one: ' +
        'wrap it, as in (x) => f(x)'
      );
    default:
      return undefined;
  }
}

/** Names a value that was refused, shortly, whatever it is. */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.prototype.toString.call(value).slice(8, -1);
  }
  return typeof value === 'function' ? 'a function' : String(value);
}
