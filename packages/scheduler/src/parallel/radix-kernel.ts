/**
 * The loops of a radix sort, least significant digit first: count the digits of a part, then move
 * its keys to where they belong. Each part is counted and moved by one machine; the moves of all
 * parts are disjoint, and keep the order of equal digits, so the whole is stable.
 *
 * Digits of 11 bits: three passes over 32-bit keys in place of four, at the same cost a pass
 * (measured with 8 M keys: 0.6 × the time of 8-bit digits).
 */

import type { Words } from './sort-keys.js';

/** Bits of a digit. */
const DIGIT_BITS = 11;

/** Values of a digit. */
export const RADIX: number = 2 ** DIGIT_BITS;

const MASK = RADIX - 1;

/** Where digits stand in a key. */
export interface Digit {
  /** 32-bit words a key. */
  readonly words: 1 | 2;
  /** The word the digit is in. */
  readonly word: 0 | 1;
  /** How far left in the word. */
  readonly shift: number;
}

/** The digits of keys with so many bits, the least significant first. No digit spans two words. */
export function digitsOf(words: 1 | 2, bits: number): Digit[] {
  const digits: Digit[] = [];
  for (let word = 0; word < words; word++) {
    for (let shift = 0; shift < Math.min(32, bits - 32 * word); shift += DIGIT_BITS) {
      digits.push({ words, word: word as 0 | 1, shift });
    }
  }
  return digits;
}

/** Counts how often each digit occurs among the keys from `from` up to `to`, at `counts[at …]`. */
export function countDigits(
  keys: Words,
  { words, word, shift }: Digit,
  counts: Int32Array,
  at: number,
  from: number,
  to: number,
): void {
  counts.fill(0, at, at + RADIX);
  for (let i = from * words + word, end = to * words; i < end; i += words) {
    const count = at + (((keys[i] as number) >>> shift) & MASK);
    counts[count] = (counts[count] as number) + 1;
  }
}

/**
 * Turns the counts of all parts into the places where each part's keys of each digit begin.
 * Returns false if one digit has all keys: then nothing has to move.
 */
export function placeDigits(counts: Int32Array, parts: number, keys: number): boolean {
  let place = 0;
  for (let digit = 0; digit < RADIX; digit++) {
    const before = place;
    for (let i = digit; i < parts * RADIX; i += RADIX) {
      const count = counts[i] as number;
      counts[i] = place;
      place += count;
    }
    if (place - before === keys) return false;
  }
  return true;
}

/** Moves one-word keys to their places, which begin at `places[at …]`. */
export function moveKeys(
  keys: Words,
  into: Words,
  shift: number,
  places: Int32Array,
  at: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const key = keys[i] as number;
    const digit = at + ((key >>> shift) & MASK);
    const place = places[digit] as number;
    places[digit] = place + 1;
    into[place] = key;
  }
}

/** Moves two-word keys. */
export function movePairs(
  keys: Words,
  into: Words,
  { word, shift }: Digit,
  places: Int32Array,
  at: number,
  from: number,
  to: number,
): void {
  for (let i = 2 * from; i < 2 * to; i += 2) {
    const digit = at + (((keys[i + word] as number) >>> shift) & MASK);
    const place = places[digit] as number;
    places[digit] = place + 1;
    into[2 * place] = keys[i] as number;
    into[2 * place + 1] = keys[i + 1] as number;
  }
}

/** Moves keys, and with each the number that goes with it. */
export function moveWithOrder(
  keys: Words,
  into: Words,
  order: Words,
  orderInto: Words,
  { words, word, shift }: Digit,
  places: Int32Array,
  at: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const key = i * words;
    const digit = at + (((keys[key + word] as number) >>> shift) & MASK);
    const place = places[digit] as number;
    places[digit] = place + 1;
    orderInto[place] = order[i] as number;
    const target = place * words;
    into[target] = keys[key] as number;
    if (words === 2) into[target + 1] = keys[key + 1] as number;
  }
}
