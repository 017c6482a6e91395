/**
 * Data parallelism: the public functions. Each checks its arguments and calls one task; what that
 * does is told in `split.ts`, `elements.ts`, `scan.ts` and `sort.ts`.
 *
 * Called inside a task, they fork as somebody is hungry, and return when all is done. Called outside
 * a runtime, they run as plain loops. {@link Parallel} submits the same calls to a runtime.
 */

import type { Task } from '../functions/tasks.js';
import type { TaskOptions } from '../options.js';
import type { TaskRunner } from '../task-runner.js';
import { perform, type Call } from './call.js';
import { filterCall, foldCall, mapCall, type OutputOption } from './elements.js';
import {
  forCall,
  reduceCall,
  type ArgsOption,
  type LoopOptions,
  type OptionsFor,
  type ReduceOptions,
} from './loops.js';
import type { Operation } from './operation.js';
import type { Range } from './range.js';
import { scanCall, type ScanOptions } from './scan.js';
import type { Element, SharedArray } from './shared-array.js';
import { orderCall, sortCall, type SortOptions } from './sort.js';

/**
 * Calls `body(from, to, ...args)` for pieces that make up the range, on as many machines as are
 * free. How large the pieces are follows from how long they take. The body writes its results into
 * shared arrays.
 *
 * ```ts
 * parallelFor(height, drawRows, { args: [pixels, width] });
 * ```
 *
 * Costs about 0.1 µs a piece; with grain `'auto'` pieces take about 20 µs.
 *
 * @throws TypeError if `tasks` has not named the body, or an argument is a typed array that is not
 * on shared memory; RangeError if the range or the grain makes no sense; what the body throws;
 * AbortError if the task is cancelled.
 */
export function parallelFor<A extends unknown[]>(
  range: Range,
  body: Task<(from: number, to: number, ...args: A) => void>,
  ...options: OptionsFor<A, LoopOptions>
): void {
  perform(forCall(range, body, ...options));
}

/**
 * Calls `fn(element, ...args)` for each element of a shared array, and puts the results into
 * another one. A call an element: where that counts, write the loop with {@link parallelFor}.
 *
 * @throws as {@link parallelFor}; RangeError if the output has another length.
 */
export function map<A extends SharedArray, X extends unknown[]>(
  array: A,
  fn: Task<(element: Element<A>, ...args: X) => Element<A>>,
  ...options: OptionsFor<X, LoopOptions>
): A;
/** The same, into a given array: of the same length, perhaps of another kind; it may be the input. */
export function map<A extends SharedArray, X extends unknown[], B extends SharedArray>(
  array: A,
  fn: Task<(element: Element<A>, ...args: X) => Element<B>>,
  options: OutputOption<B> & LoopOptions & ArgsOption<X>,
): B;
export function map(
  array: SharedArray,
  fn: Task,
  options?: Partial<OutputOption<SharedArray>> & LoopOptions,
): SharedArray {
  const { call, output } = mapCall(array, fn, options);
  perform(call);
  return output;
}

/**
 * Returns a new shared array of the elements for which `predicate(element, ...args)` is true, in
 * their order.
 *
 * @throws as {@link parallelFor}.
 */
export function filter<A extends SharedArray, X extends unknown[]>(
  array: A,
  predicate: Task<(element: Element<A>, ...args: X) => boolean>,
  ...options: OptionsFor<X, LoopOptions>
): A {
  return perform(filterCall(array, predicate, ...options));
}

/**
 * Combines all elements of a shared array with an associative operation; it need not be commutative.
 * `'sum'` of no elements is 0.
 *
 * @throws as {@link parallelFor}; TypeError if there are no elements, but for `'sum'`.
 */
export function reduce<A extends SharedArray>(
  array: A,
  operation: Operation<A>,
  options?: ReduceOptions,
): Element<A>;
/**
 * Calls `leaf(from, to, ...args)` for pieces that make up the range, and combines what they return,
 * from left to right, with an associative function. Of an empty range, calls the leaf once with an
 * empty piece.
 *
 * @throws as {@link parallelFor}.
 */
export function reduce<A extends unknown[], R>(
  range: Range,
  leaf: Task<(from: number, to: number, ...args: A) => R>,
  combine: Task<(left: R, right: R) => R>,
  ...options: OptionsFor<A, ReduceOptions>
): R;
export function reduce(...args: readonly unknown[]): unknown {
  return perform(reduceOrFold(args));
}

/**
 * Puts at each place of the output the combination of all elements up to there, with an associative
 * operation. With one machine one pass, with many about two.
 *
 * @throws as {@link reduce}; TypeError if the output is of another kind or length.
 */
