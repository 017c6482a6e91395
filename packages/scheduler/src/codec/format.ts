/**
 * The bytes of a payload. This file draws them; nobody else knows a number.
 *
 *   payload := format:u8  value                        nothing large in it
 *            | format:u8  length:u32  value  tail*     `length` bytes of value, then raw bytes
 *   format  := PLAIN or PLAIN+REFERENCES or GRAPH, + TAILS if there are tails
 *
 * The value is MessagePack throughout, in two dialects:
 *
 *   PLAIN   One value: nil, booleans, numbers, strings, arrays, maps with string keys, the leaf
 *           extensions below, Map and Set as marked arrays, and, if REFERENCES says so, references
 *           to earlier objects (arrays, maps, Maps, Sets and leaves other than primitives and
 *           SharedArrayBuffers, numbered by the order of their first bytes). Nearly all payloads
 *           are plain; they are written and read in one pass by hand (`writer.ts`, `reader.ts`).
 *   GRAPH   An array of pieces, the first of which is the value, and to which references refer. So
 *           depth is no limit, and everything can be a marked array. Walked by `lower.ts` and
 *           `lift.ts`, encoded and decoded by `@msgpack/msgpack`.
 *
 * Extensions are leaves: their data holds no MessagePack, so a scan can skip it.
 *
 *   EXT_SINGLE    which:u8                        undefined, -0
 *   EXT_DATE      time:f64
 *   EXT_BIGINT    i64 (8 bytes), or sign and hexadecimal digits as text
 *   EXT_TEXT      UTF-16LE                        strings that UTF-8 can't hold: lone surrogates
 *   EXT_REGEXP    flags:u8 length, flags, source as UTF-16LE
 *   EXT_BYTES     kind:u8, bytes                  ArrayBuffer and every view, element bytes as they are
 *   EXT_TAIL      kind:u8, length:u32             the same, the bytes being the next tail
 *   EXT_SHARED    kind:u8, id:u32, offset:f64, length:f64   SharedArrayBuffer and views of one
 *   EXT_MARK      which:u8                        first item of an array that stands for something else
 *   EXT_REF       number:u32                      an object of the value; GRAPH: a piece
 *
 * A marked array is one of
 *
 *   [MAP, key, value, …]   [SET, item, …]
 *   [BOXED, primitive]                      GRAPH, like all that follow
 *   [SPARSE, length, index, value, …]       an array with holes
 *   [OBJECT, key, value, …]                 an object with a key that a MessagePack map can't have
 *   [VIEW, kind, buffer, offset, length]    a view that shares its ArrayBuffer with another
 *   [ERROR, class, hidden, key, value, …]   the first `hidden` fields are not enumerable
 */

/** One plain value follows. */
export const FORMAT_PLAIN = 1;
/** An array of pieces follows. */
export const FORMAT_GRAPH = 2;
/** Added to a format: the length of the value comes first, and tails come after it. */
export const FORMAT_TAILS = 4;
/** Added to FORMAT_PLAIN: there are references in the value. */
export const FORMAT_REFERENCES = 8;

export const EXT_SINGLE = 0;
export const EXT_DATE = 1;
export const EXT_BIGINT = 2;
export const EXT_TEXT = 3;
export const EXT_REGEXP = 4;
export const EXT_BYTES = 5;
export const EXT_TAIL = 6;
export const EXT_SHARED = 7;
export const EXT_MARK = 8;
export const EXT_REF = 9;

export const SINGLE_UNDEFINED = 0;
export const SINGLE_NEGATIVE_ZERO = 1;

export const MARK_MAP = 0;
export const MARK_SET = 1;
export const MARK_BOXED = 2;
export const MARK_SPARSE = 3;
export const MARK_OBJECT = 4;
export const MARK_VIEW = 5;
export const MARK_ERROR = 6;

/**
 * Deepest nesting of one value or piece. What is nested deeper is cut into pieces, so this bounds
 * the stack that encoding and decoding need, and what a bomb can nest, but no program's data.
 */
export const MAX_DEPTH = 64;

/** Deepest nesting in all. Stops getters that make a new object at each read, for ever. */
export const MAX_TOTAL_DEPTH = 100_000;

/** From this size on bytes go behind the value: copied once on each side, never through scratch. */
export const TAIL_BYTES = 1024;

/** Largest payload: lengths and offsets are unsigned 32-bit. */
export const MAX_PAYLOAD_BYTES = 0xffff_ffff;

/** A scratch buffer that grew beyond this is given back, once it is much too large. */
export const SCRATCH_KEPT_BYTES = 1_048_576;

/** True if a buffer of `size` bytes is better given back: the last payload needed only `used`. */
export function isWasteful(size: number, used: number): boolean {
  return size > SCRATCH_KEPT_BYTES && used < size / 8;
}
