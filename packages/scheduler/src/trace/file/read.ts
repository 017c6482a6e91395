/**
 * Reads trace files: also those that were cut short or damaged, as far as they make sense. Memory is
 * bounded by the file: at most 16 bytes for each of its bytes.
 */

import type { TraceInfo } from '../event.js';
import { Strings } from '../strings.js';
import type { Trace } from '../trace.js';
import { TraceWriter } from '../writer.js';
import { ByteSource, MISSING } from './bytes.js';
import {
  MAGIC,
  MAX_HEADER_BYTES,
  PREAMBLE_BYTES,
  SECTION_BYTES,
  SECTION_END,
  SECTION_EVENTS,
  SECTION_TEXTS,
  TraceFileError,
  VERSION,
} from './format.js';
import { unpackEvents } from './pack.js';
import type { TraceMeta } from './write.js';

/** What a file held. */
export interface TraceFile {
  readonly trace: Trace;
  readonly meta: TraceMeta;
  /** Why the trace is not whole: `ends within an event, at byte 4711`; undefined if it is. */
  readonly problem: string | undefined;
}

/** True if the bytes begin as a trace file does. */
export function isTraceFile(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * Reads a trace file. What is whole is read; `problem` says what is not.
 *
 * @throws TraceFileError if it is no trace file, or of a version that this package does not know.
 */
export function decodeTraceFile(bytes: Uint8Array): TraceFile {
  const { info, meta, end } = readHeader(bytes);
  const reader = new SectionReader(new TraceWriter(info, new Strings()));
  let at = end;
  let problem: string | undefined;
  while (problem === undefined && !reader.ended) {
    const source = new ByteSource(bytes, at);
    const kind = source.u8();
    const count = source.u32();
    const length = source.u32();
    if (length === MISSING) problem = 'ends before its end section';
    else {
      const start = at + SECTION_BYTES;
      const stop = Math.min(bytes.length, start + length);
      const section = new ByteSource(bytes, start, stop);
      problem = reader.read(kind, count, section);
      if (problem === undefined && stop < start + length) problem = 'ends within a section';
      if (problem !== undefined) at = section.at;
      else at = stop;
    }
  }
  if (problem !== undefined) problem = `${problem}, at byte ${at} of ${bytes.length}`;
  return { trace: reader.trace(), meta, problem };
}

/** Reads section after section into one trace. */
class SectionReader {
  ended = false;
  readonly #into: TraceWriter;
  readonly #decoder = new TextDecoder();

  constructor(into: TraceWriter) {
    this.#into = into;
  }

  trace(): Trace {
    return this.#into.trace();
  }

  /** Returns what is wrong with a section; undefined if nothing is. */
  read(kind: number, count: number, source: ByteSource): string | undefined {
    switch (kind) {
      case SECTION_TEXTS:
        return this.#texts(count, source);
      case SECTION_EVENTS:
        return unpackEvents(source, count, this.#into) ?? leftOver(source);
      case SECTION_END:
        return this.#end(source);
      default:
        return undefined; // of a later writer, who knows what it is for
    }
  }

  #texts(count: number, source: ByteSource): string | undefined {
    const { strings } = this.#into;
    for (let i = 0; i < count; i++) {
      const length = source.varint();
      const text = length === MISSING ? undefined : source.take(length);
      if (text === undefined) return 'ends within a text';
      const id = strings.size;
      if (strings.intern(this.#decoder.decode(text)) !== id) return 'has a text twice';
    }
    return leftOver(source);
  }

  #end(source: ByteSource): string | undefined {
    const events = source.varint();
    const texts = source.varint();
    if (texts === MISSING) return 'ends within its end section';
    this.ended = true;
    const { length, strings } = this.#into;
    if (events === length && texts === strings.size) return undefined;
    return `has ${length} events and ${strings.size} texts; its end says ${events} and ${texts}`;
  }
}

function leftOver(source: ByteSource): string | undefined {
  return source.rest === 0 ? undefined : `has ${source.rest} bytes too many in a section`;
}

interface Header {
  readonly info: TraceInfo;
  readonly meta: TraceMeta;
  /** Where the sections begin. */
  readonly end: number;
}

function readHeader(bytes: Uint8Array): Header {
  if (!isTraceFile(bytes)) throw new TraceFileError('not a pilfer trace: it begins otherwise');
  const version = bytes[MAGIC.length];
  if (version !== VERSION) {
    throw new TraceFileError(`trace file of version ${version}; this package reads ${VERSION}`);
  }
  const source = new ByteSource(bytes, MAGIC.length + 1);
  const length = source.u32();
  if (length > MAX_HEADER_BYTES) throw new TraceFileError(`header of ${length} bytes`);
  const json = length === MISSING ? undefined : source.take(length);
  if (json === undefined) throw new TraceFileError('the file ends within its header');
  const { info, meta } = parseHeader(new TextDecoder().decode(json));
  return { info, meta, end: PREAMBLE_BYTES + length };
}

function parseHeader(json: string): Omit<Header, 'end'> {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch (error) {
    throw new TraceFileError('the header is not JSON', { cause: error });
  }
  if (!isObject(header)) throw new TraceFileError('the header is not an object');
  const { source, title, epochMs, meta } = header;
  if (source !== 'simulator' && source !== 'runtime') {
    throw new TraceFileError(`header.source: ${JSON.stringify(source)}; simulator or runtime`);
  }
  if (typeof title !== 'string') {
    throw new TraceFileError(`header.title: ${JSON.stringify(title)}; a string is needed`);
  }
  if (typeof epochMs !== 'number' || !(epochMs >= 0)) {
    throw new TraceFileError(
      `header.epochMs: ${JSON.stringify(epochMs)}; a number from 0 is needed`,
    );
  }
  return { info: { source, title, epochMs }, meta: isObject(meta) ? meta : {} };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
