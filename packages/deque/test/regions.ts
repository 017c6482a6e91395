import { LINE_BYTES } from '../src/layout.js';

/** First indices around which a 32-bit counter changes its sign, or wraps around. */
export const STARTS = [0, 7, -1, -2, 2 ** 31 - 1, 2 ** 31 - 2, -(2 ** 31)];

/** A region with a line of foreign bytes on either side. */
export interface Framed {
  readonly buffer: SharedArrayBuffer;
  readonly at: number;
  /** Says whether the foreign bytes are what they were. */
  readonly isFrameIntact: () => boolean;
}

const FOREIGN = 0xa5;

/** Makes a zeroed region of `bytes` in a buffer that also belongs to others. */
export function framed(bytes: number): Framed {
  const buffer = new SharedArrayBuffer(LINE_BYTES + bytes + LINE_BYTES);
  const before = new Uint8Array(buffer, 0, LINE_BYTES).fill(FOREIGN);
  const after = new Uint8Array(buffer, LINE_BYTES + bytes).fill(FOREIGN);
  return {
    buffer,
    at: LINE_BYTES,
    isFrameIntact: () => [...before, ...after].every((byte) => byte === FOREIGN),
  };
}

/** Writes down all bytes of a buffer, to compare with later. */
export function imageOf(buffer: SharedArrayBuffer): string {
  return Buffer.from(buffer).toString('hex');
}
