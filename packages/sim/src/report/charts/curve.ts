/** How long tasks waited: time against percentile, both so that the slow few can be seen. */

import { formatTime } from '../../scenario/time.js';
import { waitCurve } from '../waits.js';
import { element, line, picture, text, through } from './svg.js';

/** One curve. */
export interface WaitSeries {
  readonly name: string;
  /** In the order of size, ns. */
  readonly waits: Float64Array;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [56, 14, 10, 24];
const SHARES: readonly (readonly [share: number, label: string])[] = [
  [0, '0'],
  [0.5, '50 %'],
  [0.9, '90 %'],
  [0.99, '99 %'],
  [0.999, '99.9 %'],
  [0.9999, '99.99 %'],
  [0.99999, '99.999 %'],
];

/** Draws the curves, each in the colour of its place. */
export function waitChart(series: readonly WaitSeries[], width: number, height: number): string {
  const longest = Math.max(1, ...series.map(({ waits }) => waits.at(-1) ?? 0));
  const shortest = Math.min(
    longest,
    ...series.map(({ waits }) => waits.find((one) => one > 0) ?? 1),
  );
  const low = 10 ** Math.floor(Math.log10(shortest));
  const high = Math.max(10 * low, 10 ** Math.ceil(Math.log10(longest) - 1e-9));
  const most = Math.max(2, ...series.map(({ waits }) => waits.length));
  const nines = Math.log10(most);
  const [wide, tall] = [width - LEFT - RIGHT, height - TOP - BOTTOM];
  const xOf = (share: number): number =>
    LEFT + Math.min(1, -Math.log10(Math.max(1 - share, 1 / most)) / nines) * wide;
  const yOf = (time: number): number =>
    TOP + tall - (Math.log10(Math.max(time, low) / low) / Math.log10(high / low)) * tall;
  const curves = series.map(({ name, waits }, i) => {
    const points = waitCurve(waits).map(({ share, time }) => [xOf(share), yOf(time)] as const);
    if (points.length === 0) return '';
    const tip = element('title', {}, name);
    return element('path', { d: through(points), class: `curve series-${i % 6}` }, tip);
  });
  return picture(
    width,
    height,
    `Time from runnable to running, by percentile: ${series.map(sentenceOf).join('; ')}`,
    ...decades(low, high, yOf, width),
    ...SHARES.filter(([share]) => 1 - share >= 1 / most).flatMap(([share, label]) => {
      const x = xOf(share);
      return [
        line(x, TOP, x, height - BOTTOM, { class: 'grid' }),
        text(x, height - 8, label, { class: 'label', 'text-anchor': 'middle' }),
      ];
    }),
    ...curves,
  );
}

/** A line for each power of ten. */
function decades(
  low: number,
  high: number,
  yOf: (time: number) => number,
  width: number,
): string[] {
  const lines: string[] = [];
  const count = Math.round(Math.log10(high / low));
  const every = Math.ceil(count / 7);
  for (let i = 0; i <= count; i += every) {
    const y = yOf(low * 10 ** i);
    lines.push(
      line(LEFT, y, width - RIGHT, y, { class: 'grid' }),
      text(LEFT - 8, y + 4, formatTime(low * 10 ** i), { class: 'label', 'text-anchor': 'end' }),
    );
  }
  return lines;
}

function sentenceOf({ name, waits }: WaitSeries): string {
  if (waits.length === 0) return `${name}: nothing waited`;
  const at = (share: number): string =>
    formatTime(waits[Math.max(0, Math.ceil(share * waits.length) - 1)] as number);
  return `${name}: half within ${at(0.5)}, 99 % within ${at(0.99)}, all within ${at(1)}`;
}
