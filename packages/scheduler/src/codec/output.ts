/**
 * The scratch memory that values are encoded into, and how every leaf is written.
 *
 * A payload is written to private memory first and copied to its place when it is whole: an encoder
 * that fails half-way has then touched nothing that others can see, and the size is known before a
 * block is allocated. Large bytes never go through here: they become tails, of which only the
 * reference is kept until `copyTo`.
 */

import { Buffer } from 'node:buffer';
import {
  EXT_BIGINT,
  EXT_BYTES,
  EXT_DATE,
  EXT_MARK,
  EXT_REF,
  EXT_REGEXP,
  EXT_SHARED,
  EXT_SINGLE,
  EXT_TAIL,
  EXT_TEXT,
  isWasteful,
} from './format.js';

const INITIAL_BYTES = 4096;

/** Room that is always there after {@link Output.reserve}: any number or header fits. */
const ROOM = 64;

/** A growing byte buffer with a position. */
export class Output {
  /** The memory; replaced when it grows. */
  bytes: Buffer<ArrayBuffer>;
  view: DataView<ArrayBuffer>;
  /** Where the next byte goes. */
  at = 0;
  /** Where the data of the last leaf begins. Its type is the byte before. */
  leafAt = 0;
  /** Large bytes, in the order in which their headers were written. */
  readonly tails: Uint8Array[] = [];
  /** Writes must stay below this, so that {@link ROOM} is left. */
  #limit: number;

  constructor() {
    this.bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
    this.view = new DataView(this.bytes.buffer);
    this.#limit = INITIAL_BYTES - ROOM;
  }

  /** Starts a new payload at position `at`; gives memory back that only a huge one needed. */
  reset(at: number): void {
    if (isWasteful(this.bytes.length, this.at)) this.#replace(INITIAL_BYTES);
    this.at = at;
    if (this.tails.length > 0) this.tails.length = 0;
  }

  /**
   * Makes room for `size` bytes, and for {@link ROOM} more.
   *
   * @throws RangeError if there is no memory of that size.
   */
  reserve(size: number): void {
    if (this.at + size > this.#limit) this.#grow(size);
  }

  /** Writes `undefined` or `-0`. */
  single(which: number): void {
    this.#header(EXT_SINGLE, 1);
    this.bytes[this.at++] = which;
  }

  /** Writes a date by its time, which is NaN for an invalid one. */
  date(time: number): void {
    this.#header(EXT_DATE, 8);
    this.view.setFloat64(this.at, time);
    this.at += 8;
  }

  /** Writes a bigint: 10 bytes up to 64 bits, beyond half a byte per bit. */
  bigint(value: bigint): void {
    if (BigInt.asIntN(64, value) === value) {
      this.#header(EXT_BIGINT, 8);
      this.view.setBigInt64(this.at, value);
      this.at += 8;
      return;
    }
    // Base 16 is linear in both directions, base 10 is not.
    const digits = (value < 0n ? '-' : '+') + (value < 0n ? -value : value).toString(16);
    this.#header(EXT_BIGINT, digits.length);
    this.at += this.bytes.write(digits, this.at, 'latin1');
  }

  /** Writes a string that isn't well-formed, code unit by code unit. */
  text(value: string): void {
    this.#header(EXT_TEXT, value.length * 2);
    this.at += this.bytes.write(value, this.at, 'utf16le');
  }

  /** Writes a pattern. Its `lastIndex` stays, as with `postMessage`. */
  regexp(source: string, flags: string): void {
    this.#header(EXT_REGEXP, 1 + flags.length + source.length * 2);
    this.bytes[this.at++] = flags.length;
    this.at += this.bytes.write(flags, this.at, 'latin1');
    this.at += this.bytes.write(source, this.at, 'utf16le');
  }

  /** Writes a copy of bytes that are to become a view or buffer of a kind. */
  inlineBytes(kind: number, bytes: Uint8Array): void {
    this.#header(EXT_BYTES, 1 + bytes.length);
    this.bytes[this.at++] = kind;
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Announces the next tail. */
  tail(kind: number, bytes: Uint8Array): void {
    this.#header(EXT_TAIL, 5);
    this.bytes[this.at] = kind;
    this.view.setUint32(this.at + 1, bytes.length);
    this.at += 5;
    this.tails.push(bytes);
  }

  /** Writes a SharedArrayBuffer or a view of one. */
  shared(kind: number, id: number, byteOffset: number, length: number): void {
    this.#header(EXT_SHARED, 21);
    this.bytes[this.at] = kind;
    this.view.setUint32(this.at + 1, id);
    this.view.setFloat64(this.at + 5, byteOffset);
    this.view.setFloat64(this.at + 13, length);
    this.at += 21;
  }

  /** Writes what says that the items that follow in an array are of something else. */
  mark(which: number): void {
    this.#header(EXT_MARK, 1);
    this.bytes[this.at++] = which;
  }

  /** Writes a reference to an object or a piece. */
  reference(to: number): void {
    this.#header(EXT_REF, 4);
    this.view.setUint32(this.at, to);
    this.at += 4;
  }

  #header(type: number, size: number): void {
    this.reserve(size);
    const { bytes } = this;
    if (size === 1) {
      bytes[this.at++] = 0xd4;
    } else if (size === 4) {
      bytes[this.at++] = 0xd6;
    } else if (size === 8) {
      bytes[this.at++] = 0xd7;
    } else if (size < 0x100) {
      bytes[this.at++] = 0xc7;
      bytes[this.at++] = size;
    } else {
      bytes[this.at] = 0xc9;
      this.view.setUint32(this.at + 1, size);
      this.at += 5;
    }
    bytes[this.at++] = type;
    this.leafAt = this.at;
  }

  #grow(size: number): void {
    const old = this.bytes;
    this.#replace(Math.max(2 * old.length, this.at + size + 2 * ROOM));
    old.copy(this.bytes, 0, 0, this.at);
  }

  #replace(size: number): void {
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.view = new DataView(this.bytes.buffer);
    this.#limit = size - ROOM;
  }
}
