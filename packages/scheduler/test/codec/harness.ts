/** What the codec's tests share: a pair of codecs, and a comparison that forgives nothing. */

import { types } from 'node:util';
import { EncodeError } from '../../src/errors.js';
import { Codec } from '../../src/codec/codec.js';

/** Full sizes with FULL=1; the short form fits a normal test run. */
export const FULL: boolean = process.env['FULL'] === '1';

/** A table of SharedArrayBuffers, as the runtime keeps one per process. */
export function sharedTable(): {
  idOf(buffer: SharedArrayBuffer): number;
  bufferOf(id: number): SharedArrayBuffer;
} {
  const buffers: SharedArrayBuffer[] = [];
  return {
    idOf(buffer) {
      const id = buffers.indexOf(buffer);
      return id >= 0 ? id : buffers.push(buffer) - 1;
    },
    bufferOf(id) {
      const buffer = buffers[id];
      if (buffer === undefined) throw new RangeError(`no shared buffer ${id}`);
      return buffer;
    },
  };
}

interface WebAssemblyParts {
  readonly Memory: new (options: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
}

/** The types of Node 20 leave it out. */
export const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyParts };

const table = sharedTable();
const sender = new Codec(table);
const receiver = new Codec(table);

/** Memory as the arena's: shared, and never zero where nobody wrote. */
const memory = new Uint8Array(new SharedArrayBuffer(1 << 16)).fill(0xa5);

/** Sends a payload of `size` bytes through shared memory; odd places must not matter. */
function send(size: number, at: number): { bytes: Uint8Array; start: number; end: number } {
  const bytes =
    size + at <= memory.length ? memory : new Uint8Array(new SharedArrayBuffer(size + at));
  sender.copyTo(bytes, at);
  return { bytes, start: at, end: at + size };
}

/** Sends a value as a result. */
export function sendResult(value: unknown, at = 3): unknown {
  const { bytes, start, end } = send(sender.encodeResult(value), at);
  return receiver.decodeResult(bytes, start, end);
}

/** Sends arguments. */
export function sendArguments(args: readonly unknown[], at = 8): unknown[] {
  const { bytes, start, end } = send(sender.encodeArguments(args), at);
  return receiver.decodeArguments(bytes, start, end);
}

/** Sends what a task threw. */
export function sendError(thrown: unknown): unknown {
  const { bytes, start, end } = send(sender.encodeError(thrown), 1);
  return receiver.decodeError(bytes, start, end);
}

/** Returns the bytes of a result. */
export function bytesOfResult(value: unknown): Uint8Array {
  const bytes = new Uint8Array(sender.encodeResult(value));
  sender.copyTo(bytes, 0);
  return bytes;
}

/** Decodes bytes as a result. */
export function decode(bytes: Uint8Array): unknown {
  return receiver.decodeResult(bytes);
}

/** Returns the EncodeError that encoding a value as an argument throws. */
export function refusalOf(...args: unknown[]): EncodeError {
  try {
    sender.encodeArguments(args);
  } catch (error) {
    if (error instanceof EncodeError) return error;
    throw error;
  }
  throw new Error('not refused');
}

/**
 * Says how two values differ, with the path; nothing if they don't. Identity counts too: an object
 * that occurs twice here must be one object there, and two must be two.
 */
export function difference(a: unknown, b: unknown): string | undefined {
  const partners = new Map<unknown, unknown>();
  const back = new Map<unknown, unknown>();

  const compare = (x: unknown, y: unknown, path: string): string | undefined => {
    if (typeof x !== 'object' || x === null || typeof y !== 'object' || y === null) {
      return Object.is(x, y) ? undefined : `${path}: ${show(x)} became ${show(y)}`;
    }
    if (partners.has(x) || back.has(y)) {
      return partners.get(x) === y && back.get(y) === x ? undefined : `${path}: another identity`;
    }
    partners.set(x, y);
    back.set(y, x);
    const tag = Object.prototype.toString.call(x);
    if (tag !== Object.prototype.toString.call(y)) return `${path}: ${tag} became ${show(y)}`;
    return contents(x, y, path);
  };

  const list = (xs: unknown[], ys: unknown[], path: string): string | undefined => {
    if (xs.length !== ys.length) return `${path}: ${xs.length} became ${ys.length}`;
    for (let i = 0; i < xs.length; i++) {
      if (i in xs !== i in ys) return `${path}[${i}]: a hole`;
      const found = compare(xs[i], ys[i], `${path}[${i}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const contents = (x: object, y: object, path: string): string | undefined => {
    if (types.isSharedArrayBuffer(x)) return x === y ? undefined : `${path}: other memory`;
    if (types.isArrayBuffer(x)) return list([...new Uint8Array(x)], [...bytesIn(y)], path);
    if (ArrayBuffer.isView(x)) return view(x, y as ArrayBufferView, path);
    if (types.isDate(x)) return compare(x.getTime(), (y as Date).getTime(), path);
    if (types.isRegExp(x)) {
      return types.isRegExp(y) ? compare(String(x), String(y), path) : `${path}: a pattern`;
    }
    if (types.isBoxedPrimitive(x)) return compare(x.valueOf(), y.valueOf(), path);
    if (types.isMap(x)) return list([...x].flat(), [...(y as Map<unknown, unknown>)].flat(), path);
    if (types.isSet(x)) return list([...x], [...(y as Set<unknown>)], path);
    if (Array.isArray(x)) return list(x, y as unknown[], path);
    if (!types.isNativeError(x) && Object.getPrototypeOf(y) !== Object.prototype) {
      return `${path}: a prototype`;
    }
    const error = types.isNativeError(x);
    const keys = error ? Object.getOwnPropertyNames(x).sort() : Object.keys(x);
    const theirs = error ? Object.getOwnPropertyNames(y).sort() : Object.keys(y);
    const found = list(keys, theirs, `${path} keys`);
    if (found !== undefined) return found;
    for (const key of keys) {
      const [mine, other] = [x, y].map((o) => (o as Record<string, unknown>)[key]);
      const below = compare(mine, other, `${path}.${key}`);
      if (below !== undefined) return below;
    }
    return undefined;
  };

  const view = (x: ArrayBufferView, y: ArrayBufferView, path: string): string | undefined => {
    if (Buffer.isBuffer(x) !== Buffer.isBuffer(y)) return `${path}: a Buffer`;
    if (x.byteLength !== y.byteLength) return `${path}: another length`;
    if (types.isSharedArrayBuffer(x.buffer)) {
      if (x.byteOffset !== y.byteOffset) return `${path}: another offset`;
      return x.buffer === y.buffer ? undefined : `${path}: other memory`;
    }
    return list([...bytesIn(x)], [...bytesIn(y)], path);
  };

  return compare(a, b, 'value');
}

function bytesIn(of: object): Uint8Array {
  return ArrayBuffer.isView(of)
    ? new Uint8Array(of.buffer, of.byteOffset, of.byteLength)
    : new Uint8Array(of as ArrayBuffer);
}

function show(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? Object.prototype.toString.call(value)
    : `${typeof value} ${JSON.stringify(typeof value === 'bigint' ? String(value) : value)}`;
}
