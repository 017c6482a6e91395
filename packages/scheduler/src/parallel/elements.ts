/** Loops over the elements of shared arrays: `map`, `filter`, and `reduce` of an array. */

import type { ExportRef } from '../functions/ref.js';
import { tasks, type Task } from '../functions/tasks.js';
import { checkArgs, checkShared, functionOf, refOf } from './body.js';
import { call, type Call } from './call.js';
import {
  checkDeterministic,
  type LoopOptions,
  type OptionsFor,
  type ReduceOptions,
} from './loops.js';
import { fold, operationRef, type Numbers, type Operation } from './operation.js';
import { AUTO, blockSize, checkGrain } from './range.js';
import { alike, type Element, type SharedArray } from './shared-array.js';
import { forRange, reduceBlocks, reduceRange } from './split.js';

/** Where the results of {@link map} go. */
export interface OutputOption<B extends SharedArray> {
  /** An array of the same length, which may be the input. */
  readonly output: B;
}

type OfElement<R> = (element: number, ...args: readonly unknown[]) => R;

/** The function with its further arguments; a spread call would cost some 50 ns an element. */
function withArgs<R>(fn: OfElement<R>, args: readonly unknown[]): (element: number) => R {
  const [a, b] = args;
  switch (args.length) {
    case 0:
      return fn;
    case 1:
      return (element) => fn(element, a);
    case 2:
      return (element) => fn(element, a, b);
    default:
      return (element) => fn(element, ...args);
  }
}

const pieces = tasks(import.meta.url, {
  mapPiece(
    from: number,
    to: number,
    fn: ExportRef,
    input: Numbers,
    output: Numbers,
    args: readonly unknown[],
  ): void {
    const apply = withArgs(functionOf(fn) as OfElement<number>, args);
    for (let i = from; i < to; i++) output[i] = apply(input[i] as number);
  },

  /** Puts what is kept of each block to the block's beginning, and counts it. */
  filterBlocks(
    from: number,
    to: number,
    predicate: ExportRef,
    input: Numbers,
    kept: Numbers,
    counts: Uint32Array<SharedArrayBuffer>,
    block: number,
    args: readonly unknown[],
  ): void {
    const isWanted = withArgs(functionOf(predicate) as OfElement<boolean>, args);
    for (let b = from; b < to; b++) {
      const start = b * block;
      let end = start;
      for (let i = start; i < Math.min(input.length, start + block); i++) {
        const element = input[i] as number;
        if (isWanted(element)) kept[end++] = element;
      }
      counts[b] = end - start;
    }
  },

  /** Moves what was kept of each block to its place. */
  gatherBlocks(
    from: number,
    to: number,
    kept: Numbers,
    places: Float64Array<SharedArrayBuffer>,
    output: Numbers,
    block: number,
  ): void {
    for (let b = from; b < to; b++) {
      const place = places[b] as number;
      const count = (places[b + 1] as number) - place;
      output.set(kept.subarray(b * block, b * block + count), place);
    }
  },

  foldPiece(from: number, to: number, operation: ExportRef, array: Numbers): number {
    return fold(operation, array, from, to);
  },
});

const { filterArray } = tasks(import.meta.url, {
  filterArray(
    input: SharedArray,
    predicate: ExportRef,
    grain: number,
    args: readonly unknown[],
  ): SharedArray {
    const block = blockSize(input.length);
    const blocks = Math.ceil(input.length / block);
    const kept = alike(input);
    const counts = new Uint32Array(new SharedArrayBuffer(4 * blocks));
    const each = grain === AUTO ? AUTO : Math.ceil(grain / block);
    const filterRef = refOf(pieces.filterBlocks, 'body');
    forRange(filterRef, 0, blocks, each, [predicate, input, kept, counts, block, args]);

    const places = new Float64Array(new SharedArrayBuffer(8 * (blocks + 1)));
    for (let b = 0; b < blocks; b++) places[b + 1] = (places[b] as number) + (counts[b] as number);
    const output = alike(input, places[blocks]);
    const gatherRef = refOf(pieces.gatherBlocks, 'body');
    forRange(gatherRef, 0, blocks, each, [kept, places, output, block]);
    return output;
  },
});

/** The call that does a map's work, checked; and where its results go. */
export function mapCall(
  array: unknown,
  fn: unknown,
  options: Partial<OutputOption<SharedArray>> & LoopOptions & { readonly args?: unknown } = {},
): { readonly call: Call<void>; readonly output: SharedArray } {
  const input = checkShared(array, 'array');
  const output =
    options.output === undefined ? alike(input) : checkShared(options.output, 'options.output');
  if (output.length !== input.length) {
    throw new RangeError(
      `options.output: expected an array of ${input.length} elements, received one of ${output.length}`,
    );
  }
  const grain = checkGrain(options.grain);
  const args = [refOf(fn, 'fn'), input, output, checkArgs(options.args)];
  const body = refOf(pieces.mapPiece, 'body');
  return { call: call(forRange, body, 0, input.length, grain, args), output };
}

/** The call that does a filter's work, checked. */
export function filterCall<A extends SharedArray, X extends unknown[]>(
  array: A,
  predicate: Task<(element: Element<A>, ...args: X) => boolean>,
  ...[options]: OptionsFor<X, LoopOptions>
): Call<A> {
  const input = checkShared(array, 'array');
  const grain = checkGrain(options?.grain);
  const args = checkArgs(options?.args);
  return call(filterArray, input, refOf(predicate, 'predicate'), grain, args) as Call<A>;
}

/** The call that does the work of reducing an array, checked. */
export function foldCall<A extends SharedArray>(
  array: A,
  operation: Operation<A>,
  options: ReduceOptions = {},
): Call<Element<A>> {
  const input = checkShared(array, 'array');
  const combine = operationRef(operation);
  const grain = checkGrain(options.grain);
  const { length } = input;
  if (length === 0 && operation !== 'sum') {
    throw new TypeError('array: expected at least one element, received none');
  }
  const leaf = refOf(pieces.foldPiece, 'leaf');
  const args = [combine, input];
  if (checkDeterministic(options.deterministic)) {
    const block = grain === AUTO ? blockSize(length) : grain;
    return call(reduceBlocks, leaf, combine, 0, length, block, args) as Call<Element<A>>;
  }
  return call(reduceRange, leaf, combine, 0, length, grain, args) as Call<Element<A>>;
}
