/**
 * Writes plain payloads: the fast path that nearly every call takes.
 *
 * One pass checks and writes at once. `@msgpack/msgpack` would need a pass before it, for what it
 * drops silently (`undefined`, -0, holes, lone surrogates, prototypes) and for objects that occur
 * twice; that made it twice as slow. What this dialect can't hold is no error here: `write` returns
 * false, and the payload is encoded as a graph, which also finds the path to an offender.
 */

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
import { MARK_MAP, MARK_SET, MAX_DEPTH, SINGLE_UNDEFINED, TAIL_BYTES } from './format.js';
import { Identities } from './identities.js';
import { ScalarOutput } from './scalars.js';
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

/** Writes plain values into its own scratch memory. */
export class PlainWriter extends ScalarOutput {
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
        this.number(value);
        return true;
      case 'string':
        return this.string(value, false);
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
    this.count(length, 0x90, 0xdc);
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
    this.count(length, 0x80, 0xde);
    for (let i = 0; i < length; i++) {
      const key = keys[i] as string;
      this.reserve(0);
      if (!this.string(key, true)) return false;
      if (!this.#value(object[key], depth + 1)) return false;
    }
    return true;
  }

  #map(map: ReadonlyMap<unknown, unknown>, depth: number): boolean {
    const { size } = map;
    this.count(1 + 2 * size, 0x90, 0xdc);
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
    this.count(1 + size, 0x90, 0xdc);
    this.mark(MARK_SET);
    let count = 0;
    for (const item of Set.prototype.values.call(set) as SetIterator<unknown>) {
      if (++count > size || !this.#value(item, depth + 1)) return false;
    }
    return count === size;
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
