/** Writes Protocol Buffers: the four wire types that a Perfetto trace needs. */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const TWO_32 = 2 ** 32;

/** Bytes of one message, or of several in a row. */
export class ProtoWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  readonly #encoder = new TextEncoder();

  get length(): number {
    return this.#length;
  }

  /** Returns a copy of what was written, and starts anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** An unsigned integer below 2^53, or a bool. */
  uint(field: number, value: number): this {
    this.#varint(field * 8 + VARINT);
    this.#varint(value);
    return this;
  }

  /** A signed integer of magnitude below 2^53: `int64`, in two's complement. */
  int(field: number, value: number): this {
    if (value >= 0) return this.uint(field, value);
    this.#varint(field * 8 + VARINT);
    let rest = BigInt.asUintN(64, BigInt(value));
    this.#reserve(10);
    for (; rest >= 128n; rest >>= 7n) this.#byte(Number(rest & 127n) | 128);
    this.#byte(Number(rest));
    return this;
  }

  /** An integer below 2^53 in eight bytes. */
  fixed64(field: number, value: number): this {
    this.#varint(field * 8 + FIXED64);
    this.#reserve(8);
    const view = new DataView(this.#bytes.buffer, this.#length, 8);
    view.setUint32(0, value % TWO_32, true);
    view.setUint32(4, Math.floor(value / TWO_32), true);
    this.#length += 8;
    return this;
  }

  string(field: number, text: string): this {
    return this.#put(field, this.#encoder.encode(text));
  }

  /** A message within this one: what `inner` has, which starts anew. */
  message(field: number, inner: ProtoWriter): this {
    this.#put(field, inner.#bytes.subarray(0, inner.#length));
    inner.#length = 0;
    return this;
  }

  #put(field: number, bytes: Uint8Array): this {
    this.#varint(field * 8 + LENGTH);
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  #varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.#byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  #byte(byte: number): void {
    this.#bytes[this.#length++] = byte;
  }

  #reserve(more: number): void {
    const need = this.#length + more;
    if (need <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(need, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
