/** Writes the trace: 8,192 events at a time, kept in memory or given away. */

import { RECORD_WORDS, Strings, Trace, writeRecord } from '@pilfer/scheduler/trace';
import type { TraceSink } from '../program/options.js';

const CHUNK_SHIFT = 13;
const CHUNK_WORDS = RECORD_WORDS << CHUNK_SHIFT;

export class Recorder {
  /** False: nothing is recorded. */
  readonly isOn: boolean;
  readonly strings: Strings = new Strings();
  readonly #sink: TraceSink | undefined;
  readonly #clock: Float64Array;
  readonly #arrays: Int32Array[] = [];
  #words: Int32Array = new Int32Array(0);
  #at = 0;

  constructor(trace: boolean | TraceSink, clock: Float64Array) {
    this.isOn = trace !== false;
    this.#sink = typeof trace === 'function' ? trace : undefined;
    this.#clock = clock;
  }

  /** Records an event of now. Callers look at {@link isOn} first. */
  emit(kind: number, p: number, m: number, g: number, a: number, b: number, c: number): void {
    if (this.#at === this.#words.length) this.#turn();
    writeRecord(this.#words, this.#at, this.#clock[0] as number, kind, p, m, g, a, b, c);
    this.#at += RECORD_WORDS;
  }

  /** Returns what was kept; gives the rest to the sink. */
  finish(title: string): Trace | undefined {
    if (!this.isOn) return undefined;
    if (this.#sink !== undefined) {
      if (this.#at > 0) this.#sink(this.#words, this.#at / RECORD_WORDS, this.strings);
      this.#at = 0;
      return undefined;
    }
    const full = Math.max(0, this.#arrays.length - 1) << CHUNK_SHIFT;
    const length = full + this.#at / RECORD_WORDS;
    const info = { source: 'simulator', title, epochMs: 0 } as const;
    return new Trace({ arrays: this.#arrays, shift: CHUNK_SHIFT }, length, this.strings, info);
  }

  #turn(): void {
    if (this.#sink === undefined || this.#words.length === 0) {
      this.#words = new Int32Array(CHUNK_WORDS);
      this.#arrays.push(this.#words);
    } else {
      this.#sink(this.#words, CHUNK_WORDS / RECORD_WORDS, this.strings);
    }
    this.#at = 0;
  }
}
