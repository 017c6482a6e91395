/**
 * The private copy of the bytes that are being decoded, and how every leaf is read.
 *
 * Bytes in shared memory could change between a check and the use of what was checked, and views of
 * them would change after the task is over. So they are copied out first. Only tails are read where
 * they lie, by one copy each into a buffer of their own; they hold nothing to check.
 */

import { Buffer } from 'node:buffer';
import { copyBytes } from './copy.js';
import {
  EXT_BIGINT,
  EXT_BYTES,
  EXT_DATE,
  EXT_REGEXP,
  EXT_SHARED,
  EXT_SINGLE,
  EXT_TAIL,
  EXT_TEXT,
  isWasteful,
  SINGLE_NEGATIVE_ZERO,
  SINGLE_UNDEFINED,
} from './format.js';
import { malformed } from './malformed.js';
import type { SharedBuffers } from './shared-buffers.js';
import { copyOf, isShared, viewOfAll, viewOn } from './views.js';

const INITIAL_BYTES = 4096;

/** Bytes to decode, with a position. */
export class Input {
  /** The private copy; replaced when it grows. */
  bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  view: DataView = new DataView(this.bytes.buffer);
  /** What is read next. */
  at = 0;
  /** The end of the value in `bytes`. What lies behind is of earlier payloads. */
  end = 0;

  readonly #buffers: SharedBuffers;
  /** Where the tails lie. */
  #memory: Uint8Array | undefined;
  #tailAt = 0;
  #tailEnd = 0;

  constructor(buffers: SharedBuffers) {
    this.#buffers = buffers;
  }

  /** Copies the value's bytes out of memory; tails follow it there, up to `tailEnd`. */
  load(memory: Uint8Array, start: number, end: number, tailEnd: number): void {
    const size = end - start;
    if (size > this.bytes.length) this.#resize(size);
    copyBytes(memory, start, end, this.bytes, 0);
    this.at = 0;
    this.end = size;
    this.#tailAt = end;
    this.#tailEnd = tailEnd;
    this.#memory = tailEnd > end ? memory : undefined;
  }

  /** Checks that everything was used; gives memory back that only a huge payload needed. */
  finish(): void {
    this.#memory = undefined;
    if (isWasteful(this.bytes.length, this.end)) this.#resize(INITIAL_BYTES);
    if (this.at !== this.end) throw malformed(`value ends at ${this.at} of ${this.end} bytes`);
    if (this.#tailAt !== this.#tailEnd) throw malformed('bytes that belong to no value');
  }

  /** Reads the leaf of an extension type from `size` bytes at `at`, which lie before the end. */
  leaf(type: number, at: number, size: number): unknown {
    switch (type) {
      case EXT_SINGLE:
        return this.#single(at, size);
      case EXT_DATE:
        if (size !== 8) throw malformed('a date of another size');
        return new Date(this.view.getFloat64(at));
      case EXT_BIGINT:
        return this.#bigint(at, size);
      case EXT_TEXT:
        return this.bytes.toString('utf16le', at, at + size);
      case EXT_REGEXP:
        return this.#regexp(at, size);
      case EXT_BYTES:
        if (size === 0) throw malformed('bytes of no kind');
        return viewOfAll(this.bytes[at] as number, copyOf(this.bytes, at + 1, at + size));
      case EXT_TAIL:
        return this.#tail(at, size);
      case EXT_SHARED:
        return this.#shared(at, size);
      default:
        throw malformed(`unknown extension ${type}`);
    }
  }

  #single(at: number, size: number): unknown {
    const which = this.bytes[at];
    if (size === 1 && which === SINGLE_UNDEFINED) return undefined;
    if (size === 1 && which === SINGLE_NEGATIVE_ZERO) return -0;
    throw malformed('unknown single value');
  }

  #bigint(at: number, size: number): bigint {
    if (size === 8) return this.view.getBigInt64(at);
    const digits = BigInt(`0x${this.bytes.toString('latin1', at + 1, at + size)}`);
    return this.bytes[at] === 0x2d ? -digits : digits;
  }

  #regexp(at: number, size: number): RegExp {
    const source = at + 1 + (this.bytes[at] as number);
    if (size === 0 || source > at + size) throw malformed('a pattern of another size');
    return new RegExp(
      this.bytes.toString('utf16le', source, at + size),
      this.bytes.toString('latin1', at + 1, source),
    );
  }

  #tail(at: number, size: number): unknown {
    const start = this.#tailAt;
    const end = start + (size === 5 ? this.view.getUint32(at + 1) : 0);
    // Each tail is used once and in order, so a few bytes can't ask for many copies.
    if (this.#memory === undefined || end === start || end > this.#tailEnd) {
      throw malformed('bytes that lie outside of the payload');
    }
    this.#tailAt = end;
    return viewOfAll(this.bytes[at] as number, copyOf(this.#memory, start, end));
  }

  #shared(at: number, size: number): unknown {
    if (size !== 21) throw malformed('shared memory of another size');
    const buffer = this.#buffers.bufferOf(this.view.getUint32(at + 1));
    if (!isShared(buffer)) throw malformed('shared memory that is not');
    const byteOffset = this.view.getFloat64(at + 5);
    return viewOn(this.bytes[at] as number, buffer, byteOffset, this.view.getFloat64(at + 13));
  }

  #resize(size: number): void {
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.view = new DataView(this.bytes.buffer);
  }
}
