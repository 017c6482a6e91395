/** Rows of cells over time: utilisation of Ps, lengths of queues. */

import { formatTime } from '../../scenario/time.js';
import { ticks } from '../axis.js';
import type { View } from '../view.js';
import { line, picture, rect, text } from './svg.js';

/** One row of a heat map. */
export interface HeatRow {
  readonly name: string;
  /** A value per part of the view. */
  readonly values: ArrayLike<number>;
}

/** How a heat map is to be read. */
export interface HeatScale {
  /** The value of the strongest colour. */
  readonly most: number;
  /** The class of the colour. */
  readonly className: string;
  /** Says a value. */
  readonly say: (value: number) => string;
}

const LEFT = 44;
const BOTTOM = 20;

/** Draws a heat map. `step` is the length of a part in ns, the last one may be shorter. */
export function heatMap(
  name: string,
  rows: readonly HeatRow[],
  scale: HeatScale,
  view: View,
  step: number,
  width: number,
): string {
  const pitch = rows.length > 24 ? 8 : rows.length > 12 ? 12 : 18;
  const gap = pitch > 8 ? 1 : 0;
  const height = rows.length * pitch;
  const every = Math.ceil(12 / pitch);
  const span = view.to - view.from;
  const xOf = (time: number): number => LEFT + ((time - view.from) / span) * (width - LEFT);
  const cells = rows.flatMap(({ name: row, values }, r) => [
    ...(r % every === 0
      ? [text(LEFT - 8, r * pitch + pitch / 2 + 4, row, { class: 'label', 'text-anchor': 'end' })]
      : []),
    rect(LEFT, r * pitch, width - LEFT, pitch - gap, { class: 'cell' }),
    ...stretchesOf(values).map(({ from, to, value }) => {
      const [begin, end] = [view.from + from * step, Math.min(view.to, view.from + to * step)];
      const tip = `${row}, ${formatTime(Math.round(begin))} to ${formatTime(Math.round(end))}: ${scale.say(value)}`;
      const strength = 0.06 + 0.94 * Math.min(1, value / scale.most);
      const look = { class: `cell ${scale.className}`, 'fill-opacity': strength };
      return rect(xOf(begin), r * pitch, xOf(end) - xOf(begin), pitch - gap, look, tip);
    }),
  ]);
  return picture(width, height + BOTTOM, name, ...cells, ...axis(view, xOf, height, width));
}

/** Equal neighbours are one; zeroes are none. */
function stretchesOf(values: ArrayLike<number>): { from: number; to: number; value: number }[] {
  const stretches: { from: number; to: number; value: number }[] = [];
  for (let from = 0, to = 1; from < values.length; from = to++) {
    const value = values[from] as number;
    while (to < values.length && values[to] === value) to++;
    if (value > 0) stretches.push({ from, to, value });
  }
  return stretches;
}

/** Marks and labels of time below a chart. */
function axis(view: View, xOf: (time: number) => number, y: number, width: number): string[] {
  return ticks(view.from, view.to, Math.max(2, Math.floor((width - LEFT) / 90))).flatMap((tick) => {
    const x = xOf(tick.time);
    const anchor = x > width - 24 ? 'end' : x < LEFT + 12 ? 'start' : 'middle';
    return [
      line(x, y, x, y + 4, { class: 'rule' }),
      text(Math.min(x, width), y + 16, tick.label, { class: 'label', 'text-anchor': anchor }),
    ];
  });
}
