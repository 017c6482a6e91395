/**
 * Typed arrays on shared memory: the data of parallel loops. Such an array crosses threads as a
 * handle, and every machine works on the same bytes.
 */

import { describe } from '../describe.js';

/** A typed array on shared memory. */
export type SharedArray = SharedArrays[keyof SharedArrays];

/** The typed arrays on shared memory, by their names. */
interface SharedArrays {
  Int8Array: Int8Array<SharedArrayBuffer>;
  Uint8Array: Uint8Array<SharedArrayBuffer>;
  Uint8ClampedArray: Uint8ClampedArray<SharedArrayBuffer>;
  Int16Array: Int16Array<SharedArrayBuffer>;
  Uint16Array: Uint16Array<SharedArrayBuffer>;
  Int32Array: Int32Array<SharedArrayBuffer>;
  Uint32Array: Uint32Array<SharedArrayBuffer>;
  Float32Array: Float32Array<SharedArrayBuffer>;
  Float64Array: Float64Array<SharedArrayBuffer>;
  BigInt64Array: BigInt64Array<SharedArrayBuffer>;
  BigUint64Array: BigUint64Array<SharedArrayBuffer>;
}

/** What every typed array tells of itself. */
interface TypedArray {
  readonly [Symbol.toStringTag]: keyof SharedArrays;
  readonly length: number;
}

/** The constructor of a kind of typed arrays: `Float64Array`. */
interface TypedArrayConstructor<A extends TypedArray> {
  readonly prototype: A;
}

/** The same kind of typed array, on shared memory. */
type Shared<A extends TypedArray> = SharedArrays[A[typeof Symbol.toStringTag]];

/** An element of an array: a number, or a bigint. */
export type Element<A extends SharedArray> = A[number];

/** Makes typed arrays on shared memory. */
interface SharedArrayMaker {
  /**
   * Returns a typed array of zeros on shared memory of its own.
   *
   * ```ts
   * const pixels = sharedArray(Uint8ClampedArray, 4 * width * height);
   * ```
   *
   * @throws TypeError if `kind` is not the constructor of a typed array.
   * @throws RangeError if `length` is not a length, or there is not that much memory.
   */
  <A extends TypedArray>(kind: TypedArrayConstructor<A>, length: number): Shared<A>;

  /**
   * Returns a copy of a typed array, on shared memory of its own.
   *
   * @throws TypeError if `array` is not a typed array.
   */
  from<A extends TypedArray>(array: A): Shared<A>;
}

type AnyConstructor = new (buffer: SharedArrayBuffer) => SharedArray;

const KINDS: Readonly<Record<keyof SharedArrays, { readonly BYTES_PER_ELEMENT: number }>> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
};

function make(kind: unknown, length: unknown): SharedArray {
  const name = typeof kind === 'function' ? kind.name : '';
  if (!Object.hasOwn(KINDS, name)) {
    throw new TypeError(
      `kind: expected the constructor of a typed array, as Float64Array, received ${describe(kind)}`,
    );
  }
  if (!Number.isSafeInteger(length) || (length as number) < 0) {
    throw new RangeError(`length: expected an integer, at least 0, received ${describe(length)}`);
  }
  return allocate(name as keyof SharedArrays, length as number);
}

function allocate(name: keyof SharedArrays, length: number): SharedArray {
  const kind = KINDS[name];
  const buffer = new SharedArrayBuffer(length * kind.BYTES_PER_ELEMENT);
  return new (kind as unknown as AnyConstructor)(buffer);
}

function copy(array: unknown): SharedArray {
  const name = tagOf(array);
  if (name === undefined) {
    throw new TypeError(`array: expected a typed array, received ${describe(array)}`);
  }
  const from = array as SharedArray;
  const to = allocate(name, from.length);
  to.set(from as never); // of the same kind
  return to;
}

/** The kind of a typed array, also of one of another realm; undefined for anything else. */
export function tagOf(value: unknown): keyof SharedArrays | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return Object.hasOwn(KINDS, tag) ? (tag as keyof SharedArrays) : undefined;
}

/** An array of the same kind, of zeros, on memory of its own. */
export function alike<A extends SharedArray>(array: A, length: number = array.length): A {
  return allocate(tagOf(array) as keyof SharedArrays, length) as A;
}

/** Makes typed arrays on shared memory: see the two ways. */
export const sharedArray: SharedArrayMaker = Object.assign(make as SharedArrayMaker, {
  from: copy as SharedArrayMaker['from'],
});
