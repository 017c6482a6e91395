/**
 * Keys: elements of any kind as unsigned integers that sort alike, one or two 32-bit words each (low
 * word first), so that a radix sort needs to know nothing else.
 *
 *   unsigned integers   as they are
 *   signed integers     with the sign bit flipped: negative ones come first
 *   floats              positive ones with the sign bit flipped, negative ones with all bits flipped
 *                       (Knuth, TAOCP 5.2.5); every NaN as the largest key
 *
 * The order is that of a typed array's own `sort`: numeric, -0 before 0, NaN last. Decoding gives
 * back what was encoded, bit by bit, but for the payload of a NaN.
 */

import { tagOf, type SharedArray } from './shared-array.js';

/** Words in shared memory. */
export type Words = Uint32Array<SharedArrayBuffer>;

const SIGN = 0x8000_0000;

/** How the keys of a kind of array look. */
export interface KeyFormat {
  /** 32-bit words a key. */
  readonly words: 1 | 2;
  /** Bits that may differ between two keys. */
  readonly bits: 8 | 16 | 32 | 64;
}

/** How the keys of an array look. */
export function keyFormat(array: SharedArray): KeyFormat {
  const bits = (array.BYTES_PER_ELEMENT * 8) as KeyFormat['bits'];
  return { words: bits === 64 ? 2 : 1, bits };
}

/** Writes the keys of the elements from `from` up to `to`. About a nanosecond each. */
export function encodeKeys(array: SharedArray, keys: Words, from: number, to: number): void {
  switch (tagOf(array)) {
    case 'Int8Array':
      bias(array as Int8Array, keys, 0x80, from, to);
      break;
    case 'Int16Array':
      bias(array as Int16Array, keys, 0x8000, from, to);
      break;
    case 'Int32Array':
      flip(wordsOf(array), keys, SIGN, from, to);
      break;
    case 'Float32Array':
      encodeFloats(wordsOf(array), keys, from, to);
      break;
    case 'Float64Array':
      encodeDoubles(wordsOf(array), keys, from, to);
      break;
    case 'BigInt64Array':
      flipHigh(wordsOf(array), keys, SIGN, from, to);
      break;
    case 'BigUint64Array':
      flipHigh(wordsOf(array), keys, 0, from, to);
      break;
    default:
      bias(array as Uint32Array, keys, 0, from, to);
  }
}

/** Writes the elements whose keys these are. */
export function decodeKeys(keys: Words, array: SharedArray, from: number, to: number): void {
  switch (tagOf(array)) {
    case 'Int8Array':
      bias(keys, array as Int8Array, -0x80, from, to);
      break;
    case 'Int16Array':
      bias(keys, array as Int16Array, -0x8000, from, to);
      break;
    case 'Int32Array':
      flip(keys, wordsOf(array), SIGN, from, to);
      break;
    case 'Float32Array':
      decodeFloats(keys, wordsOf(array), from, to);
      break;
    case 'Float64Array':
      decodeDoubles(keys, wordsOf(array), from, to);
      break;
    case 'BigInt64Array':
      flipHigh(keys, wordsOf(array), SIGN, from, to);
      break;
    case 'BigUint64Array':
      flipHigh(keys, wordsOf(array), 0, from, to);
      break;
    default:
      bias(keys, array as Uint32Array, 0, from, to);
  }
}

/** The memory of an array, as words. */
function wordsOf({ buffer, byteOffset, byteLength }: SharedArray): Words {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

type Numbers = Record<number, number>;

function bias(from: Numbers, to: Numbers, by: number, start: number, end: number): void {
  for (let i = start; i < end; i++) to[i] = (from[i] as number) + by;
}

function flip(from: Words, to: Words, mask: number, start: number, end: number): void {
  for (let i = start; i < end; i++) to[i] = (from[i] as number) ^ mask;
}

function flipHigh(from: Words, to: Words, mask: number, start: number, end: number): void {
  for (let i = 2 * start; i < 2 * end; i += 2) {
    to[i] = from[i] as number;
    to[i + 1] = (from[i + 1] as number) ^ mask;
  }
}

function encodeFloats(from: Words, to: Words, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const bits = from[i] as number;
    const isNaN = (bits & 0x7fff_ffff) > 0x7f80_0000;
    // The sign, spread over the word: all bits of a negative number are flipped.
    to[i] = isNaN ? 0xffff_ffff : bits ^ ((bits >> 31) | SIGN);
  }
}

function decodeFloats(from: Words, to: Words, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const key = from[i] as number;
    to[i] = key ^ (~(key >> 31) | SIGN);
  }
}

function encodeDoubles(from: Words, to: Words, start: number, end: number): void {
  for (let i = 2 * start; i < 2 * end; i += 2) {
    const low = from[i] as number;
    const high = from[i + 1] as number;
    const rest = high & 0x7fff_ffff;
    const isNaN = rest > 0x7ff0_0000 || (rest === 0x7ff0_0000 && low !== 0);
    const sign = high >> 31;
    to[i] = isNaN ? 0xffff_ffff : low ^ sign;
    to[i + 1] = isNaN ? 0xffff_ffff : high ^ (sign | SIGN);
  }
}

function decodeDoubles(from: Words, to: Words, start: number, end: number): void {
  for (let i = 2 * start; i < 2 * end; i += 2) {
    const high = from[i + 1] as number;
    const negative = ~(high >> 31); // all ones if the top bit of the key is 0
    to[i] = (from[i] as number) ^ negative;
    to[i + 1] = high ^ (negative | SIGN);
  }
}
