/** Where events are collected in memory: the simulator's recorder, and what merging writes to. */

import { UNNAMED } from './event.js';
import type { TraceInfo } from './event.js';
import { RECORD_WORDS, writeRecord } from './layout.js';
import { Strings } from './strings.js';
import { Trace } from './trace.js';

/** Records of a chunk: 2^13, 256 KiB. Small enough to waste little, large enough to be rare. */
const CHUNK_SHIFT = 13;
const CHUNK_WORDS = RECORD_WORDS << CHUNK_SHIFT;

/** Appends events. It allocates once in 8,192 events, and never moves what it has. */
export class TraceWriter {
  readonly strings: Strings;
  readonly #info: TraceInfo;
  readonly #arrays: Int32Array[] = [];
  #words: Int32Array = new Int32Array(0);
  #at = 0;

  constructor(info: TraceInfo = UNNAMED, strings: Strings = new Strings()) {
    this.#info = info;
    this.strings = strings;
  }

  /** Number of events so far. */
  get length(): number {
    if (this.#arrays.length === 0) return 0;
    return ((this.#arrays.length - 1) << CHUNK_SHIFT) + this.#at / RECORD_WORDS;
  }

  /**
   * Appends an event. `time` is in integer nanoseconds from 0; the others are 32-bit integers: `NONE`
   * for an id where there is none, 0 for an argument that the kind does not have.
   */
  append(
    time: number,
    kind: number,
    proc: number,
    machine: number,
    task: number,
    a: number,
    b: number,
    c: number,
  ): void {
    if (this.#at === this.#words.length) this.#grow();
    writeRecord(this.#words, this.#at, time, kind, proc, machine, task, a, b, c);
    this.#at += RECORD_WORDS;
  }

  /**
   * Returns what has been written so far, without a copy. Later events do not show in it, so a view
   * may take one while the run goes on.
   */
  trace(): Trace {
    const chunks = { arrays: this.#arrays, shift: CHUNK_SHIFT };
    return new Trace(chunks, this.length, this.strings, this.#info);
  }

  #grow(): void {
    this.#words = new Int32Array(CHUNK_WORDS);
    this.#arrays.push(this.#words);
    this.#at = 0;
  }
}
