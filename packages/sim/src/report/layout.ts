/** Where rows are, and what lies under a point. */

import { stretchAt } from './lanes.js';
import type { Lanes } from './lanes.js';
import type { Arrow } from './steals.js';
import type { View } from './view.js';

/** Rows of equal height in a window that shows some of them. */
export interface Rows {
  readonly count: number;
  /** From one row to the next, and the part of it that is drawn, pixels. */
  readonly pitch: number;
  readonly bar: number;
  /** How far the rows are scrolled up. */
  readonly scroll: number;
}

/** The most a Gantt takes of the height of a page before its rows scroll. */
const TALLEST = 560;

/**
 * Returns rows that fit if they can: up to 30 pixels each, no less than 14, which is more than the
 * looks that may be stacked in one.
 */
export function rowsFor(count: number, scroll = 0, most: number = TALLEST): Rows {
  const pitch = Math.min(30, Math.max(14, Math.floor(most / Math.max(count, 1))));
  return { count, pitch, bar: pitch - Math.max(2, Math.round(pitch / 7)), scroll };
}

/** Height of all rows, or of as many as are shown at once. */
export function shownHeight({ count, pitch }: Rows, most: number = TALLEST): number {
  return Math.min(count * pitch, Math.floor(most / pitch) * pitch);
}

/**
 * Returns the lanes that a view has rows for, in order: of tasks, those that live in it; all Ps and Ms.
 */
export function lanesIn({ kind, ids, first, from, to }: Lanes, view: View): Int32Array {
  if (kind !== 'G') return Int32Array.from(ids.keys());
  const shown = new Int32Array(ids.length);
  let count = 0;
  for (let lane = 0; lane < ids.length; lane++) {
    const begin = first[lane] as number;
    const end = (first[lane + 1] as number) - 1;
    if (end < begin || (from[begin] as number) > view.to) continue;
    if ((to[end] as number) >= view.from) shown[count++] = lane;
  }
  return shown.slice(0, count);
}

/** Returns the row of a lane, of those that are shown; −1 if it is none of them. */
export function rowOf(shown: Int32Array, lane: number): number {
  let low = 0;
  let high = shown.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((shown[middle] as number) < lane) low = middle + 1;
    else high = middle;
  }
  return shown[low] === lane ? low : -1;
}

/** The row at a height; −1 if none is there. */
export function rowAt({ count, pitch, scroll }: Rows, y: number): number {
  const row = Math.floor((y + scroll) / pitch);
  return row >= 0 && row < count ? row : -1;
}

/** The rows that are wholly shown in a window: from the first to before the second. */
export function rowsShown({ count, pitch, bar, scroll }: Rows, height: number): [number, number] {
  const first = Math.max(0, Math.ceil(scroll / pitch));
  const last = Math.min(count, Math.floor((scroll + height - bar) / pitch) + 1);
  return [first, Math.max(first, last)];
}

/** Top of a row. */
export function topOf({ pitch, scroll }: Rows, row: number): number {
  return row * pitch - scroll;
}

/** Returns the stretch of a lane nearest to a time, if it is not further away than that; else −1. */
export function hitStretch(lanes: Lanes, lane: number, time: number, within: number): number {
  const first = lanes.first[lane] as number;
  const last = lanes.first[lane + 1] as number;
  const at = stretchAt(lanes, lane, time);
  if (at < last && (lanes.from[at] as number) - time <= within) return at;
  const before = at - 1;
  return before >= first && time - (lanes.to[before] as number) <= within ? before : -1;
}

/** Returns the steal whose arrow goes by a point within some pixels; the nearest; −1 if none does. */
export function hitArrow(
  arrows: readonly Arrow[],
  rows: Rows,
  x: number,
  y: number,
  within: number,
): number {
  let nearest = -1;
  let least = within;
  for (const { x: at, fromRow, toRow, steal } of arrows) {
    const away = Math.abs(at + 0.5 - x);
    if (away > least) continue;
    const [one, other] = [fromRow, toRow].map((row) => topOf(rows, row) + rows.bar / 2) as [
      number,
      number,
    ];
    if (y < Math.min(one, other) - within || y > Math.max(one, other) + within) continue;
    nearest = steal;
    least = away;
  }
  return nearest;
}

/** Time at a column of a view. */
export function timeOf(view: View, width: number, x: number): number {
  return view.from + (x / width) * (view.to - view.from);
}

/** Column of a time in a view. */
export function xOf(view: View, width: number, time: number): number {
  return ((time - view.from) / (view.to - view.from)) * width;
}
