/**
 * Reads plain payloads. The bytes are not trusted: a machine may have died while it wrote them.
 *
 * The guard is part of reading. `owed` counts the items that headers have announced and that are not
 * read yet; each needs a byte at least, so more of them than bytes left is a lie, found before any
 * memory is taken for it. Nesting is bounded. Reading past the end only ever yields private bytes of
 * earlier payloads, and is found at the next header or at the end, before anybody gets the value.
 *
 * Keys come from the bytes, prototypes never: `__proto__` becomes an ordinary field.
 */

import { defineField } from './fields.js';
import { EXT_MARK, EXT_REF, MARK_MAP, MARK_SET, MAX_DEPTH } from './format.js';
import { Input } from './input.js';
import { malformed } from './malformed.js';
import { keyAt, stringAt } from './strings.js';
import { isShared } from './views.js';

/** Reads plain values from its own copy of the bytes. */
export class PlainReader extends Input {
  #owed = 0;
  /** The objects in the order of their bytes, if any is referred to. */
  #objects: unknown[] | undefined;

  /**
   * Reads the value that was loaded. The caller checks the end by `finish`.
   *
   * @throws EncodeError, RangeError or SyntaxError if it is malformed.
   */
  read(hasReferences: boolean): unknown {
    this.#owed = 1;
    this.#objects = hasReferences ? [] : undefined;
    const value = this.#value(0);
    this.#objects = undefined;
    return value;
  }

  #value(depth: number): unknown {
    this.#owed--;
    const byte = this.bytes[this.at++] as number;
    if (byte < 0x80) return byte;
    if (byte >= 0xe0) return byte - 0x100;
    if (byte < 0x90) return this.#fields(byte & 15, depth);
    if (byte < 0xa0) return this.#items(byte & 15, depth);
    if (byte < 0xc0) return this.#string(byte & 31);
    return this.#wide(byte, depth);
  }

  #wide(byte: number, depth: number): unknown {
    switch (byte) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xcb:
        this.at += 8;
        return this.view.getFloat64(this.at - 8);
      case 0xcc:
        return this.#u8();
      case 0xcd:
        return this.#u16();
      case 0xce:
        return this.#u32();
      case 0xd2:
        this.at += 4;
        return this.view.getInt32(this.at - 4);
      case 0xd9:
        return this.#string(this.#u8());
      case 0xda:
        return this.#string(this.#u16());
      case 0xdb:
        return this.#string(this.#u32());
      case 0xdc:
        return this.#items(this.#u16(), depth);
      case 0xdd:
        return this.#items(this.#u32(), depth);
      case 0xde:
        return this.#fields(this.#u16(), depth);
      case 0xdf:
        return this.#fields(this.#u32(), depth);
      default:
        return this.#extension(byte);
    }
  }

  #extension(byte: number): unknown {
    let size: number;
    if (byte === 0xd4) size = 1;
    else if (byte === 0xd6) size = 4;
    else if (byte === 0xd7) size = 8;
    else if (byte === 0xc7) size = this.#u8();
    else if (byte === 0xc9) size = this.#u32();
    else throw malformed(`unknown head byte ${byte}`);
    const type = this.#u8();
    const { at } = this;
    this.#claim(size);
    if (type === EXT_REF) return this.#object(at, size);
    const leaf = this.leaf(type, at, size);
    if (this.#objects !== undefined && isNumbered(leaf)) this.#objects.push(leaf);
    return leaf;
  }

  #object(at: number, size: number): unknown {
    const objects = this.#objects;
    const number = size === 4 ? this.view.getUint32(at) : -1;
    if (objects === undefined || !(number in objects)) throw malformed('a reference to nothing');
    return objects[number];
  }

  #string(size: number): string {
    const { at } = this;
    this.#claim(size);
    return stringAt(this.bytes, at, size);
  }

  #items(length: number, depth: number): object {
    this.#owe(length, depth);
    const { at, bytes } = this;
    if (bytes[at] === 0xd4 && bytes[at + 1] === EXT_MARK && length > 0) {
      return this.#marked(length, depth);
    }
    const items: unknown[] = [];
    this.#objects?.push(items);
    for (let i = 0; i < length; i++) items.push(this.#value(depth + 1));
    return items;
  }

  #marked(length: number, depth: number): object {
    const mark = this.bytes[this.at + 2];
    this.at += 3;
    this.#owed--;
    if (mark === MARK_SET) {
      const set = new Set();
      this.#objects?.push(set);
      for (let i = 1; i < length; i++) set.add(this.#value(depth + 1));
      return set;
    }
    if (mark !== MARK_MAP || length % 2 === 0) throw malformed('unknown mark');
    const map = new Map();
    this.#objects?.push(map);
    for (let i = 1; i < length; i += 2) {
      const key = this.#value(depth + 1);
      map.set(key, this.#value(depth + 1));
    }
    return map;
  }

  #fields(length: number, depth: number): Record<string, unknown> {
    this.#owe(2 * length, depth);
    const object: Record<string, unknown> = {};
    this.#objects?.push(object);
    for (let i = 0; i < length; i++) {
      const key = this.#key();
      const value = this.#value(depth + 1);
      if (key === '__proto__') defineField(object, key, value, true);
      else object[key] = value;
    }
    return object;
  }

  #key(): string {
    this.#owed--;
    const byte = this.#u8();
    let size: number;
    if (byte >= 0xa0 && byte < 0xc0) {
      size = byte & 31;
      const { at } = this;
      this.#claim(size);
      return keyAt(this.bytes, this.view, at, size);
    }
    if (byte === 0xd9) size = this.#u8();
    else if (byte === 0xda) size = this.#u16();
    else if (byte === 0xdb) size = this.#u32();
    else throw malformed('a key that is no string');
    return this.#string(size);
  }

  /** Takes bytes that a header has announced. */
  #claim(size: number): void {
    if (size > this.end - this.at) throw malformed(`${size} bytes announced, fewer left`);
    this.at += size;
  }

  /** Announces items: at most as many as there are bytes. */
  #owe(items: number, depth: number): void {
    if (depth > MAX_DEPTH) throw malformed('nested too deeply');
    this.#owed += items;
    if (this.#owed > this.end - this.at) {
      throw malformed(`${this.#owed} items announced, fewer bytes left`);
    }
  }

  #u8(): number {
    return this.bytes[this.at++] as number;
  }

  #u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2);
  }

  #u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4);
  }
}

/** True for leaves that the writer counts as objects: not primitives, nor shared memory itself. */
function isNumbered(leaf: unknown): boolean {
  return typeof leaf === 'object' && leaf !== null && !isShared(leaf as ArrayBufferLike);
}
