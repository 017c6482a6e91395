/**
 * Checks of what callers hand in: once, when a structure or a view of it is made.
 *
 * A wrong region would be silent corruption of somebody else's bytes, so nothing is assumed: the
 * message names the argument, what was received and what is allowed.
 */

import type { Cells } from './atomics.js';
import { LINE_BYTES } from './layout.js';

/**
 * Returns the region's cells, whatever thread or realm the buffer came from.
 *
 * @throws TypeError if `buffer` is not a SharedArrayBuffer or is growable.
 * @throws RangeError if the region is misaligned or does not lie inside the buffer.
 */
export function regionOf(buffer: SharedArrayBuffer, byteOffset: number, bytes: number): Cells {
  // By its tag: a buffer from another realm fails `instanceof`.
  const tag = Object.prototype.toString.call(buffer);
  if (tag !== '[object SharedArrayBuffer]') {
    throw new TypeError(`buffer: expected a SharedArrayBuffer, received ${describe(buffer)}`);
  }
  if (buffer.growable) {
    // Views of a growable buffer are 5 to 20 times slower per access.
    throw new TypeError(
      'buffer: expected a SharedArrayBuffer of fixed length, received a growable one',
    );
  }
  if (!Number.isInteger(byteOffset) || byteOffset < 0 || byteOffset % LINE_BYTES !== 0) {
    throw new RangeError(
      `byteOffset: expected a non-negative multiple of ${LINE_BYTES}, received ${describe(byteOffset)}`,
    );
  }
  if (byteOffset + bytes > buffer.byteLength) {
    throw new RangeError(
      `buffer: expected at least ${bytes} bytes from byteOffset ${byteOffset}, ` +
        `received ${Math.max(0, buffer.byteLength - byteOffset)}`,
    );
  }
  return new Int32Array(buffer, byteOffset, bytes / 4);
}

/**
 * Checks a capacity before any byte is computed from it.
 *
 * @throws RangeError if it is not a power of two from 2 to `max`.
 */
export function checkCapacity(capacity: number, max: number): void {
  if (!Number.isInteger(capacity) || capacity < 2 || capacity > max || capacity & (capacity - 1)) {
    throw new RangeError(
      `capacity: expected a power of two from 2 to ${max}, received ${describe(capacity)}`,
    );
  }
}

/**
 * Checks that a region holds what a view of it expects.
 *
 * @throws RangeError if nothing of that kind was created there.
 */
export function checkMagic(
  found: number,
  expected: number,
  kind: string,
  byteOffset: number,
): void {
  if (found !== expected) {
    throw new RangeError(
      `byteOffset: expected the start of a ${kind} made by ${kind}.create, ` +
        `received ${byteOffset}, where there is none`,
    );
  }
}

/**
 * Checks that a number is an integer within bounds.
 *
 * @throws RangeError if it is not.
 */
export function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(
      `${name}: expected an integer from ${min} to ${max}, received ${describe(value)}`,
    );
  }
}

/** Names a value that was refused, shortly, whatever it is. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'object' && value !== null) {
    return Object.prototype.toString.call(value).slice(8, -1);
  }
  return typeof value === 'function' ? 'a function' : String(value);
}
