import fc from 'fast-check';
import { tasks } from '../../src/functions/tasks.js';
import { sharedArray, type SharedArray } from '../../src/parallel/shared-array.js';

type Pieces = readonly (readonly [from: number, to: number])[];

/** Tasks of the unit tests: sources, one thread. */
export const good = tasks(import.meta.url, {
  square: (x: number): number => x * x,
  scale: (x: number, by: number): number => x * by,
  isEven: (x: number): boolean => x % 2 === 0,
  isBelow: (x: number, limit: number): boolean => x < limit,
  add: (a: number, b: number): number => a + b,
  addBig: (a: bigint, b: bigint): bigint => BigInt.asIntN(64, a + b),
  /** Associative, not commutative: the left one, shifted; for small numbers. */
  last: (_: number, b: number): number => b,
  concat: (a: string, b: string): string => a + b,
  letters: (from: number, to: number): string => {
    let text = '';
    for (let i = from; i < to; i++) text += `${i},`;
    return text;
  },
  fillWith: (from: number, to: number, array: Int32Array, by: number): void => {
    for (let i = from; i < to; i++) array[i] = (array[i] ?? 0) + by * i + 1;
  },
  sumPiece: (from: number, to: number, array: Float64Array): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += array[i] ?? NaN;
    return sum;
  },
  recordPiece: (from: number, to: number): Pieces => [[from, to]],
  concatPieces: (a: Pieces, b: Pieces): Pieces => [...a, ...b],
  fail: (): never => {
    throw new RangeError('it failed');
  },
  descending: (a: number, b: number): number => b - a,
  byTens: (a: number, b: number): number => Math.trunc(a / 10) - Math.trunc(b / 10),
  bigDescending: (a: bigint, b: bigint): number => (a < b ? 1 : a > b ? -1 : 0),
  nonsense: (a: number): number => (a % 3) - 1,
});

/** Arrays of every kind, with the values that are hard for them. */
export const anyArray: fc.Arbitrary<SharedArray> = fc
  .oneof(
    fc.int8Array({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8ClampedArray({ maxLength: 300 }),
    fc.int16Array({ maxLength: 300 }),
    fc.uint16Array({ maxLength: 300 }),
    fc.int32Array({ maxLength: 300 }),
    fc.uint32Array({ maxLength: 300 }),
    fc.float32Array({ maxLength: 300 }),
    fc.float64Array({ maxLength: 300 }),
    fc.bigInt64Array({ maxLength: 300 }),
    fc.bigUint64Array({ maxLength: 300 }),
  )
  .map((array) => sharedArray.from(array) as SharedArray);

/** The same numbers again and again, up to a length: long arrays at a low price. */
export function repeated(array: SharedArray, length: number): SharedArray {
  const long = new (array.constructor as new (buffer: SharedArrayBuffer) => SharedArray)(
    new SharedArrayBuffer(length * array.BYTES_PER_ELEMENT),
  );
  for (let i = 0; i < length && array.length > 0; i++) {
    long[i] = array[i % array.length] as never;
  }
  return long;
}
