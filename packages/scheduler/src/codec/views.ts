/** Buffers and the views of them: their numbers on the wire, their bytes, and how to make them again. */

import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { copyBytes } from './copy.js';
import { keepFreedMemory } from './freed-memory.js';

/** An ArrayBuffer or SharedArrayBuffer itself, not a view. */
export const VIEW_NONE = 0;
/** A Node Buffer. It often lies in a pool with strangers, so only its own bytes ever cross. */
export const VIEW_NODE = 1;
/** A DataView. */
const VIEW_DATA = 2;

/** Makes a view, or throws a RangeError if it doesn't lie inside the buffer or is misaligned. */
type MakeView = (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayBufferView;

interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly make: MakeView;
}

type Float16ArrayConstructor = new (
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
) => ArrayBufferView;

/** Since Node 24; on a thread of the same process it exists on both sides or on none. */
const { Float16Array } = globalThis as { Float16Array?: Float16ArrayConstructor };

/** Index: the number on the wire. The first three are no typed arrays. */
const elementTypes: readonly ElementType[] = [
  { name: '', bytes: 1, make: (b, o, n) => new Uint8Array(b, o, n) },
  { name: '', bytes: 1, make: (b, o, n) => Buffer.from(b as ArrayBuffer, o, n) },
  { name: '', bytes: 1, make: (b, o, n) => new DataView(b, o, n) },
  { name: 'Uint8Array', bytes: 1, make: (b, o, n) => new Uint8Array(b, o, n) },
  { name: 'Float64Array', bytes: 8, make: (b, o, n) => new Float64Array(b, o, n) },
  { name: 'Float32Array', bytes: 4, make: (b, o, n) => new Float32Array(b, o, n) },
  { name: 'Int32Array', bytes: 4, make: (b, o, n) => new Int32Array(b, o, n) },
  { name: 'Uint32Array', bytes: 4, make: (b, o, n) => new Uint32Array(b, o, n) },
  { name: 'Int16Array', bytes: 2, make: (b, o, n) => new Int16Array(b, o, n) },
  { name: 'Uint16Array', bytes: 2, make: (b, o, n) => new Uint16Array(b, o, n) },
  { name: 'Int8Array', bytes: 1, make: (b, o, n) => new Int8Array(b, o, n) },
  { name: 'Uint8ClampedArray', bytes: 1, make: (b, o, n) => new Uint8ClampedArray(b, o, n) },
  { name: 'BigInt64Array', bytes: 8, make: (b, o, n) => new BigInt64Array(b, o, n) },
  { name: 'BigUint64Array', bytes: 8, make: (b, o, n) => new BigUint64Array(b, o, n) },
  ...(Float16Array === undefined
    ? []
    : [
        {
          name: 'Float16Array',
          bytes: 2,
          make: (b: ArrayBufferLike, o: number, n: number) => new Float16Array(b, o, n),
        },
      ]),
];

const numbersByName = new Map(elementTypes.map(({ name }, number) => [name, number]));

/** Reads the name of a typed array from its slots: no realm, subclass or own property can lie. */
const typedArrayTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
) as { get: (this: ArrayBufferView) => string | undefined };

/** Returns the number of a view on the wire. Subclasses of typed arrays cross as their base. */
export function viewNumber(view: ArrayBufferView): number {
  if (Buffer.isBuffer(view)) return VIEW_NODE;
  const name = typedArrayTag.get.call(view);
  if (name === undefined) return VIEW_DATA;
  // A type newer than this file keeps its bytes.
  return numbersByName.get(name) ?? VIEW_DATA;
}

/** Returns the bytes of a buffer or view, not a copy. */
export function bytesOf(source: ArrayBufferView | ArrayBuffer): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

/** Returns the number of elements of a view, in the unit of its number. */
export function elementsOf(view: ArrayBufferView, number: number): number {
  return view.byteLength / (elementTypes[number] as ElementType).bytes;
}

/**
 * Makes the view or buffer of a number over part of a buffer.
 *
 * @throws RangeError if the number is unknown, or the view doesn't lie in the buffer or is misaligned.
 */
export function viewOn(
  number: number,
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
): ArrayBufferView | ArrayBufferLike {
  const type = elementTypes[number];
  if (type === undefined) throw new RangeError(`a view of unknown type ${number}`);
  if (number === VIEW_NONE) return buffer;
  if (!Number.isSafeInteger(length) || !Number.isSafeInteger(byteOffset)) {
    throw new RangeError('a view at no integer offset');
  }
  return type.make(buffer, byteOffset, length);
}

/**
 * Makes the view or buffer of a number over all bytes of a buffer.
 *
 * @throws RangeError if the number is unknown, or the bytes are no whole number of elements.
 */
export function viewOfAll(number: number, buffer: ArrayBuffer): ArrayBufferView | ArrayBufferLike {
  const bytes = elementTypes[number]?.bytes ?? 1;
  if (buffer.byteLength % bytes !== 0) {
    throw new RangeError(`${buffer.byteLength} bytes are no whole number of elements`);
  }
  return viewOn(number, buffer, 0, buffer.byteLength / bytes);
}

/** True if the memory of a buffer was transferred away. */
export function isDetached(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    return new Uint8Array(buffer).length !== 0;
  } catch {
    return true;
  }
}

/** True if a buffer is shared memory, whatever its realm. */
export function isShared(buffer: ArrayBufferLike): buffer is SharedArrayBuffer {
  return types.isSharedArrayBuffer(buffer);
}

/** Returns a new buffer with a copy of the bytes, its own memory, whatever memory they lie in. */
export function copyOf(memory: Uint8Array, start: number, end: number): ArrayBuffer {
  keepFreedMemory(end - start);
  // Not zeroed first: every byte is overwritten. Never pooled: the memory is the receiver's alone.
  const copy = Buffer.allocUnsafeSlow(end - start);
  copyBytes(memory, start, end, copy, 0);
  return copy.buffer;
}
