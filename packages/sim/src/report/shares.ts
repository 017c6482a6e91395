/** How the time of lanes divides between looks, column by column: what overviews and heat maps show. */

import { stretchAt } from './lanes.js';
import type { Lanes } from './lanes.js';
import { Look, LOOKS } from './looks.js';
import type { Sums } from './sums.js';
import type { View } from './view.js';

/**
 * Adds, for each of `columns` equal parts of a view, the time a lane spends in each look:
 * `into[column × LOOKS + look]`, ns.
 */
export function addShares(
  lanes: Lanes,
  sums: Sums,
  lane: number,
  view: View,
  columns: number,
  into: Float64Array,
): void {
  const { from, to, look } = lanes;
  const last = lanes.first[lane + 1] as number;
  const step = (view.to - view.from) / columns;
  let i = stretchAt(lanes, lane, view.from);
  for (let column = 0; column < columns && i < last; column++) {
    const begin = view.from + column * step;
    const end = begin + step;
    const part = into.subarray(column * LOOKS, (column + 1) * LOOKS);
    const next = stretchAt(lanes, lane, end);
    const addPart = (one: number): void => {
      const inside = Math.min(end, to[one] as number) - Math.max(begin, from[one] as number);
      if (inside <= 0) return;
      const at = look[one] as number;
      part[at] = (part[at] as number) + inside;
    };
    addPart(i);
    if (next > i) {
      sums.add(i + 1, next, part);
      if (next < last) addPart(next);
    }
    i = next;
  }
}

/** The share of each column of each lane in which a task runs, 0 to 1. */
export function utilisationOf(
  lanes: Lanes,
  sums: Sums,
  view: View,
  columns: number,
): Float64Array[] {
  const step = (view.to - view.from) / columns;
  return Array.from(lanes.ids, (_, lane) => {
    const shares = new Float64Array(columns * LOOKS);
    addShares(lanes, sums, lane, view, columns, shares);
    return Float64Array.from(
      { length: columns },
      (__, column) => (shares[column * LOOKS + Look.running] as number) / step,
    );
  });
}
