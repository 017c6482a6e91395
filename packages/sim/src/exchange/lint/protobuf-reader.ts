/** Reads Protocol Buffers field by field, never past the end. */

const TWO_32 = 2 ** 32;

/** One field: a number, or the bytes of a text or message. */
export interface Field {
  readonly field: number;
  readonly value: number;
  readonly bytes: Uint8Array | undefined;
  /** Where it ends. */
  readonly end: number;
}

/** Yields the fields of a message; the last is undefined if the bytes end within one. */
export function* fieldsIn(bytes: Uint8Array): Generator<Field | undefined, void> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return NaN;
  };
  while (at < bytes.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    const type = key % 8;
    let value = 0;
    let inner: Uint8Array | undefined;
    if (type === 0) value = varint();
    else if (type === 1 || type === 5 || type === 2) {
      const length = type === 2 ? varint() : type === 1 ? 8 : 4;
      inner = at + length <= bytes.length ? bytes.subarray(at, at + length) : undefined;
      at += length;
      if (inner !== undefined && type !== 2) value = fixed(inner);
    }
    const isWhole = type === 0 ? !Number.isNaN(value) : inner !== undefined;
    if (!isWhole) {
      yield undefined;
      return;
    }
    yield { field, value, bytes: inner, end: at };
  }
}

function fixed(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view.getUint32(0, true) + (bytes.length === 8 ? view.getUint32(4, true) * TWO_32 : 0);
}
