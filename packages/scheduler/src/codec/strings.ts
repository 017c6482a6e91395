/**
 * Reading short strings, which most strings are. A native call costs some 100 ns whatever the
 * length, so the shortest are put together in JavaScript, and keys are looked up: objects of data have
 * the same few keys again and again, mostly in the same order, so the one that came after this key the
 * last time is tried first: two comparisons of words instead of a hash.
 */

import type { Buffer } from 'node:buffer';

/** Keys that were read, by a hash of their bytes. A power of two. */
const SLOTS = 4096;
const keys = new Array<string | undefined>(SLOTS).fill(undefined);
/** The first eight bytes of each, as two words. */
const words = new Int32Array(2 * SLOTS);
/** Where the key is that came after each, the last time: objects of a kind have theirs in one order. */
const following = new Uint16Array(SLOTS);
/** Where the key is that was read last. */
let last = 0;

/** By the size of a key: which bits of the two words are its own. */
const MASKS: Int32Array = Int32Array.from({ length: 2 * 32 }, (_, i) =>
  maskOf((i >>> 1) - 4 * (i & 1)),
);

const fromUnits = String.fromCharCode;

/** Reads a key of at most 31 bytes; `view` is of the same bytes. */
export function keyAt(bytes: Buffer, view: DataView, at: number, size: number): string {
  const slot = following[last] as number;
  const expected = keys[slot];
  if (
    expected?.length === size &&
    at + 8 <= bytes.length &&
    (view.getInt32(at, true) & (MASKS[2 * size] as number)) === words[2 * slot] &&
    (view.getInt32(at + 4, true) & (MASKS[2 * size + 1] as number)) === words[2 * slot + 1] &&
    (size <= 8 || isAt(expected, bytes, at, 8))
  ) {
    last = slot;
    return expected;
  }
  return findKey(bytes, at, size);
}

function findKey(bytes: Buffer, at: number, size: number): string {
  const end = at + size;
  let hash = size;
  for (let i = at; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x0100_0193);
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  following[last] = slot;
  last = slot;
  const known = keys[slot];
  if (known?.length === size && isAt(known, bytes, at, 0)) return known;
  const key = stringAt(bytes, at, size);
  // Only ASCII can be compared unit by byte.
  if (isAt(key, bytes, at, 0)) {
    keys[slot] = key;
    words[2 * slot] = wordOf(key, 0);
    words[2 * slot + 1] = wordOf(key, 4);
  }
  return key;
}

/** Four units of ASCII as they lie in memory; beyond the end, zeroes. */
function wordOf(key: string, start: number): number {
  let word = 0;
  for (let i = 3; i >= 0; i--) word = (word << 8) | (key.charCodeAt(start + i) | 0);
  return word;
}

/** The bits of the first bytes of a word. */
function maskOf(bytes: number): number {
  if (bytes >= 4) return -1;
  return bytes > 0 ? (1 << (8 * bytes)) - 1 : 0;
}

/** Whether the units of a key, from one on, are the bytes there. */
function isAt(key: string, bytes: Buffer, at: number, from: number): boolean {
  const { length } = key;
  for (let i = from; i < length; i++) if (key.charCodeAt(i) !== bytes[at + i]) return false;
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
