/**
 * Reading short strings, which most strings are. A native call costs some 100 ns whatever the
 * length, so the shortest are put together in JavaScript, and keys are looked up: an object of
 * data has the same few keys again and again.
 */

import type { Buffer } from 'node:buffer';

/** Keys that were read, by a hash of their bytes. A power of two. */
const SLOTS = 4096;
const keys = new Array<string | undefined>(SLOTS).fill(undefined);

const fromUnits = String.fromCharCode;

/** Reads a key of at most 31 bytes. */
export function keyAt(bytes: Buffer, at: number, size: number): string {
  const end = at + size;
  let hash = size;
  for (let i = at; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x0100_0193);
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const known = keys[slot];
  if (known?.length === size && isAt(known, bytes, at)) return known;
  const key = stringAt(bytes, at, size);
  // Only ASCII can be compared unit by byte.
  if (isAt(key, bytes, at)) keys[slot] = key;
  return key;
}

function isAt(key: string, bytes: Buffer, at: number): boolean {
  const { length } = key;
  for (let i = 0; i < length; i++) if (key.charCodeAt(i) !== bytes[at + i]) return false;
  return true;
}

/** Reads a string of UTF-8. */
export function stringAt(bytes: Buffer, at: number, size: number): string {
  if (size < 64 && isAscii(bytes, at, size)) {
    // From 13 units on, concatenation makes ropes instead of strings.
    return size < 13 ? shortAscii(bytes, at, size) : bytes.toString('latin1', at, at + size);
  }
  return bytes.toString('utf8', at, at + size);
}

function isAscii(bytes: Buffer, at: number, size: number): boolean {
  let bits = 0;
  for (let i = 0; i < size; i++) bits |= bytes[at + i] as number;
  return bits < 0x80;
}

function shortAscii(bytes: Buffer, at: number, size: number): string {
  let text = '';
  let next = at;
  if (size & 8) {
    text = four(bytes, next) + four(bytes, next + 4);
    next += 8;
  }
  if (size & 4) {
    text += four(bytes, next);
    next += 4;
  }
  if (size & 2) {
    text += fromUnits(bytes[next] as number, bytes[next + 1] as number);
    next += 2;
  }
  return size & 1 ? text + fromUnits(bytes[next] as number) : text;
}

function four(bytes: Buffer, at: number): string {
  return fromUnits(
    bytes[at] as number,
    bytes[at + 1] as number,
    bytes[at + 2] as number,
    bytes[at + 3] as number,
  );
}
