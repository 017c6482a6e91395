/**
 * Writes plain payloads: the fast path that nearly every call takes.
 *
 * One pass checks and writes at once. `@msgpack/msgpack` would need a pass before it, for what it
 * drops silently (`undefined`, -0, holes, lone surrogates, prototypes) and for objects that occur
 * twice; that made it twice as slow. What this dialect can't hold is no error here: `write` returns
 * false, and the payload is encoded as a graph, which also finds the path to an offender.
 */

import { Buffer } from 'node:buffer';
import {
  KIND_ARRAY,
  KIND_BUFFER,
  KIND_DATE,
  KIND_MAP,
  KIND_OBJECT,
  KIND_REGEXP,
  KIND_SET,
  KIND_VIEW,
  kindOf,
} from './kinds.js';
import {
  MARK_MAP,
  MARK_SET,
  MAX_DEPTH,
  SINGLE_NEGATIVE_ZERO,
  SINGLE_UNDEFINED,
  TAIL_BYTES,
} from './format.js';
import { Identities } from './identities.js';
import { Output } from './output.js';
import type { SharedBuffers } from './shared-buffers.js';
import {
  bytesOf,
  elementsOf,
  isDetached,
  isShared,
  VIEW_NODE,
  VIEW_NONE,
  viewNumber,
} from './views.js';

/** Strings up to this length are written in JavaScript; from there on a native call is cheaper. */
const SHORT = 32;

/** Strings from this length on are measured first, so as not to reserve three times their size. */
const MEASURED = 0x10000;

/** Writes plain values into its own scratch memory. */
export class PlainWriter extends Output {
  readonly #buffers: SharedBuffers;
  readonly #seen = new Identities();
  /** ArrayBuffers, by themselves or by a view. */
  readonly #memories = new Identities();
  /** True if the last value holds references to objects in it. */
  hasReferences = false;

  constructor(buffers: SharedBuffers) {
    super();
    this.#buffers = buffers;
  }

  /**
   * Writes a value at the current position. Returns false if it isn't plain, and leaves rubbish.
   *
   * @throws whatever a getter or a trap of a Proxy throws.
   */
  write(value: unknown): boolean {
    this.hasReferences = false;
    try {
      return this.#value(value, 0);
    } finally {
      this.#seen.clear();
      this.#memories.clear();
    }
  }

