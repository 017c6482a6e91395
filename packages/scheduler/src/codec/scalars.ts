/** Writes what MessagePack has words for: numbers, strings, and the headers of arrays and maps. */

import { Buffer } from 'node:buffer';
import { SINGLE_NEGATIVE_ZERO } from './format.js';
import { Output } from './output.js';

/** Strings up to this length are written in JavaScript; from there on a native call is cheaper. */
const SHORT = 32;

/** Strings from this length on are measured first, so as not to reserve three times their size. */
const MEASURED = 0x10000;

/** An output for the scalars of MessagePack. The caller reserves room. */
export class ScalarOutput extends Output {
  /** Writes a number in the shortest of the forms that are read fast. */
  number(value: number): void {
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

  /**
   * Writes a string. One that isn't well-formed becomes a leaf, which a key can't be: false, and
   * nothing written.
   */
  string(value: string, isKey: boolean): boolean {
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

  /** Writes the header of an array (0x90, 0xdc) or map (0x80, 0xde). */
  count(length: number, short: number, long: number): void {
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
}
