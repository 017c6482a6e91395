/** Resizes pictures by jimp, in JavaScript: many bytes there, fewer back. */

import { Jimp, ResizeStrategy } from 'jimp';
import type { Job } from './job.js';

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel. */
  readonly data: Uint8Array;
}

/** What is used of jimp's picture, whose own type is too large for the checker. */
interface Resizable {
  readonly bitmap: { readonly data: Uint8Array };
  resize(options: { w: number; h: number; mode: ResizeStrategy }): unknown;
}

export const job: Job = {
  batches(smoke) {
    const count = smoke ? 2 : 160;
    return [Array.from({ length: count }, (_, i) => pictureOf(smoke ? 16 : 120 + (i % 8) * 40, i))];
  },
  run({ width, height, data }: Picture): Uint8Array {
    // Bytes of their own: jimp 1.6.1 takes the whole memory behind a Buffer for the picture's.
    const own = Buffer.from(Uint8Array.from(data).buffer);
    const image = Jimp.fromBitmap({ width, height, data: own }) as Resizable;
    const [w, h] = [Math.round(width * 0.6), Math.round(height * 0.6)];
    image.resize({ w, h, mode: ResizeStrategy.BICUBIC });
    return Uint8Array.from(image.bitmap.data);
  },
};

function pictureOf(size: number, seed: number): Picture {
  const data = new Uint8Array(size * size * 4).fill(255);
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [i % size, (i / size) | 0];
    data[4 * i] = x * 3 + seed * 40;
    data[4 * i + 1] = y * 5;
    data[4 * i + 2] = (x * y) / 40 + seed;
  }
  return { width: size, height: size, data };
}