  #value(value: unknown, depth: number): boolean {
    this.reserve(0);
    switch (typeof value) {
      case 'number':
        this.#number(value);
        return true;
      case 'string':
        return this.#string(value, false);
      case 'boolean':
        this.bytes[this.at++] = value ? 0xc3 : 0xc2;
        return true;
      case 'undefined':
        this.single(SINGLE_UNDEFINED);
        return true;
      case 'bigint':
        this.bigint(value);
        return true;
      case 'object':
        if (value !== null) return this.#object(value, depth);
        this.bytes[this.at++] = 0xc0;
        return true;
      default:
        return false;
    }
  }

  #number(value: number): void {
    const { bytes } = this;
    let at = this.at;
    const integer = value | 0;
    if (integer === value && (integer !== 0 || 1 / value > 0)) {
      if (integer >= 0) {
        if (integer < 0x80) {
          bytes[at++] = integer;
        } else if (integer < 0x100) {
          bytes[at++] = 0xcc;
          bytes[at++] = integer;
        } else if (integer < 0x10000) {
          bytes[at++] = 0xcd;
          bytes[at++] = integer >> 8;
          bytes[at++] = integer;
        } else {
          bytes[at] = 0xce;
          this.view.setUint32(at + 1, integer);
          at += 5;
        }
      } else if (integer >= -0x20) {
        bytes[at++] = integer;
      } else {
        bytes[at] = 0xd2;
        this.view.setInt32(at + 1, integer);
        at += 5;
      }
      this.at = at;
    } else if (value === 0) {
      this.single(SINGLE_NEGATIVE_ZERO);
    } else {
      bytes[at] = 0xcb;
      this.view.setFloat64(at + 1, value);
      this.at = at + 9;
    }
  }

  /** Writes a string. A key that isn't well-formed is refused; a value becomes a leaf. */
  #string(value: string, isKey: boolean): boolean {
    const { length } = value;
    if (length < SHORT) {
      const { bytes, at } = this;
      let end = at + 1;
      let i = 0;
      for (; i < length; i++) {
        const unit = value.charCodeAt(i);
        if (unit > 0x7f) break;
        bytes[end++] = unit;
      }
      if (i === length) {
        bytes[at] = 0xa0 | length;
        this.at = end;
        return true;
      }
    }
    return this.#longString(value, isKey);
  }

  #longString(value: string, isKey: boolean): boolean {
    const most = value.length < MEASURED ? value.length * 3 : Buffer.byteLength(value);
    this.reserve(most);
    const { at, bytes } = this;
    // The header has the width of the longest possible text: nothing is measured or moved.
    const header = most < 0x100 ? 2 : most < 0x10000 ? 3 : 5;
    const size = bytes.write(value, at + header, 'utf8');
    // As many bytes as units means ASCII, which needs no further look.
    if (size !== value.length && !value.isWellFormed()) {
      if (isKey) return false;
      this.text(value);
      return true;
    }
    if (header === 2) {
      bytes[at] = 0xd9;
      bytes[at + 1] = size;
    } else if (header === 3) {
      bytes[at] = 0xda;
      this.view.setUint16(at + 1, size);
    } else {
      bytes[at] = 0xdb;
      this.view.setUint32(at + 1, size);
    }
    this.at = at + header + size;
    return true;
  }

  #object(value: object, depth: number): boolean {
    const kind = kindOf(value);
    if (kind === KIND_BUFFER && isShared(value as ArrayBufferLike)) {
      const buffer = value as SharedArrayBuffer;
      this.shared(VIEW_NONE, this.#buffers.idOf(buffer), 0, buffer.byteLength);
      return true;
    }
    if (depth >= MAX_DEPTH) return false;
    const known = this.#seen.add(value);
    if (known >= 0) {
      this.reference(known);
      this.hasReferences = true;
      return true;
    }
    switch (kind) {
      case KIND_OBJECT:
        return this.#fields(value as Readonly<Record<string, unknown>>, depth);
      case KIND_ARRAY:
        return this.#items(value as readonly unknown[], depth);
      case KIND_VIEW:
        return this.#bufferView(value as ArrayBufferView);
      case KIND_BUFFER:
        if (this.#memories.add(value) >= 0 || isDetached(value as ArrayBuffer)) return false;
        return this.#ownBytes(VIEW_NONE, value as ArrayBuffer);
      case KIND_MAP:
        return this.#map(value as ReadonlyMap<unknown, unknown>, depth);
      case KIND_SET:
        return this.#set(value as ReadonlySet<unknown>, depth);
      case KIND_DATE:
        this.date(Date.prototype.getTime.call(value));
        return true;
      case KIND_REGEXP:
        this.regexp((value as RegExp).source, (value as RegExp).flags);
        return true;
      default:
        return false;
    }
  }

  #items(items: readonly unknown[], depth: number): boolean {
    const { length } = items;
    this.reserve(0);
    this.#count(length, 0x90, 0xdc);
    for (let i = 0; i < length; i++) {
      const item = items[i];
      // A hole, which only a graph can hold.
      if (item === undefined && !Object.hasOwn(items, i)) return false;
      if (!this.#value(item, depth + 1)) return false;
    }
    return true;
  }

  #fields(object: Readonly<Record<string, unknown>>, depth: number): boolean {
    const keys = Object.keys(object);
    const { length } = keys;
    this.#count(length, 0x80, 0xde);
    for (let i = 0; i < length; i++) {
      const key = keys[i] as string;
      this.reserve(0);
      if (!this.#string(key, true)) return false;
      if (!this.#value(object[key], depth + 1)) return false;
    }
    return true;
  }

  #map(map: ReadonlyMap<unknown, unknown>, depth: number): boolean {
    const { size } = map;
    this.#count(1 + 2 * size, 0x90, 0xdc);
    this.mark(MARK_MAP);
    let count = 0;
    for (const [key, value] of Map.prototype.entries.call(map) as MapIterator<[unknown, unknown]>) {
      // A getter has added entries. The graph is made of a copy.
      if (++count > size) return false;
      if (!this.#value(key, depth + 1) || !this.#value(value, depth + 1)) return false;
    }
    return count === size;
  }

  #set(set: ReadonlySet<unknown>, depth: number): boolean {
    const { size } = set;
    this.#count(1 + size, 0x90, 0xdc);
    this.mark(MARK_SET);
    let count = 0;
    for (const item of Set.prototype.values.call(set) as SetIterator<unknown>) {
      if (++count > size || !this.#value(item, depth + 1)) return false;
    }
    return count === size;
  }

  #count(length: number, short: number, long: number): void {
    const { bytes, at } = this;
    if (length < 16) {
      bytes[at] = short | length;
      this.at = at + 1;
    } else if (length < 0x10000) {
      bytes[at] = long;
      this.view.setUint16(at + 1, length);
      this.at = at + 3;
    } else {
      bytes[at] = long + 1;
      this.view.setUint32(at + 1, length);
      this.at = at + 5;
    }
  }

  #bufferView(value: ArrayBufferView): boolean {
    const number = viewNumber(value);
    const { buffer } = value;
    if (isShared(buffer)) {
      const id = this.#buffers.idOf(buffer);
      this.shared(number, id, value.byteOffset, elementsOf(value, number));
      return true;
    }
    // Two views of one buffer must share it on the other side too, which takes a graph. Not Node
    // Buffers: most of them share a pool with strangers.
    if (number !== VIEW_NODE && this.#memories.add(buffer) >= 0) return false;
    return !isDetached(buffer) && this.#ownBytes(number, value);
  }

  #ownBytes(number: number, value: ArrayBufferView | ArrayBuffer): boolean {
    const bytes = bytesOf(value);
    if (bytes.length < TAIL_BYTES) this.inlineBytes(number, bytes);
    else this.tail(number, bytes);
    return true;
  }
}