export function scan<A extends SharedArray>(
  array: A,
  operation: Operation<A>,
  options?: ScanOptions<A>,
): A {
  const { call, output } = scanCall(array, operation, options);
  perform(call);
  return output;
}

/**
 * Sorts a shared array in place, stably, and returns it. Without `compare` in numeric order, by a
 * radix sort that beats the array's own `sort` on one machine already; with it by a merge sort. Uses
 * as much memory again, or twice as much. If it fails the array is as it was.
 *
 * @throws TypeError if the array is not on shared memory, or `tasks` has not named `compare`; what
 * `compare` throws; AbortError if the task is cancelled.
 */
export function sort<A extends SharedArray>(array: A, options?: SortOptions<A>): A {
  perform(sortCall(array, options));
  return array;
}

/**
 * Returns the order in which the keys are sorted, stably: the index of the first, of the second, and
 * so on. It sorts whatever else the indices stand for.
 *
 * @throws as {@link sort}.
 */
export function sortOrder<A extends SharedArray>(
  keys: A,
  options?: SortOptions<A>,
): Uint32Array<SharedArrayBuffer> {
  return perform(orderCall(keys, options));
}

/** The first argument tells: an array, or a range. */
function reduceOrFold(args: readonly unknown[]): Call<unknown> {
  const prepare = ArrayBuffer.isView(args[0]) ? foldCall : reduceCall;
  return (prepare as (...args: readonly unknown[]) => Call<unknown>)(...args);
}

/** The same functions from outside: each runs as a task of a runtime, and promises its result. */
export class Parallel {
  private readonly runner: TaskRunner;

  /** @internal */
  constructor(runner: TaskRunner) {
    this.runner = runner;
  }

  /** The same, with options for the task that each call is. */
  with(options: TaskOptions): Parallel {
    return new Parallel(this.runner.with(options));
  }

  /** See {@link parallelFor}. */
  async for<A extends unknown[]>(
    range: Range,
    body: Task<(from: number, to: number, ...args: A) => void>,
    ...options: OptionsFor<A, LoopOptions>
  ): Promise<void> {
    await this.submit(forCall(range, body, ...options));
  }

  /** See {@link map}. */
  map<A extends SharedArray, X extends unknown[]>(
    array: A,
    fn: Task<(element: Element<A>, ...args: X) => Element<A>>,
    ...options: OptionsFor<X, LoopOptions>
  ): Promise<A>;
  /** See {@link map}. */
  map<A extends SharedArray, X extends unknown[], B extends SharedArray>(
    array: A,
    fn: Task<(element: Element<A>, ...args: X) => Element<B>>,
    options: OutputOption<B> & LoopOptions & ArgsOption<X>,
  ): Promise<B>;
  async map(
    array: SharedArray,
    fn: Task,
    options?: Partial<OutputOption<SharedArray>> & LoopOptions,
  ): Promise<SharedArray> {
    const { call, output } = mapCall(array, fn, options);
    await this.submit(call);
    return output;
  }

  /** See {@link filter}. */
  async filter<A extends SharedArray, X extends unknown[]>(
    array: A,
    predicate: Task<(element: Element<A>, ...args: X) => boolean>,
    ...options: OptionsFor<X, LoopOptions>
  ): Promise<A> {
    return this.submit(filterCall(array, predicate, ...options));
  }

  /** See {@link reduce}. */
  reduce<A extends SharedArray>(
    array: A,
    operation: Operation<A>,
    options?: ReduceOptions,
  ): Promise<Element<A>>;
  /** See {@link reduce}. */
  reduce<A extends unknown[], R>(
    range: Range,
    leaf: Task<(from: number, to: number, ...args: A) => R>,
    combine: Task<(left: R, right: R) => R>,
    ...options: OptionsFor<A, ReduceOptions>
  ): Promise<R>;
  async reduce(...args: readonly unknown[]): Promise<unknown> {
    return this.submit(reduceOrFold(args));
  }

  /** See {@link scan}. */
  async scan<A extends SharedArray>(
    array: A,
    operation: Operation<A>,
    options?: ScanOptions<A>,
  ): Promise<A> {
    const { call, output } = scanCall(array, operation, options);
    await this.submit(call);
    return output;
  }

  /** See {@link sort}. */
  async sort<A extends SharedArray>(array: A, options?: SortOptions<A>): Promise<A> {
    await this.submit(sortCall(array, options));
    return array;
  }

  /** See {@link sortOrder}. */
  async sortOrder<A extends SharedArray>(
    keys: A,
    options?: SortOptions<A>,
  ): Promise<Uint32Array<SharedArrayBuffer>> {
    return this.submit(orderCall(keys, options));
  }

  private submit<R>({ task, args }: Call<R>): Promise<Awaited<R>> {
    return this.runner.run(task, ...args);
  }
}
