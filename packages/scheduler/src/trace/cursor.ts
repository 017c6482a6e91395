/** Loops over events without an object per event. */

import type { TraceEvent } from './event.js';
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

/** Events in chunks of 2^shift records each; the last may be longer than what is used of it. */
export interface Chunks {
  readonly arrays: readonly Int32Array[];
  readonly shift: number;
}

/** What a cursor reads that stands on no event: kind 0. */
const NOTHING = new Int32Array(RECORD_WORDS);

/**
 * Walks along a trace. It is itself the event it stands on, so a loop allocates nothing:
 *
 * ```ts
 * const event = trace.cursor();
 * while (event.next()) if (event.kind === Kind.steal) stolen += event.b;
 * ```
 */
export class Cursor implements TraceEvent {
  readonly #chunks: Chunks;
  readonly #length: number;
  readonly #mask: number;
  #words: Int32Array;
  #at = 0;
  #index: number;

  /** @internal */
  constructor(chunks: Chunks, length: number, from: number) {
    this.#chunks = chunks;
    this.#length = length;
    this.#mask = -1 >>> (32 - chunks.shift);
    this.#words = NOTHING;
    this.#index = from - 1;
    this.seek(from);
  }

  /** Index of the event it stands on. */
  get index(): number {
    return this.#index;
  }

  /** Goes to the next event; false if there is none, and then it stands on none. */
  next(): boolean {
    const index = this.#index + 1;
    if (index >= this.#length) {
      this.#index = this.#length;
      this.#words = NOTHING;
      this.#at = 0;
      return false;
    }
    const inChunk = index & this.#mask;
    if (inChunk === 0 || this.#words === NOTHING) {
      this.#words = this.#chunks.arrays[index >>> this.#chunks.shift] as Int32Array;
    }
    this.#at = inChunk * RECORD_WORDS;
    this.#index = index;
    return true;
  }

  /** Goes before event `index`, so that `next` reaches it. */
  seek(index: number): void {
    if (!(index >= 0 && index <= this.#length)) {
      throw new RangeError(`cursor: no event ${index}; there are ${this.#length}`);
    }
    this.#index = index - 1;
    this.#words = NOTHING;
    this.#at = 0;
  }

  get time(): number {
    return timeAt(this.#words, this.#at);
  }

  get kind(): number {
    return kindAt(this.#words, this.#at);
  }

  get proc(): number {
    return procAt(this.#words, this.#at);
  }

  get machine(): number {
    return this.#words[this.#at + MACHINE] as number;
  }

  get task(): number {
    return this.#words[this.#at + TASK] as number;
  }

  get a(): number {
    return this.#words[this.#at + ARG_A] as number;
  }

  get b(): number {
    return this.#words[this.#at + ARG_B] as number;
  }

  get c(): number {
    return this.#words[this.#at + ARG_C] as number;
  }
}
