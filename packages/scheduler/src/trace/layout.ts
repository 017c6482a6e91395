/**
 * The words of one event: 32 bytes, and nobody else knows an index.
 *
 * ```text
 *        ┌──────────────────────────────────────────────────────┐
 * word 0 │ time, low 32 bits       nanoseconds since the epoch  │
 *      1 │ time, high 21 bits      of the trace                 │
 *      2 │ proc: signed, 24 bits             │ kind: 8 bits     │
 *      3 │ machine                 who records the event        │
 *      4 │ task                                                 │
 *      5 │ a  ┐                                                 │
 *      6 │ b  ├ what they mean depends on the kind              │
 *      7 │ c  ┘                                                 │
 *        └──────────────────────────────────────────────────────┘
 * ```
 *
 * All words are signed 32-bit integers, so that a recorder in shared memory writes an event with
 * eight plain stores, which never tear. Time needs more than 32 bits (4.3 s); two words hold 53
 * (104 days), and as a JavaScript number it is exact. Rejected: a Float64 cell has no guarantee
 * against tearing in shared memory, and a BigInt64 allocates at every read.
 *
 * A kind is never 0: a record of zeroes was never written. Two records share a 64-byte cache line.
 */

/** Words of one event. */
export const RECORD_WORDS = 8;
/** Bytes of one event. */
export const RECORD_BYTES = 32;

export const TIME_LOW = 0;
export const TIME_HIGH = 1;
export const PROC_AND_KIND = 2;
export const MACHINE = 3;
export const TASK = 4;
export const ARG_A = 5;
export const ARG_B = 6;
export const ARG_C = 7;

/** No P, no M, no task: what an event has nothing to say about. */
export const NONE = -1;
/** Kinds are 1 to this − 1. */
export const KIND_LIMIT = 256;
/** The largest P a record can hold. */
export const MAX_PROC = 0x7fffff;
/** The latest time a record can hold, ns. */
export const MAX_TIME: number = Number.MAX_SAFE_INTEGER;

const KIND_BITS = 8;
const TWO_32 = 0x1_0000_0000;

/** Writes one event at word `at`: `RECORD_WORDS` plain stores. Fractions of a time are dropped. */
export function writeRecord(
  words: Int32Array,
  at: number,
  time: number,
  kind: number,
  proc: number,
  machine: number,
  task: number,
  a: number,
  b: number,
  c: number,
): void {
  words[at + TIME_LOW] = lowWord(time);
  words[at + TIME_HIGH] = highWord(time);
  words[at + PROC_AND_KIND] = (proc << KIND_BITS) | kind;
  words[at + MACHINE] = machine;
  words[at + TASK] = task;
  words[at + ARG_A] = a;
  words[at + ARG_B] = b;
  words[at + ARG_C] = c;
}

/** Returns the low word of a number from 0 to 2^53 − 1. */
export function lowWord(value: number): number {
  return value | 0;
}

/** Returns the high word of a number from 0 to 2^53 − 1. */
export function highWord(value: number): number {
  // A product with a power of two is exact, so this is the integer part of value / 2^32.
  return (value * (1 / TWO_32)) | 0;
}

/** Returns the number that two words hold. */
export function joinWords(low: number, high: number): number {
  return high * TWO_32 + (low >>> 0);
}

/** Returns the time of the event at word `at`. */
export function timeAt(words: Int32Array, at: number): number {
  return joinWords(words[at + TIME_LOW] as number, words[at + TIME_HIGH] as number);
}

/** Returns the kind of the event at word `at`. */
export function kindAt(words: Int32Array, at: number): number {
  return (words[at + PROC_AND_KIND] as number) & (KIND_LIMIT - 1);
}

/** Returns the P of the event at word `at`. */
export function procAt(words: Int32Array, at: number): number {
  return (words[at + PROC_AND_KIND] as number) >> KIND_BITS;
}
