import { createHash, createSecretKey, webcrypto } from 'node:crypto';
import { Readable } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { EncodeError } from '../../src/errors.js';
import { Codec } from '../../src/codec/codec.js';
import { move } from '../../src/codec/move.js';
import { refusalOf, sharedTable, WebAssembly } from './harness.js';

const channel = new MessageChannel();
const detached = new ArrayBuffer(8);
const viewOfDetached = new Uint8Array(detached);
structuredClone(detached, { transfer: [detached] });
const emptyModule = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));

class Machine {
  run(): void {
    // nothing
  }
}

test.each<[string, unknown]>([
  ['a function', () => 1],
  ['a function', Machine],
  ['a function', async () => Promise.resolve()],
  ['a symbol', Symbol('s')],
  ['a Symbol', Object(Symbol('s'))],
  ['a Promise', Promise.resolve()],
  ['a WeakMap', new WeakMap()],
  ['a WeakSet', new WeakSet()],
  ['a WeakRef', new WeakRef({})],
  ['a FinalizationRegistry', new FinalizationRegistry(() => undefined)],
  ['a Generator', (function* () {})()], // eslint-disable-line
  ['an Array Iterator', [].values()],
  ['a Map Iterator', new Map().entries()],
  ['an Intl.Collator', new Intl.Collator()],
  ['a WebAssembly.Module', emptyModule],
  ['a WebAssembly.Memory', new WebAssembly.Memory({ initial: 1 })],
  ['a KeyObject', createSecretKey(Buffer.alloc(8))],
  ['a MessagePort', channel.port1],
  ['a MessageChannel', channel],
  ['a Crypto', webcrypto],
  ['a Blob', new Blob(['x'])],
  ['a URL', new URL('http://localhost')],
  ['a URLSearchParams', new URLSearchParams()],
  ['a Headers', new Headers()],
  ['an AbortSignal', AbortSignal.abort()],
  ['an AbortController', new AbortController()],
  ['an Event', new Event('x')],
  ['a ReadableStream', new ReadableStream()],
  ['a TextDecoder', new TextDecoder()],
  ['a stream (Readable)', new Readable()],
  ['a stream (Hash)', createHash('sha256')],
  ['a Proxy of a built-in object', new Proxy(new Map(), {})],
  ['a Proxy of a built-in object', new Proxy(new Date(), {})],
  ['a Map', Object.create(Map.prototype)],
  ['a detached ArrayBuffer', detached],
  ['a view of a detached ArrayBuffer', viewOfDetached],
])('%s is refused, with the path', (name, value) => {
  const reason = `${name} can't cross threads`;
  const message = (path: string): string => `${path}: ${reason}`;
  expect(refusalOf(value).message).toBe(message('args[0]'));
  expect(refusalOf(1, { options: { onDone: value } })).toMatchObject({
    name: 'EncodeError',
    code: 'ERR_PILFER_ENCODE',
    path: 'args[1].options.onDone',
    reason,
    message: message('args[1].options.onDone'),
  });
});

channel.port1.close();

const offender = (): void => undefined;

test.each<[string, unknown]>([
  ['[0]', [offender, () => 1]],
  ['.a[2].b', { a: [1, 2, { b: offender }], c: offender }],
  ['["odd key"]', { 'odd key': offender }],
  ['["1"]', { 1: offender }],
  ['.größe.$_', { größe: { $_: offender } }],
  ['.__proto__', Object.defineProperty({}, '__proto__', { value: offender, enumerable: true })],
  ['.get("k")', new Map([['k', offender]])],
  ['.get(7)[0]', new Map([[7, [offender]]])],
  ['.get({…}).x', new Map([[{}, { x: offender }]])],
  ['.keys()[1]', new Map<unknown, number>([[1, 2], [offender, 3]])], // prettier-ignore
  ['.values()[1].x', new Set([1, { x: offender }])],
  ['.cause.handler', new Error('x', { cause: { handler: offender } })],
  ['.errors[1]', new AggregateError([1, offender])],
  ['.handler', Object.assign(new TypeError('x'), { handler: offender })],
  ['[5]', [1, , 3, , , offender]], // eslint-disable-line
])('the path args[0]%s is exact', (path, value) => {
  expect(refusalOf(value).path).toBe(`args[0]${path}`);
});

test('the path of a result begins with it', () => {
  const codec = new Codec(sharedTable());
  expect(() => codec.encodeResult({ a: offender })).toThrow('result.a: a function');
});

test('the first offender is named', () => {
  expect(refusalOf({ deep: { er: offender } }, offender).path).toBe('args[0].deep.er');
});

test('a throwing getter is named, with what it threw', () => {
  const cause = new Error('boom');
  const value = {
    a: {
      get b(): never {
        throw cause;
      },
    },
  };
  const refusal = refusalOf(value);
  expect(refusal.message).toBe('args[0].a.b: reading it threw: boom');
  expect(refusal.cause).toBe(cause);
});

test('a throwing trap is named', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(refusalOf({ proxy }).message).toMatch(/^args\[0\]\.proxy: .*revoked/);
  const trap = new Proxy({ a: 1 }, { ownKeys: () => { throw new Error('no keys'); } }); // prettier-ignore
  expect(refusalOf([trap]).message).toBe('args[0][0]: reading it threw: no keys');
});

test('what is no buffer, or a part of a pool, cannot be moved', () => {
  expect(() => move({} as ArrayBuffer)).toThrow(
    new TypeError('move: expected an ArrayBuffer or a view of one, received an object'),
  );
  expect(() => move(new SharedArrayBuffer(8) as unknown as ArrayBuffer)).toThrow(
    /^move: .*received SharedArrayBuffer$/,
  );
  expect(() => move(Buffer.from('pooled') as Uint8Array<ArrayBuffer>)).toThrow(/^move: .*pool/);
});

test('after a refusal the codec goes on', () => {
  const codec = new Codec(sharedTable());
  const bytes = new Uint8Array(100);
  for (let i = 0; i < 10; i++) {
    expect(() => codec.encodeArguments([new Uint8Array(5000), { a: offender }])).toThrow(
      EncodeError,
    );
    const size = codec.encodeArguments([i]);
    codec.copyTo(bytes, 0);
    expect(codec.decodeArguments(bytes, 0, size)).toEqual([i]);
  }
});
