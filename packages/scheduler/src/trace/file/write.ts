/** Writes traces as files, in one piece or while they grow. */

import type { TraceInfo } from '../event.js';
import type { Strings } from '../strings.js';
import type { Trace } from '../trace.js';
import { ByteSink } from './bytes.js';
import {
  MAGIC,
  SECTION_BYTES,
  SECTION_END,
  SECTION_EVENT_LIMIT,
  SECTION_EVENTS,
  SECTION_TEXTS,
  VERSION,
} from './format.js';
import { packEvents } from './pack.js';

/** Facts about a run that its producer wants to keep with it: values that JSON can hold. */
export type TraceMeta = Readonly<Record<string, unknown>>;

/**
 * Turns a trace that grows into the bytes of a file:
 *
 * ```ts
 * const file = new TraceFileWriter(writer.trace().info, { seed: 42 });
 * out.write(file.begin());
 * for (const bytes of file.more(writer.trace())) out.write(bytes);  // as often as you like
 * out.write(file.end());
 * ```
 */
export class TraceFileWriter {
  readonly #info: TraceInfo;
  readonly #meta: TraceMeta;
  readonly #sink = new ByteSink();
  #events = 0;
  #texts = 1;

  constructor(info: TraceInfo, meta: TraceMeta = {}) {
    this.#info = info;
    this.#meta = meta;
  }

  /** Returns the start of the file. */
  begin(): Uint8Array<ArrayBuffer> {
    const { source, title, epochMs } = this.#info;
    const header = { format: 'pilfer-trace', source, title, epochMs, meta: this.#meta };
    const json = new TextEncoder().encode(JSON.stringify(header));
    this.#sink.reserve(MAGIC.length + 5);
    for (const byte of MAGIC) this.#sink.u8(byte);
    this.#sink.u8(VERSION);
    this.#sink.u32(json.length);
    this.#sink.put(json);
    return this.#sink.take();
  }

  /** Yields the sections of what `trace` has beyond what was written before. */
  *more(trace: Trace): Generator<Uint8Array<ArrayBuffer>, void> {
    if (trace.strings.size > this.#texts) yield this.#textSection(trace.strings);
    const event = trace.cursor(this.#events);
    while (this.#events < trace.length) {
      const at = this.#beginSection(SECTION_EVENTS);
      const limit = Math.min(SECTION_EVENT_LIMIT, trace.length - this.#events);
      const count = packEvents(event, limit, this.#sink);
      this.#events += count;
      this.#endSection(at, count);
      yield this.#sink.take();
    }
  }

  /** Returns the last section: it says that nothing is missing. */
  end(): Uint8Array<ArrayBuffer> {
    const at = this.#beginSection(SECTION_END);
    this.#sink.reserve(16);
    this.#sink.varint(this.#events);
    this.#sink.varint(this.#texts);
    this.#endSection(at, 0);
    return this.#sink.take();
  }

  #textSection(strings: Strings): Uint8Array<ArrayBuffer> {
    const at = this.#beginSection(SECTION_TEXTS);
    const encoder = new TextEncoder();
    const first = this.#texts;
    for (; this.#texts < strings.size; this.#texts++) {
      const text = encoder.encode(strings.get(this.#texts));
      this.#sink.reserve(8);
      this.#sink.varint(text.length);
      this.#sink.put(text);
    }
    this.#endSection(at, this.#texts - first);
    return this.#sink.take();
  }

  #beginSection(kind: number): number {
    const at = this.#sink.length;
    this.#sink.reserve(SECTION_BYTES);
    this.#sink.u8(kind);
    this.#sink.u32(0);
    this.#sink.u32(0);
    return at;
  }

  #endSection(at: number, count: number): void {
    this.#sink.u32At(at + 1, count);
    this.#sink.u32At(at + 5, this.#sink.length - at - SECTION_BYTES);
  }
}

/** Yields the bytes of a whole trace as a file, piece by piece. */
export function* traceFilePieces(
  trace: Trace,
  meta: TraceMeta = {},
): Generator<Uint8Array<ArrayBuffer>, void> {
  const file = new TraceFileWriter(trace.info, meta);
  yield file.begin();
  yield* file.more(trace);
  yield file.end();
}

/** Returns a whole trace as a file. */
export function encodeTraceFile(trace: Trace, meta: TraceMeta = {}): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink(65_536);
  for (const piece of traceFilePieces(trace, meta)) sink.put(piece);
  return sink.take();
}
