/**
 * A trace: what happened, in the order of time, as a value that nobody changes.
 *
 * Events stay in the words they were written in (`layout.ts`). A cursor walks along them; the
 * accessors reach any event by its index.
 */

import { Cursor } from './cursor.js';
import type { Chunks } from './cursor.js';
import { UNNAMED } from './event.js';
import type { TraceEvent, TraceInfo } from './event.js';
import {
  ARG_A,
  ARG_B,
  ARG_C,
  kindAt,
  MACHINE,
  procAt,
  RECORD_WORDS,
  TASK,
  timeAt,
} from './layout.js';
import { Strings } from './strings.js';

/** A finished trace. Reading an event that is not there is a `RangeError`. */
export class Trace {
  readonly info: TraceInfo;
  readonly strings: Strings;
  /** Number of events. */
  readonly length: number;
  readonly #chunks: Chunks;
  readonly #mask: number;

  /** Makes a trace of `length` events; `TraceWriter.trace` and {@link traceOfWords} call it. */
  constructor(chunks: Chunks, length: number, strings: Strings, info: TraceInfo) {
    this.#chunks = chunks;
    this.#mask = -1 >>> (32 - chunks.shift);
    this.length = length;
    this.strings = strings;
    this.info = info;
  }

  /** Time of the first event; 0 in an empty trace. */
  get startTime(): number {
    return this.length === 0 ? 0 : this.time(0);
  }

  /** Time of the last event; 0 in an empty trace. */
  get endTime(): number {
    return this.length === 0 ? 0 : this.time(this.length - 1);
  }

  time(index: number): number {
    return timeAt(this.#words(index), this.#at(index));
  }

  kind(index: number): number {
    return kindAt(this.#words(index), this.#at(index));
  }

  proc(index: number): number {
    return procAt(this.#words(index), this.#at(index));
  }

  machine(index: number): number {
    return this.#words(index)[this.#at(index) + MACHINE] as number;
  }

  task(index: number): number {
    return this.#words(index)[this.#at(index) + TASK] as number;
  }

  a(index: number): number {
    return this.#words(index)[this.#at(index) + ARG_A] as number;
  }

  b(index: number): number {
    return this.#words(index)[this.#at(index) + ARG_B] as number;
  }

  c(index: number): number {
    return this.#words(index)[this.#at(index) + ARG_C] as number;
  }

  /** Returns an event as an object of its own: for tests and messages, not for loops. */
  event(index: number): TraceEvent {
    const words = this.#words(index);
    const at = this.#at(index);
    return {
      time: timeAt(words, at),
      kind: kindAt(words, at),
      proc: procAt(words, at),
      machine: words[at + MACHINE] as number,
      task: words[at + TASK] as number,
      a: words[at + ARG_A] as number,
      b: words[at + ARG_B] as number,
      c: words[at + ARG_C] as number,
    };
  }

  /** Returns a cursor before event `from`. */
  cursor(from = 0): Cursor {
    return new Cursor(this.#chunks, this.length, from);
  }

  /** Returns the index of the first event at or after a time; `length` if there is none. */
  indexAt(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.time(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #words(index: number): Int32Array {
    const words = this.#chunks.arrays[index >>> this.#chunks.shift];
    if (words === undefined || !(index >= 0 && index < this.length)) {
      throw new RangeError(`trace: no event ${index}; there are ${this.length}`);
    }
    return words;
  }

  #at(index: number): number {
    return (index & this.#mask) * RECORD_WORDS;
  }
}

/** Makes a trace of the first `length` records in `words`, without a copy. */
export function traceOfWords(
  words: Int32Array,
  length: number,
  strings: Strings = new Strings(),
  info: TraceInfo = UNNAMED,
): Trace {
  if (!(length >= 0 && length * RECORD_WORDS <= words.length)) {
    throw new RangeError(`trace: ${words.length} words do not hold ${length} events`);
  }
  return new Trace({ arrays: [words], shift: 31 }, length, strings, info);
}
