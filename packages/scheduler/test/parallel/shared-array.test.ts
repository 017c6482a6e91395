import { expect, test } from '@jest/globals';
import { sharedArray, type SharedArray } from '../../src/parallel/shared-array.js';

const KINDS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
];

test.each(KINDS)('%p on shared memory', (kind) => {
  const array: SharedArray = sharedArray(kind as typeof Float64Array, 3);
  expect(array).toBeInstanceOf(kind);
  expect([...array]).toEqual([0, 0, 0]);
  expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(array.byteLength).toBe(3 * kind.BYTES_PER_ELEMENT);
});

test('bigints, and no elements', () => {
  expect([...sharedArray(BigInt64Array, 1), ...sharedArray(BigUint64Array, 1)]).toEqual([0n, 0n]);
  expect(sharedArray(Float64Array, 0)).toHaveLength(0);
});

test('from: a copy of the same kind', () => {
  const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  const shared = sharedArray.from(bytes);
  expect(shared).toEqual(new Uint8Array([2, 3]));
  expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
  shared[0] = 9;
  expect(bytes[0]).toBe(2);
  const again = sharedArray.from(shared);
  expect(again.buffer).not.toBe(shared.buffer);
  expect([...sharedArray.from(new BigInt64Array([-1n]))]).toEqual([-1n]);
  // A Buffer is a Uint8Array.
  expect(sharedArray.from(Buffer.from('a'))).toEqual(new Uint8Array([97]));
});

test('what is refused, and how', () => {
  const make = sharedArray as unknown as (...args: unknown[]) => unknown;
  expect(() => make('Float64Array', 1)).toThrow(
    new TypeError(
      'kind: expected the constructor of a typed array, as Float64Array, received "Float64Array"',
    ),
  );
  expect(() => make(Array, 1)).toThrow('received function Array');
  expect(() => make(undefined, 1)).toThrow('received undefined');
  expect(() => sharedArray(Int8Array, -1)).toThrow(
    new RangeError('length: expected an integer, at least 0, received -1'),
  );
  expect(() => sharedArray(Int8Array, 1.5)).toThrow('received 1.5');
  const from = sharedArray.from as unknown as (array: unknown) => unknown;
  expect(() => from([1, 2])).toThrow(
    new TypeError('array: expected a typed array, received Array'),
  );
  expect(() => from(new DataView(new ArrayBuffer(8)))).toThrow('received DataView');
});
