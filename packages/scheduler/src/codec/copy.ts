/**
 * Copying bytes to and from shared memory.
 *
 * `set` on shared memory moves byte by byte, 8 times slower, unless both ends are equally aligned;
 * user code decides about that. `Buffer.fill` with bytes of the same length is a plain `memcpy`.
 */

import { Buffer } from 'node:buffer';

/** Up to this size a loop is fastest: making a view costs 100 ns. */
const SMALL = 64;

/** From this size on the alignment matters more than the cost of another view. */
const LARGE = 512;

/** Copies bytes from `start` to `end` of one memory to `at` of another. */
export function copyBytes(
  from: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  at: number,
): void {
  const size = end - start;
  if (size <= SMALL) {
    for (let i = 0; i < size; i++) to[at + i] = from[start + i] as number;
  } else if (size < LARGE) {
    to.set(from.subarray(start, end), at);
  } else {
    if (at + size > to.length) throw new RangeError('copy: no room');
    Buffer.from(to.buffer as ArrayBuffer, to.byteOffset + at, size).fill(from.subarray(start, end));
  }
}
