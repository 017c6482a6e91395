/** Bytes that grow, and bytes that are read: numbers as the trace file has them. */

const TWO_28 = 2 ** 28;

/** Bytes to write to. */
export class ByteSink {
  length = 0;
  #bytes: Uint8Array<ArrayBuffer>;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Makes room for so many more bytes; the calls below write without looking. */
  reserve(bytes: number): void {
    const need = this.length + bytes;
    if (need <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(need, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }

  u8(value: number): void {
    this.#bytes[this.length++] = value;
  }

  u32(value: number): void {
    this.u32At(this.length, value);
    this.length += 4;
  }

  /** Writes over bytes that were written before. */
  u8At(at: number, value: number): void {
    this.#bytes[at] = value;
  }

  u32At(at: number, value: number): void {
    const bytes = this.#bytes;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
  }

  /** An integer from 0 to 2^53 − 1, or an even one up to 2^54 − 2, in up to 8 bytes. */
  varint(value: number): void {
    const bytes = this.#bytes;
    let at = this.length;
    let rest = value;
    if (rest >= TWO_28) {
      let low = rest % TWO_28;
      for (let i = 0; i < 4; i++) {
        bytes[at++] = (low & 0x7f) | 0x80;
        low >>>= 7;
      }
      rest = Math.floor(rest / TWO_28);
    }
    while (rest >= 0x80) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.length = at;
  }

  /** An integer from −2^52 to 2^53 − 1. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Appends bytes. */
  put(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Returns a copy of what was written, and starts anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

/** What a number is read as that is not there, or is too large. */
export const MISSING = -1;

/** Bytes to read from, up to an end. It never throws: what is not there is `MISSING`. */
export class ByteSource {
  at: number;
  readonly end: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get rest(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.at < this.end ? (this.#bytes[this.at++] as number) : MISSING;
  }

  u32(): number {
    if (this.rest < 4) return MISSING;
    const bytes = this.#bytes;
    const at = this.at;
    this.at += 4;
    return (
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24)) >>>
      0
    );
  }

  /** What `ByteSink.varint` wrote; `MISSING` if the bytes end before it, or it is larger. */
  varint(): number {
    let value = 0;
    let scale = 1;
    while (this.at < this.end) {
      const byte = this.#bytes[this.at++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value <= 2 * Number.MAX_SAFE_INTEGER ? value : MISSING;
      scale *= 128;
      if (scale > 2 ** 49) return MISSING;
    }
    return MISSING;
  }

  /** Returns the next so many bytes, a view; undefined if there are fewer. */
  take(length: number): Uint8Array | undefined {
    if (length > this.rest) return undefined;
    const taken = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }
}

/** Turns a zigzag coded number back. */
export function unzigzag(code: number): number {
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
}
