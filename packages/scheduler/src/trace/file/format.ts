/**
 * A trace as a file. Both producers write it, the simulator and the runtime; every view reads it.
 *
 * ```text
 * file     magic 8 bytes │ bytes of the header: u32 │ header: JSON, UTF-8 │ section …
 * magic    "PILFER", 0x1a, version
 * section  kind u8 │ count u32 │ bytes of the payload: u32 │ payload
 *
 * kind 1   texts    the next `count` entries of the string table, each varint length │ UTF-8;
 *                   they come before the first event that names them. Entry 0, the empty text,
 *                   is not written
 * kind 2   events   `count` events, packed; see below
 * kind 3   end      two varints: events and texts of the whole file
 * ```
 *
 * Fixed-size numbers are little-endian. A varint has 7 bits a byte, the low ones first; the high bit
 * says that more follow. A signed number is zigzag coded: 0, −1, 1, −2 … become 0, 1, 2, 3 ….
 *
 * ```text
 * event    kind u8 │ mask u8 │ what the mask says, in this order:
 *          bit 0   time − time of the event before       signed varint
 *          bit 1   proc − that of the event before       signed varint
 *          bit 2   machine − that of the event before    signed varint
 *          bit 3   task − that of the event before       signed varint
 *          bit 4   a │ bit 5  b │ bit 6  c                signed varints
 * ```
 *
 * A field whose bit is 0 is that of the event before; an argument, 0. Before the first event of a
 * section everything is 0, so a section can be read alone. Most events take 6 to 12 bytes, of 32 in
 * memory.
 *
 * *Cut short?* Whatever is whole is read: whole sections, and the whole events of the last one. The
 * end section says that nothing is missing. A reader skips sections of a kind it does not know, and
 * refuses versions it does not know.
 */

/** Bytes before the version. */
export const MAGIC: readonly number[] = [0x50, 0x49, 0x4c, 0x46, 0x45, 0x52, 0x1a];
/** The version that this package writes and reads. */
export const VERSION = 1;
/** Bytes before the header: magic, version, length of the header. */
export const PREAMBLE_BYTES = 12;
/** Bytes before a section's payload. */
export const SECTION_BYTES = 9;
/** The longest header that is read, in bytes: whatever asks for more is not a trace. */
export const MAX_HEADER_BYTES: number = 2 ** 24;

export const SECTION_TEXTS = 1;
export const SECTION_EVENTS = 2;
export const SECTION_END = 3;

/** Events of a section, at most. */
export const SECTION_EVENT_LIMIT = 4096;

export const HAS_TIME = 1;
export const HAS_PROC = 2;
export const HAS_MACHINE = 4;
export const HAS_TASK = 8;
export const HAS_A = 16;
export const HAS_B = 32;
export const HAS_C = 64;
/** The most bytes of one event: kind, mask, a time of 8 bytes, six numbers of 5. */
export const EVENT_MAX_BYTES = 40;

/** A file that is not a trace, or one of a version that this package does not know. */
export class TraceFileError extends Error {
  readonly code = 'ERR_PILFER_TRACE_FILE';

  static {
    Object.defineProperty(this.prototype, 'name', {
      value: 'TraceFileError',
      writable: true,
      configurable: true,
    });
  }
}
