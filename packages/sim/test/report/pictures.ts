/** Rasters as text. */

import type { Lanes } from '../../src/report/lanes.js';
import { EDGE, Raster } from '../../src/report/raster.js';
import { Sums } from '../../src/report/sums.js';
import type { View } from '../../src/report/view.js';

/** A letter for each look: work is `#`, nothing a space. */
const LETTERS = ' ·-?#jspler.';

/** Draws a lane; returns rows of letters. A border is shown as what it borders. */
export function picture(
  lanes: Lanes,
  lane: number,
  view: View,
  width: number,
  height: number,
): string[] {
  const data = pixelsOf(lanes, lane, view, width, height);
  return Array.from({ length: height }, (_, y) =>
    [...data.subarray(y * width, (y + 1) * width)]
      .map((color) => LETTERS[color % EDGE] ?? '!')
      .join(''),
  );
}

/** Draws a lane; returns look + 1 of each pixel, borders included. */
export function pixelsOf(
  lanes: Lanes,
  lane: number,
  view: View,
  width: number,
  height: number,
): Uint8Array {
  const data = new Uint8Array(width * height);
  new Raster(lanes, new Sums(lanes)).draw(lane, view, { data, width }, 0, height);
  return data;
}
