import { expect, test } from '@jest/globals';
import { Decoder } from '@msgpack/msgpack';
import { runInNewContext } from 'node:vm';
import { bytesOfResult, difference, sendArguments, sendResult } from './harness.js';

const float16 = (globalThis as { Float16Array?: new (items: number[]) => object }).Float16Array;

const examples: Record<string, unknown[]> = {
  integers: [0, 1, -1, 127, 128, 255, 256, 65535, 65536, -32, -33, -128, -129, -32768, -32769],
  'large numbers': [2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32, 2 ** 53, -(2 ** 53)],
  'beyond 2^53': [2 ** 53 + 2, 2 ** 64, 1e300, -1e300, Number.MAX_VALUE, Number.MIN_VALUE],
  'odd numbers': [-0, NaN, Infinity, -Infinity, 0.1, -1.5],
  primitives: [undefined, null, true, false],
  bigints: [
    0n,
    1n,
    -1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    2n ** 63n,
    2n ** 64n,
    -(2n ** 64n),
    7n ** 999n,
  ],
  strings: ['', 'a', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(255), 'x'.repeat(70_000)],
  'other scripts': [
    'é',
    'żółw',
    '漢字',
    '🦀',
    'é'.repeat(31),
    '漢'.repeat(100),
    '🦀'.repeat(30_000),
  ],
  'lone surrogates': [
    '\ud800',
    'a\udc00b',
    '\ud83e'.repeat(40),
    { '\ud800': 1 },
    new Map([['\ud800', 1]]),
  ],
  dates: [new Date(0), new Date(-1), new Date(8.64e15), new Date(NaN)],
  patterns: [/a/, /a\/b/giu, /\ud800/, new RegExp('')],
  arrays: [[], [1], [[[]]], new Array(20).fill('x'), new Array(70_000).fill(1)],
  holes: [[1, , 3], [, ,], new Array(5), [undefined, , undefined]], // eslint-disable-line
  objects: [{}, { a: 1 }, { 'odd key': 1, '': 2, 7: 3 }, { u: undefined }],
  'odd keys': [{ constructor: 1, toString: 2, hasOwnProperty: 3, valueOf: { __proto__: null } }],
  maps: [new Map(), new Map<unknown, unknown>([[1, 'a'], ['1', new Map([[{}, []]])], [NaN, -0]])], // prettier-ignore
  sets: [new Set(), new Set([1, '1', -0, NaN, new Set([[]])])],
  boxes: [Object(1), Object('x'), Object(true), Object(5n), Object(-0)],
  'array buffers': [new ArrayBuffer(0), new Uint8Array([1, 2, 3]).buffer, new ArrayBuffer(5000)],
  'typed arrays': [
    ...[new Int8Array([-1]), new Uint8Array([1, 2]), new Uint8ClampedArray([255])],
    ...[new Int16Array([-1]), new Uint16Array([1]), new Int32Array([-1]), new Uint32Array([1])],
    ...[new Float32Array([1.5]), new Float64Array([NaN, -0]), new BigInt64Array([-1n])],
    ...[new BigUint64Array([2n ** 64n - 1n]), new DataView(new ArrayBuffer(3))],
    ...[new Float64Array(5000).fill(0.1), new Uint8Array(0)],
    ...(float16 === undefined ? [] : [new float16([0.5, -0])]),
  ],
  buffers: [Buffer.from('pooled'), Buffer.alloc(5000, 7), Buffer.alloc(0)],
};

test.each(Object.entries(examples))('%s cross, wherever they stand', (_, values) => {
  for (const value of values) {
    expect(difference(value, sendResult(value))).toBeUndefined();
    const nested = [value, { value }, [value], new Map([[value, { value }]]), new Set([value])];
    expect(difference(nested, sendArguments(nested))).toBeUndefined();
  }
});

test('a key __proto__ is an ordinary key', () => {
  const sent = JSON.parse('{"__proto__": {"polluted": 1}, "a": {"__proto__": 2}}') as object;
  const got = sendResult(sent) as { polluted?: number };
  expect(Object.keys(got)).toEqual(['__proto__', 'a']);
  expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
  expect(got.polluted).toBeUndefined();
  expect(JSON.stringify(got)).toBe(JSON.stringify(sent));
});

