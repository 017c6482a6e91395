/** What compiles and what doesn't; see ../types.test-d.ts. */

import type { Task } from '../../src/functions/tasks.js';
import {
  filter,
  map,
  parallelFor,
  reduce,
  scan,
  sort,
  sortOrder,
  type Parallel,
} from '../../src/parallel/parallel.js';
import { sharedArray } from '../../src/parallel/shared-array.js';

type Equal<A, B> = [A, B] extends [B, A] ? (0 extends 1 & (A | B) ? false : true) : false;
type Doubles = Float64Array<SharedArrayBuffer>;
type Ints = Int32Array<SharedArrayBuffer>;

declare function use(...values: unknown[]): void;
declare function is<A, B>(same: Equal<A, B>): void;
declare const parallel: Parallel;
declare const doubles: Doubles;
declare const ints: Ints;
declare const bigs: BigInt64Array<SharedArrayBuffer>;
declare const own: Float64Array<ArrayBuffer>;
declare const plain: (from: number, to: number) => void;
declare const body: Task<(from: number, to: number) => void>;
declare const fill: Task<(from: number, to: number, array: Ints, by: number) => void>;
declare const half: Task<(x: number) => number>;
declare const scale: Task<(x: number, by: number) => number>;
declare const isBig: Task<(x: bigint) => boolean>;
declare const leaf: Task<(from: number, to: number, array: Doubles) => string>;
declare const concat: Task<(a: string, b: string) => string>;
declare const add: Task<(a: number, b: number) => number>;
declare const addBig: Task<(a: bigint, b: bigint) => bigint>;

export function arrays(): void {
  const made = sharedArray(Float64Array, 1);
  is<Doubles, typeof made>(true);
  use(made);
  use(sharedArray(BigInt64Array, 1).at(0) === 1n, sharedArray.from(own).buffer.growable);
  // @ts-expect-error not the constructor of a typed array
  sharedArray(Array, 1);
  // @ts-expect-error a length is missing
  sharedArray(Float64Array);
  // @ts-expect-error a list is no typed array
  sharedArray.from([1, 2]);
}

export function loops(): void {
  parallelFor(10, body);
  parallelFor([1, 10], body, { grain: 'auto' });
  parallelFor(10, fill, { args: [ints, 1] });
  // @ts-expect-error the body wants arguments
  parallelFor(10, fill);
  // @ts-expect-error one argument is missing
  parallelFor(10, fill, { args: [ints] });
  // @ts-expect-error an argument of the wrong type
  parallelFor(10, fill, { args: [doubles, 1] });
  // @ts-expect-error tasks() has not named this function
  parallelFor(10, plain);
  // @ts-expect-error an inline function can't be named
  parallelFor(10, (from: number) => use(from));
  // @ts-expect-error no such grain
  parallelFor(10, body, { grain: 'fine' });
  // @ts-expect-error a range has two ends
  parallelFor([1], body);
}

export function elements(): void {
  const halves: Doubles = map(doubles, half);
  const ints2: Ints = map(doubles, half, { output: ints });
  const scaled: Doubles = map(doubles, scale, { args: [2] });
  const some: BigInt64Array<SharedArrayBuffer> = filter(bigs, isBig);
  use(halves, ints2, scaled, some);
  // @ts-expect-error the function wants an argument
  map(doubles, scale);
  // @ts-expect-error not on shared memory
  map(own, half);
  // @ts-expect-error elements are bigints
  map(bigs, half);
  // @ts-expect-error results are numbers
  map(doubles, half, { output: bigs });
  // @ts-expect-error the predicate is for bigints
  filter(doubles, isBig);
}

export function combinations(): void {
  const sum: number = reduce(doubles, 'sum', { deterministic: true });
  const big: bigint = reduce(bigs, addBig);
  const text: string = reduce(10, leaf, concat, { args: [doubles] });
  const sums: Doubles = scan(doubles, add);
  use(sum, big, text, sums, scan(bigs, 'max', { output: bigs }));
  // @ts-expect-error no such operation
  reduce(doubles, 'product');
  // @ts-expect-error elements are bigints
  reduce(bigs, add);
  // @ts-expect-error the leaf gives strings
  reduce(10, leaf, add, { args: [doubles] });
  // @ts-expect-error the leaf wants an array
  reduce(10, leaf, concat);
  // @ts-expect-error another kind
  scan(doubles, 'sum', { output: ints });
}

export function orders(): void {
  const sorted: Ints = sort(ints);
  const order: Uint32Array<SharedArrayBuffer> = sortOrder(doubles, { compare: add });
  use(sorted, order, sort(bigs));
  // @ts-expect-error not on shared memory
  sort(own);
  // @ts-expect-error the comparator is for numbers
  sort(bigs, { compare: add });
  // @ts-expect-error an inline function can't be named
  sort(ints, { compare: (a: number, b: number) => a - b });
}

export async function outside(): Promise<void> {
  await parallel.for(10, fill, { args: [ints, 1] });
  const halves: Doubles = await parallel.with({ timeout: 1 }).map(doubles, half);
  const ints2: Ints = await parallel.map(doubles, half, { output: ints });
  const sum: number = await parallel.reduce(doubles, 'sum');
  const text: string = await parallel.reduce(10, leaf, concat, { args: [doubles] });
  const order: Uint32Array<SharedArrayBuffer> = await parallel.sortOrder(bigs);
  use(halves, ints2, sum, text, order, await parallel.sort(ints), await parallel.scan(ints, 'min'));
  use(await parallel.filter(bigs, isBig));
  // @ts-expect-error the body wants arguments
  await parallel.for(10, fill);
  // @ts-expect-error the predicate is for bigints
  await parallel.filter(doubles, isBig);
}
