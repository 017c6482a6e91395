/**
 * The payload codec: arguments, results and errors as bytes in memory that all threads see.
 *
 *   const size = codec.encodeArguments(args);   // may throw; nothing has happened yet
 *   const at = arena.allocate(size);
 *   codec.copyTo(arena.bytes, at);              // commits: moved buffers are detached now
 *
 *   const args = codec.decodeArguments(arena.bytes, at, at + size);
 *
 * What can cross is what `structuredClone` can copy, and more: SharedArrayBuffers stay the same
 * memory, errors keep `code` and their own fields, Buffers stay Buffers, depth is no limit. Objects
 * of classes arrive as plain data; symbol keys, accessors, prototypes and named properties of arrays
 * don't cross.
 */

import { EncodeError, TaskError } from '../errors.js';
import { copyBytes } from './copy.js';
import { describeThrown } from './failures.js';
import {
  FORMAT_GRAPH,
  FORMAT_PLAIN,
  FORMAT_REFERENCES,
  FORMAT_TAILS,
  MAX_PAYLOAD_BYTES,
} from './format.js';
import { encodeGraph, GraphReader } from './graph.js';
import { Lowering } from './lower.js';
import { malformed } from './malformed.js';
import { detach } from './move.js';
import { PlainReader } from './reader.js';
import type { SharedBuffers } from './shared-buffers.js';
import { standInFor } from './stand-in.js';
import { PlainWriter } from './writer.js';

/** In front of the value: the format, and the length of the value if there are tails. */
const HEAD_BYTES = 5;

/** An encoded payload that was not copied out yet. */
class Encoding extends PlainWriter {
  start = HEAD_BYTES - 1;
  moved: ReadonlySet<ArrayBuffer> | undefined = undefined;

  /** Bytes of the whole payload. */
  get size(): number {
    let size = this.at - this.start;
    for (const tail of this.tails) size += tail.length;
    return size;
  }
}

/** Encodes and decodes payloads. One per thread is enough; it isn't shared between threads. */
export class Codec {
  readonly #buffers: SharedBuffers;
  readonly #spare: Encoding;
  #isEncoding = false;
  /** The last encoding, until it is copied out. */
  #encoded: Encoding;
  readonly #reader: PlainReader;
  readonly #graphs: GraphReader;
  #isDecoding = false;

  constructor(buffers: SharedBuffers) {
    this.#buffers = buffers;
    this.#spare = new Encoding(buffers);
    this.#encoded = this.#spare;
    this.#reader = new PlainReader(buffers);
    this.#graphs = new GraphReader(this.#reader);
  }

  /**
   * Encodes an argument list and returns its size in bytes. Two numbers take some 50 ns, a small
   * object 0.4 µs.
   *
   * @throws EncodeError with the path to what can't cross, such as `args[0].options.onDone`.
   */
  encodeArguments(args: readonly unknown[]): number {
    return this.#encode(args, 'args');
  }

  /**
   * Encodes a result and returns its size in bytes.
   *
   * @throws EncodeError with the path to what can't cross, such as `result.items[3]`.
   */
  encodeResult(value: unknown): number {
    return this.#encode(value, 'result');
  }

  /**
   * Encodes what a task threw and returns its size in bytes. Never throws: fields that can't cross
   * are left out and named in a field `notSent`; of what can't cross at all, the text does.
   */
  encodeError(thrown: unknown): number {
    try {
      return this.#encode(thrown, 'error');
    } catch (error) {
      try {
        return this.#encode(standInFor(thrown, error, this.#buffers), 'error');
      } catch {
        return this.#encode(new TaskError(describeThrown(thrown)), 'error');
      }
    }
  }

  /**
   * Copies the last encoded payload to `memory` at `at`, where its size must be free, and detaches
   * the buffers that it moves, unless they are still needed here. To be called once; nothing else may
   * be encoded in between.
   */
  copyTo(memory: Uint8Array, at: number, keepsMoved = false): void {
    const { bytes, start, at: end, tails, moved } = this.#encoded;
    copyBytes(bytes, start, end, memory, at);
    if (tails.length === 0 && moved === undefined) return;
    let next = at + end - start;
    for (const tail of tails) {
      copyBytes(tail, 0, tail.length, memory, next);
      next += tail.length;
    }
    if (!keepsMoved) moved?.forEach(detach);
    this.#encoded.reset(HEAD_BYTES);
    this.#encoded.moved = undefined;
  }