test('keys that look alike are told apart, in any order', () => {
  // Each size from 0 to 40, and beside each: another first, fourth, fifth, eighth, ninth and last unit.
  const keys = Array.from({ length: 41 }, (_, size) => 'abcdefghij'.repeat(5).slice(0, size));
  for (const key of keys.slice(1)) {
    for (const at of [0, 3, 4, 7, 8, key.length - 1]) {
      for (const unit of ['\0', 'z', 'é', '\x7f']) {
        if (at < key.length) keys.push(key.slice(0, at) + unit + key.slice(at + 1));
      }
    }
  }
  for (let stride = 1; stride < 60; stride += 2) {
    const order = keys.map((_, i) => keys[(i * stride) % keys.length] as string);
    const objects = order.map((key, i) => ({ [key]: i, [order[i * 7] ?? 'x']: key }));
    const got = sendResult(objects) as object[];
    expect(got.map((each) => Object.entries(each))).toEqual(objects.map((o) => Object.entries(o)));
  }
});

test('a long sparse array takes no memory for its holes', () => {
  const sparse: unknown[] = [];
  sparse[4_000_000_000] = 'last';
  const got = sendResult(sparse) as unknown[];
  expect(got.length).toBe(4_000_000_001);
  expect(Object.keys(got)).toEqual(['4000000000']);
});

test('objects of classes cross as plain data', () => {
  class Point {
    #hidden = 1;
    x = 1;
    get sum(): number {
      return this.x + this.#hidden;
    }
  }
  class Deep extends Point {
    [Symbol.iterator] = 1;
    y = new Point();
  }
  const got = sendResult([new Point(), new Deep()]);
  expect(difference([{ x: 1 }, { x: 1, y: { x: 1 } }], got)).toBeUndefined();
  expect(
    difference({ a: 1 }, sendResult(Object.assign(Object.create(null), { a: 1 }))),
  ).toBeUndefined();
});

test('subclasses of built-in types cross as their base', () => {
  class MyMap extends Map<number, number> {
    extra = 1;
  }
  class MyArray extends Array<number> {}
  class MyBytes extends Uint8Array {}
  const values = [new MyMap().set(1, 2), MyArray.of(1, 2), MyBytes.of(3)];
  expect(
    difference([new Map([[1, 2]]), [1, 2], Uint8Array.of(3)], sendResult(values)),
  ).toBeUndefined();
});

test('accessors cross as the values they give', () => {
  const object = {
    get a() {
      return { b: 1 };
    },
  };
  expect(difference({ a: { b: 1 } }, sendResult(object))).toBeUndefined();
});

test('a Proxy of plain data crosses as what it shows', () => {
  const seen = new Proxy({ a: 1 }, { get: () => 'trapped' });
  expect(sendResult(seen)).toEqual({ a: 'trapped' });
  expect(sendResult(new Proxy([1, 2], {}))).toEqual([1, 2]);
});

test('values of another realm cross', () => {
  const foreign: unknown = runInNewContext(
    `({ a: [1, { b: 2 }], m: new Map([[1, new Set([2])]]), d: new Date(5), r: /x/g, u: new Uint8Array([1]),
        b: new ArrayBuffer(2), n: Object(1), e: new RangeError('far') })`,
  );
  const got = sendResult(foreign) as Record<string, unknown>;
  expect(got).toBeInstanceOf(Object);
  const { e, ...rest } = got;
  expect(e).toBeInstanceOf(RangeError);
  expect(
    difference(rest, {
      ...{ a: [1, { b: 2 }], m: new Map([[1, new Set([2])]]), d: new Date(5), r: /x/g },
      ...{ u: new Uint8Array([1]), b: new ArrayBuffer(2), n: Object(1) as object },
    }),
  ).toBeUndefined();
});

test('symbol keys and what is not enumerable stay', () => {
  const object = Object.defineProperty({ a: 1, [Symbol('s')]: 2 }, 'hidden', { value: 3 });
  expect(difference({ a: 1 }, sendResult(object))).toBeUndefined();
});

test('JSON-like payloads are standard MessagePack', () => {
  const value = {
    id: 7,
    name: 'żółw',
    tags: ['x', 'y'.repeat(300)],
    at: -1.5,
    n: [null, true, -70_000],
  };
  expect(new Decoder().decode(bytesOfResult(value).subarray(1))).toEqual(value);
});

test('small payloads are small', () => {
  expect(bytesOfResult([3, 4]).length).toBe(4);
  expect(bytesOfResult('hello').length).toBe(7);
});
