/**
 * Checks the structure of a graph's bytes before they are decoded.
 *
 * `@msgpack/msgpack` takes memory for what a header announces before it has seen it: 160 bytes of
 * nested array headers end the process, and its nesting is unbounded. One pass over the bytes, which
 * takes no memory, makes sure that all that is announced is there, and that nothing is in it that
 * this package doesn't write.
 */

import { MAX_DEPTH } from './format.js';
import { malformed } from './malformed.js';

/** The list of pieces, the objects of the deepest piece, and what ends it. */
const LEVELS = MAX_DEPTH + 2;

/** What follows a head byte: nothing; as many bytes as it says; items; pairs of items. */
const NOTHING = 0;
const BYTES = 1;
const ITEMS = 2;
const PAIRS = 3;

/** By head byte: bytes of the header, 0 if it isn't one; where its length lies in it, if it does. */
const headers = new Uint8Array(256);
const lengthBytes = new Uint8Array(256);
const contents = new Uint8Array(256);
/** The length that the head byte itself means. */
const lengths = new Uint8Array(256);

function define(from: number, to: number, header: number, width: number, content: number): void {
  for (let byte = from; byte <= to; byte++) {
    headers[byte] = header;
    lengthBytes[byte] = width;
    contents[byte] = content;
    lengths[byte] = byte - from;
  }
}

define(0x00, 0x7f, 1, 0, NOTHING); // small numbers
define(0xe0, 0xff, 1, 0, NOTHING);
define(0x80, 0x8f, 1, 0, PAIRS);
define(0x90, 0x9f, 1, 0, ITEMS);
define(0xa0, 0xbf, 1, 0, BYTES);
for (const byte of [0xc0, 0xc2, 0xc3]) define(byte, byte, 1, 0, NOTHING);
define(0xcb, 0xcb, 9, 0, NOTHING);
[2, 3, 5, 9].forEach((header, i) => {
  define(0xcc + i, 0xcc + i, header, 0, NOTHING);
  define(0xd0 + i, 0xd0 + i, header, 0, NOTHING);
});
[1, 2, 4].forEach((width, i) => {
  define(0xc7 + i, 0xc7 + i, 2 + width, width, BYTES); // extensions: their type follows the length
  define(0xd9 + i, 0xd9 + i, 1 + width, width, BYTES);
});
[1, 2, 4, 8, 16].forEach((size, i) => {
  define(0xd4 + i, 0xd4 + i, 2, 0, BYTES);
  lengths[0xd4 + i] = size;
});
[2, 4].forEach((width, i) => {
  define(0xdc + i, 0xdc + i, 1 + width, width, ITEMS);
  define(0xde + i, 0xde + i, 1 + width, width, PAIRS);
});

/** Items that are still to come, per level. */
const left = new Float64Array(LEVELS + 1);

/**
 * Checks that the first `end` bytes are one MessagePack value and nothing else. About 5 ns per item.
 *
 * @throws EncodeError if they aren't.
 */
export function scan(bytes: Uint8Array, end: number): void {
  let at = 0;
  let level = 0;
  // Announced by headers and not met yet: each item is a byte at least.
  let owed = 1;
  left[0] = 1;
  while (level >= 0) {
    const here = left[level] as number;
    if (here === 0) {
      level--;
      continue;
    }
    left[level] = here - 1;
    owed--;
    const byte = bytes[at] as number;
    const header = headers[byte] as number;
    if (header === 0 || at + header > end) throw malformed(`no value at byte ${at} of ${end}`);
    const content = contents[byte] as number;
    const length = content === NOTHING ? 0 : lengthOf(bytes, at, byte);
    at += header;
    if (content === BYTES) {
      at += length;
    } else if (length > 0) {
      const items = content === PAIRS ? 2 * length : length;
      owed += items;
      if (++level > LEVELS) throw malformed('nested too deeply');
      left[level] = items;
    }
    if (owed > end - at) throw malformed(`${owed} items announced, ${end - at} bytes left`);
  }
  if (at !== end) throw malformed(`value ends at byte ${at} of ${end}`);
}

function lengthOf(bytes: Uint8Array, at: number, byte: number): number {
  const width = lengthBytes[byte] as number;
  if (width === 0) return lengths[byte] as number;
  let length = 0;
  for (let i = 1; i <= width; i++) length = length * 256 + (bytes[at + i] as number);
  return length;
}
