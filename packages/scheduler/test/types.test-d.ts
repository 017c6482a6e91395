/**
 * What compiles and what doesn't. Nothing here runs: `tsc -p tsconfig.test.json` is the test, and
 * an `@ts-expect-error` without an error below it is an error.
 */

import { moduleTasks, type ModuleTasks } from '../src/functions/module-tasks.js';
import type { FunctionNumbers } from '../src/functions/numbers.js';
import { tasks, type Result, type Task, type TaskFunction } from '../src/functions/tasks.js';
import type * as hash from './functions/fixtures/hash.mjs';

/** `true` if each can be assigned to the other, and neither is `any`. */
type Equal<A, B> = [A, B] extends [B, A] ? (0 extends 1 & (A | B) ? false : true) : false;

/** Compiles only if all are true. */
export type Truths<T extends readonly true[]> = T;
declare function use(...values: unknown[]): void;
declare const url: string;

/** How `run` and `fork` are going to take a function. */
declare function run<A extends unknown[], R>(
  fn: (...args: A) => R,
  ...args: A
): Promise<Awaited<R>>;
declare function fork<A extends unknown[], R>(
  task: Task<(...args: A) => R>,
  ...args: A
): { join(): R };

export function namedFunctions(): void {
  const { fib, sum, load, first, key } = tasks(url, {
    // A method that calls itself by its task's name needs a written return type.
    fib(n: number): number {
      if (n < 2) return n;
      const right = fork(fib, n - 2);
      return fib(n - 1) + right.join();
    },
    sum: (xs: Float64Array, from = 0) => xs.subarray(from).reduce((a, b) => a + b, 0),
    async load(path: string): Promise<{ size: number }> {
      await Promise.resolve();
      return { size: path.length };
    },
    first<T>(items: readonly T[]): T | undefined {
      return items[0];
    },
    key: <K extends string>(name: K): `key-${K}` => `key-${name}`,
  });

  // Still ordinary functions.
  const plain: (n: number) => number = fib;
  const size: Promise<{ size: number }> = load('a');
  const n: number | undefined = first([1, 2]);
  const k: 'key-a' = key('a');
  use(plain(1), size, n, k, sum(new Float64Array(1)), sum(new Float64Array(1), 1));
  // @ts-expect-error a string is no number
  fib('1');
  // @ts-expect-error an argument is missing
  fib();
  // @ts-expect-error an argument too many
  fib(1, 2);

  // As tasks: arguments are checked, results known, promises unwrapped.
  const promised: Promise<number> = run(fib, 40);
  const loaded: Promise<{ size: number }> = run(load, 'a');
  const firstOf: Promise<number | undefined> = run(first<number>, [1, 2]);
  const forked: number = fork(fib, 1).join();
  use(promised, loaded, firstOf, forked);
  // @ts-expect-error a string is no number
  use(run(fib, '40'));
  // @ts-expect-error a string is no number
  fork(fib, '40');
  // @ts-expect-error the result is a number
  const wrong: Promise<string> = run(fib, 40);
  use(wrong);
}

export type Results = Truths<
  [
    Equal<Result<(n: number) => string>, string>,
    Equal<Result<() => Promise<Map<string, number>>>, Map<string, number>>,
    Equal<Result<Task<(n: number) => string>>, string>,
    Equal<Result<<T>(items: T[]) => T>, unknown>,
  ]
>;

export type RemoteFunctions = Truths<
  [
    Equal<ModuleTasks<typeof hash>['slow'], (text: string) => Promise<string>>,
    Equal<ModuleTasks<typeof hash>['first'], (items: readonly unknown[]) => Promise<unknown>>,
    Equal<
      keyof ModuleTasks<typeof hash>,
      'chunks' | 'default' | 'first' | 'fnv1a' | 'max' | 'slow'
    >,
  ]
>;

export function unnamedFunctions(numbers: FunctionNumbers): void {
  const twice = (n: number): number => 2 * n;
  use(run(twice, 2));
  // @ts-expect-error a fork takes only what tasks() has named
  fork(twice, 2);
  // @ts-expect-error neither is an inline function a task
  fork((n: number) => 2 * n, 2);
  const any: Task = tasks(url, { twice }).twice;
  numbers.numberOf(any);
  numbers.numberOf(twice);
  // @ts-expect-error a name alone is not a function
  numbers.numberOf('twice');
}

export function refusedTasks(): void {
  class Point {}
  tasks(new URL(url), { twice: (n: number) => 2 * n });
  // @ts-expect-error a class can't be called
  tasks(url, { Point });
  // @ts-expect-error a number can't be called
  tasks(url, { answer: 42 });
  // @ts-expect-error the URL is missing
  tasks({ twice: (n: number) => 2 * n });
}

export async function existingModules(): Promise<void> {
  const remote = moduleTasks<typeof hash>(url, () => Promise.resolve(undefined));

  const sum: number = await remote.fnv1a(new Uint8Array(4));
  const seeded: Promise<number> = remote.fnv1a(new Uint8Array(4), 7);
  const three: number = await remote.default(1, 2);
  use(sum, seeded, three);

  // @ts-expect-error a string is no Uint8Array
  use(remote.fnv1a('bytes'));
  // @ts-expect-error the module has no such export
  use(remote.sha512);
  // @ts-expect-error a constant is not a function
  use(remote.ROUNDS);
  // @ts-expect-error a class is not a function to call
  use(remote.Hasher);
  // @ts-expect-error functions are not to be replaced
  remote.slow = async (text: string) => Promise.resolve(text);

  // Awaiting the object itself gives the object: it has no `then`.
  const same: ModuleTasks<typeof hash> = await Promise.resolve(remote);
  use(same);
}

/** Any function at all is one, whatever its parameters. */
export const everyFunction: readonly TaskFunction[] = [
  () => 1,
  (a: number, b: string) => a + b.length,
  async (): Promise<void> => Promise.resolve(),
  Math.max,
];
