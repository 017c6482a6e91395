/** Where the time of the Ps went: a stack for all, and one for each P, that adds up to 100 %. */

import { USES } from '../../metrics/why-idle.js';
import type { TimeAccount, Use } from '../../metrics/why-idle.js';
import { formatTime } from '../../scenario/time.js';
import { picture, rect, text } from './svg.js';

/** A use, its share in percent of all time, and the class of its colour. */
export interface UseShare {
  readonly use: Use;
  readonly percent: number;
  readonly time: number;
  readonly className: string;
}

const CLASSES: Readonly<Record<Use, string>> = {
  work: 'look-3',
  scheduling: 'look-1',
  searching: 'look-2',
  joining: 'look-4',
  'system call': 'look-5',
  parked: 'look-6',
  'idle, work waiting': 'idle-waiting',
  'idle, nothing to do': 'look-0',
  'loading modules': 'look-7',
  'event loop': 'look-8',
};

/** Returns the uses that took time, in percent with one digit; together exactly 100. */
export function usesOf(of: Readonly<Record<Use, number>>): UseShare[] {
  const used = USES.filter((use) => of[use] > 0);
  const shares = percentages(used.map((use) => of[use]));
  return used.map((use, i) => ({
    use,
    percent: shares[i] as number,
    time: of[use],
    className: CLASSES[use],
  }));
}

/**
 * Rounds shares to tenths of a percent so that they add up to 100: what is left after rounding down
 * goes to those that lost most.
 */
export function percentages(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return values.map(() => 0);
  const exact = values.map((value) => (1000 * value) / total);
  const tenths = exact.map(Math.floor);
  const left = 1000 - tenths.reduce((sum, one) => sum + one, 0);
  const lost = (i: number): number => (exact[i] as number) - (tenths[i] as number);
  const order = [...values.keys()].sort((one, other) => lost(other) - lost(one) || one - other);
  for (const i of order.slice(0, left)) tenths[i] = (tenths[i] as number) + 1;
  return tenths.map((one) => one / 10);
}

const LEFT = 40;
const MOST_ROWS = 32;

/** Draws the stacks: all Ps together, then each of the first 32. */
export function whyIdleChart(account: TimeAccount, width: number): string {
  const procs = account.byProc.slice(0, MOST_ROWS);
  const bar = procs.length > 16 ? 9 : 14;
  const pitch = bar + (procs.length > 16 ? 2 : 4);
  const top = 34;
  const rows = procs.flatMap((of, p) => {
    const y = top + p * pitch;
    return [
      text(LEFT - 8, y + bar - 2, `P${p}`, { class: 'label', 'text-anchor': 'end' }),
      ...stack(of, LEFT, y, width - LEFT, bar, `P${p} `),
    ];
  });
  const more = account.byProc.length - procs.length;
  const note =
    more > 0
      ? [text(LEFT, top + procs.length * pitch + 10, `and ${more} more Ps`, { class: 'label' })]
      : [];
  return picture(
    width,
    top + procs.length * pitch + (more > 0 ? 16 : 0),
    `Where the time of ${account.byProc.length} Ps went: ${sentenceOf(account.of)}`,
    text(LEFT - 8, 17, 'all', { class: 'label strong', 'text-anchor': 'end' }),
    ...stack(account.of, LEFT, 0, width - LEFT, 24, ''),
    ...rows,
    ...note,
  );
}

function stack(
  of: Readonly<Record<Use, number>>,
  left: number,
  y: number,
  width: number,
  height: number,
  who: string,
): string[] {
  const total = USES.reduce((sum, use) => sum + of[use], 0);
  let x = left;
  return usesOf(of).map(({ use, percent, time, className }) => {
    const wide = (time / total) * width;
    const tip = `${who}${use}: ${percent.toFixed(1)} %, ${formatTime(time)}`;
    const part = rect(x, y, wide, height, { class: `${className} stacked` }, tip);
    x += wide;
    return part;
  });
}

function sentenceOf(of: Readonly<Record<Use, number>>): string {
  return usesOf(of)
    .map(({ use, percent }) => `${use} ${percent.toFixed(1)} %`)
    .join(', ');
}
