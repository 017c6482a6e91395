/**
 * Draws lanes: which pixel looks how. The rules that keep a picture true at every zoom:
 *
 * - A pixel column that one stretch fills looks as that stretch does, from top to bottom.
 * - A column of several is stacked: each look in it gets its share of the height, work lowest; and no
 *   look gets less than a pixel, so a stretch of a nanosecond shows in a chart of an hour.
 * - Where stretches that are wide enough to fill columns of their own merely meet, the one with the
 *   larger part gets the whole column: boundaries are straight.
 *
 * Zoomed out, a lane turns into a chart of its utilisation; nothing pops up or vanishes on the way.
 */

import type { Lanes } from './lanes.js';
import { stretchAt } from './lanes.js';
import { Look, LOOKS } from './looks.js';
import type { Sums } from './sums.js';
import type { View } from './view.js';

/** Added to a pixel where a stretch begins that is wide enough for a border. */
export const EDGE = 16;
/** Stretches of so many pixels get a border. */
const EDGE_PIXELS = 5;
/** Columns with more stretches are summed up by `Sums`. */
const FEW = 64;

/** From bottom to top. */
const STACK: readonly number[] = [
  Look.running,
  Look.syscall,
  Look.joining,
  Look.loading,
  Look.turning,
  Look.runnable,
  Look.searching,
  Look.scheduling,
  Look.waiting,
  Look.parked,
  Look.idle,
];

/** Pixels: one byte each, row by row; 0 where no stretch is, else look + 1. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
}

/** Draws lanes into pixels. */
export class Raster {
  readonly #lanes: Lanes;
  readonly #sums: Sums;
  readonly #times = new Float64Array(LOOKS);
  readonly #heights = new Int32Array(LOOKS);

  constructor(lanes: Lanes, sums: Sums) {
    this.#lanes = lanes;
    this.#sums = sums;
  }

  /** Draws a lane into rows `y` to `y + height` − 1 of pixels that are 0 there. */
  draw(lane: number, view: View, pixels: Pixels, y: number, height: number): void {
    const { from, to, look } = this.#lanes;
    const last = this.#lanes.first[lane + 1] as number;
    const { width } = pixels;
    const step = (view.to - view.from) / width;
    let i = stretchAt(this.#lanes, lane, view.from);
    let x = i < last ? columnOf(from[i] as number, view, step) : width;
    while (x < width && i < last) {
      const begin = view.from + x * step;
      const start = from[i] as number;
      if (start >= begin + step) {
        x = Math.max(x + 1, columnOf(start, view, step)); // which may be rounded to this one
        continue;
      }
      const full = Math.min(width, Math.floor(((to[i] as number) - view.from) / step));
      if (start <= begin && full > x) {
        const isEdge = full - x >= EDGE_PIXELS && start > begin - step;
        const color = (look[i] as number) + 1;
        this.#fill(pixels, x, isEdge ? x + 1 : x, y, height, color + EDGE);
        this.#fill(pixels, isEdge ? x + 1 : x, full, y, height, color);
        x = full;
      } else {
        this.#column(i, last, x, view, step, pixels, y, height);
        x++;
      }
      const next = view.from + x * step;
      while (i < last && (to[i] as number) <= next) i = this.#skip(i, last, next);
    }
  }

  /** Returns the first stretch after `i` that may end after a time: by leaps where they are many. */
  #skip(i: number, last: number, time: number): number {
    const { to } = this.#lanes;
    let leap = 1;
    while (i + leap < last && (to[i + leap] as number) <= time) leap *= 2;
    if (leap === 1) return i + 1;
    let low = i + (leap >>> 1);
    let high = Math.min(last, i + leap);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((to[middle] as number) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Draws a column that several stretches share, `i` the first. */
  #column(
    i: number,
    last: number,
    x: number,
    view: View,
    step: number,
    pixels: Pixels,
    y: number,
    height: number,
  ): void {
    const begin = view.from + x * step;
    const end = begin + step;
    this.#times.fill(0);
    const only = this.#share(i, last, begin, end, view, step);
    if (only >= 0) this.#fill(pixels, x, x + 1, y, height, only + 1);
    else this.#stack(pixels, x, y, height, step);
  }

  /**
   * Sums up a column; returns the look that gets all of it, or −1 if it is to be stacked.
   */
  #share(i: number, last: number, begin: number, end: number, view: View, step: number): number {
    const { from, to, look } = this.#lanes;
    const times = this.#times;
    let widest = -1;
    let most = 0;
    let isThin = false;
    let at = i;
    for (; at < last && at < i + FEW && (from[at] as number) < end; at++) {
      const inside = Math.min(end, to[at] as number) - Math.max(begin, from[at] as number);
      const one = look[at] as number;
      times[one] = (times[one] as number) + inside;
      if (inside > most) [most, widest] = [inside, one];
      isThin ||= !fillsAColumn(from[at] as number, to[at] as number, view, step);
    }
    if (at === i + FEW && at < last && (from[at] as number) < end) {
      const rest = this.#skip(at - 1, last, end);
      this.#sums.add(at, rest, times);
      if (rest < last && (from[rest] as number) < end) {
        const one = look[rest] as number;
        times[one] = (times[one] as number) + end - (from[rest] as number);
      }
      return -1;
    }
    return isThin ? -1 : widest;
  }

  /** Stacks the looks of a column: shares of the height, none of them less than a pixel. */
  #stack(pixels: Pixels, x: number, y: number, height: number, step: number): void {
    const heights = this.#heights;
    let used = 0;
    let tallest = 0;
    for (let look = 0; look < LOOKS; look++) {
      const time = this.#times[look] as number;
      const tall = time > 0 ? Math.max(1, Math.round((time / step) * height)) : 0;
      heights[look] = tall;
      used += tall;
      if (tall > (heights[tallest] as number)) tallest = look;
    }
    while (used > height && (heights[tallest] as number) > 1) {
      heights[tallest] = (heights[tallest] as number) - 1;
      used--;
      for (let look = 0; look < LOOKS; look++) {
        if ((heights[look] as number) > (heights[tallest] as number)) tallest = look;
      }
    }
    let bottom = y + height;
    for (const look of STACK) {
      const top = Math.max(y, bottom - (heights[look] as number));
      this.#fill(pixels, x, x + 1, top, bottom - top, look + 1);
      bottom = top;
    }
  }

  #fill(
    { data, width }: Pixels,
    x: number,
    until: number,
    y: number,
    height: number,
    color: number,
  ): void {
    if (until <= x) return;
    for (let row = y; row < y + height; row++) {
      if (until === x + 1) data[row * width + x] = color;
      else data.fill(color, row * width + x, row * width + until);
    }
  }
}

/** The column in which a time lies; 0 for what is before the view. */
function columnOf(time: number, view: View, step: number): number {
  return Math.max(0, Math.floor((time - view.from) / step));
}

/** True if a stretch, as far as it is in view, fills a column alone. */
function fillsAColumn(from: number, to: number, view: View, step: number): boolean {
  const first = Math.ceil((Math.max(from, view.from) - view.from) / step);
  return Math.floor((Math.min(to, view.to) - view.from) / step) > first;
}