  /**
   * Decodes an argument list. Its bytes are copies: later changes of `memory` don't matter.
   *
   * @throws EncodeError with code `ERR_PILFER_DECODE` if the bytes are no argument list.
   */
  decodeArguments(memory: Uint8Array, start = 0, end: number = memory.length): unknown[] {
    const args = this.decodeResult(memory, start, end);
    if (!Array.isArray(args)) throw malformed('no argument list');
    return args;
  }

  /**
   * Decodes a result.
   *
   * @throws EncodeError with code `ERR_PILFER_DECODE` if the bytes are no value.
   */
  decodeResult(memory: Uint8Array, start = 0, end: number = memory.length): unknown {
    // A codec that is asked for a buffer in the middle of a payload may have to decode another.
    if (this.#isDecoding) return new Codec(this.#buffers).decodeResult(memory, start, end);
    this.#isDecoding = true;
    try {
      return this.#decode(memory, start, end);
    } catch (error) {
      if (error instanceof EncodeError) throw error;
      throw malformed(describeThrown(error), error);
    } finally {
      this.#isDecoding = false;
    }
  }

  /**
   * Decodes what a task threw: an error of the same built-in class, or any other value as it was.
   *
   * @throws EncodeError with code `ERR_PILFER_DECODE` if the bytes are no value.
   */
  decodeError(memory: Uint8Array, start = 0, end: number = memory.length): unknown {
    return this.decodeResult(memory, start, end);
  }

  #encode(value: unknown, name: string): number {
    // A getter may encode something of its own, such as a task it starts, and copy it out.
    const isNested = this.#isEncoding;
    const encoding = isNested ? new Encoding(this.#buffers) : this.#spare;
    this.#isEncoding = true;
    try {
      this.#encodeInto(encoding, value, name);
    } catch (error) {
      if (error instanceof EncodeError) throw error;
      throw new EncodeError(name, describeThrown(error), { cause: error });
    } finally {
      this.#isEncoding = isNested;
    }
    this.#encoded = encoding;
    const { size } = encoding;
    if (size <= MAX_PAYLOAD_BYTES) return size;
    throw new EncodeError(name, `${size} bytes are more than a payload can hold`);
  }

  #encodeInto(encoding: Encoding, value: unknown, name: string): void {
    let format = FORMAT_PLAIN;
    encoding.reset(HEAD_BYTES);
    encoding.moved = undefined;
    if (!isPlain(encoding, value)) {
      format = FORMAT_GRAPH;
      const lowering = new Lowering(this.#buffers);
      lowering.lower(value, name);
      const bytes = encodeGraph(lowering);
      encoding.reset(HEAD_BYTES);
      encoding.reserve(bytes.length);
      encoding.bytes.set(bytes, HEAD_BYTES);
      encoding.at += bytes.length;
      const { tails, moved } = lowering.bytes;
      for (const tail of tails) encoding.tails.push(tail);
      encoding.moved = moved.size > 0 ? moved : undefined;
    } else if (encoding.hasReferences) format |= FORMAT_REFERENCES;
    if (encoding.tails.length === 0) {
      encoding.start = HEAD_BYTES - 1;
      encoding.bytes[HEAD_BYTES - 1] = format;
    } else {
      encoding.start = 0;
      encoding.bytes[0] = format | FORMAT_TAILS;
      encoding.view.setUint32(1, encoding.at - HEAD_BYTES);
    }
  }

  #decode(memory: Uint8Array, start: number, end: number): unknown {
    const reader = this.#reader;
    if (end > memory.length || end - start < 2) throw malformed('too few bytes');
    const format = memory[start] as number;
    let at = start + 1;
    let valueEnd = end;
    if (format & FORMAT_TAILS) {
      valueEnd = start + HEAD_BYTES + uint32At(memory, at);
      at = start + HEAD_BYTES;
      if (!(valueEnd < end)) throw malformed('a value that is longer than its payload');
    }
    reader.load(memory, at, valueEnd, end);
    const dialect = format & ~FORMAT_TAILS;
    let value: unknown;
    if (dialect === FORMAT_PLAIN) value = reader.read(false);
    else if (dialect === (FORMAT_PLAIN | FORMAT_REFERENCES)) value = reader.read(true);
    else if (dialect === FORMAT_GRAPH) value = this.#graphs.read();
    else throw malformed(`unknown format ${format}`);
    reader.finish();
    return value;
  }
}

function isPlain(encoding: Encoding, value: unknown): boolean {
  try {
    return encoding.write(value);
  } catch {
    // A getter or trap threw, or the stack ended: lowering tells where.
    return false;
  }
}

function uint32At(memory: Uint8Array, at: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) value = value * 256 + (memory[at + i] as number);
  return value;
}
