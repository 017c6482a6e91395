/** Loops over ranges of integers: `parallelFor` and `reduce`. */

import { describe } from '../describe.js';
import type { Task } from '../functions/tasks.js';
import { checkArgs, refOf } from './body.js';
import { call, type Call } from './call.js';
import { AUTO, blockSize, checkGrain, checkRange, type Grain, type Range } from './range.js';
import { forRange, reduceBlocks, reduceRange } from './split.js';

/** What a loop hands to its function, besides indices or elements; required if it wants any. */
export type ArgsOption<A extends unknown[]> = [] extends A
  ? { readonly args?: A }
  : { readonly args: A };

/** Options; may be left out if the function wants no arguments of its own. */
export type OptionsFor<A extends unknown[], O> = [] extends A
  ? [options?: O & ArgsOption<A>]
  : [options: O & ArgsOption<A>];

/** Options of {@link parallelFor}. */
export interface LoopOptions {
  /**
   * Most indices in a piece, at least 1.
   *
   * @default 'auto'
   */
  readonly grain?: Grain;
}

/** Options of {@link reduce}. */
export interface ReduceOptions extends LoopOptions {
  /**
   * Whether the result must be the same in every run and with any number of machines, also where
   * the operation is not quite associative, as with floats. Pieces then have a fixed size: `grain`,
   * or one that follows from the length of the range.
   *
   * @default false
   */
  readonly deterministic?: boolean;
}

/** The call that does a loop's work, checked. */
export function forCall<A extends unknown[]>(
  range: Range,
  body: Task<(from: number, to: number, ...args: A) => void>,
  ...[options]: OptionsFor<A, LoopOptions>
): Call<void> {
  const [from, to] = checkRange(range);
  const ref = refOf(body, 'body');
  return call(forRange, ref, from, to, checkGrain(options?.grain), checkArgs(options?.args));
}

/** The call that does a reduction's work, checked. */
export function reduceCall<A extends unknown[], R>(
  range: Range,
  leaf: Task<(from: number, to: number, ...args: A) => R>,
  combine: Task<(left: R, right: R) => R>,
  ...[options]: OptionsFor<A, ReduceOptions>
): Call<R> {
  const [from, to] = checkRange(range);
  const refs = [refOf(leaf, 'leaf'), refOf(combine, 'combine')] as const;
  const grain = checkGrain(options?.grain);
  const args = checkArgs(options?.args);
  if (checkDeterministic(options?.deterministic)) {
    const block = grain === AUTO ? blockSize(to - from) : grain;
    return call(reduceBlocks, ...refs, from, to, block, args) as Call<R>;
  }
  return call(reduceRange, ...refs, from, to, grain, args) as Call<R>;
}

/** Checks the option. */
export function checkDeterministic(value: unknown): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new TypeError(`options.deterministic: expected a boolean, received ${describe(value)}`);
  }
  return value === true;
}
