/** Who robbed whom: a square of steals, thieves down and victims across. */

import { picture, rect, text } from './svg.js';

/** Cells smaller than this have no number inside. */
const NUMBERED = 22;

/** Draws the matrix; the darker, the more steals. */
export function stealMatrix(matrix: readonly (readonly number[])[], width: number): string {
  const size = matrix.length;
  const [left, top] = [44, 34];
  const cell = Math.max(4, Math.min(44, (width - left) / Math.max(size, 1)));
  const most = Math.max(1, ...matrix.flat());
  const every = Math.ceil(18 / cell);
  const parts: string[] = [
    text(left, 10, 'victim →', { class: 'label' }),
    text(0, top - 6, 'thief ↓', { class: 'label' }),
  ];
  for (let p = 0; p < size; p++) {
    if (p % every !== 0) continue;
    const middle = (p + 0.5) * cell;
    parts.push(
      text(left + middle, top - 6, `P${p}`, { class: 'label', 'text-anchor': 'middle' }),
      text(left - 8, top + middle + 4, `P${p}`, { class: 'label', 'text-anchor': 'end' }),
    );
  }
  matrix.forEach((row, thief) => {
    row.forEach((steals, victim) => {
      const [x, y] = [left + victim * cell, top + thief * cell];
      parts.push(cellOf(steals, thief, victim, x, y, cell, most));
    });
  });
  const total = matrix.flat().reduce((sum, one) => sum + one, 0);
  return picture(
    left + size * cell + 1,
    top + size * cell + 1,
    `${total} steals by thief and victim${hottest(matrix)}`,
    ...parts,
  );
}

function cellOf(
  steals: number,
  thief: number,
  victim: number,
  x: number,
  y: number,
  cell: number,
  most: number,
): string {
  const gap = cell > 8 ? 1 : 0;
  const [wide, tall] = [cell - gap, cell - gap];
  if (thief === victim) return rect(x, y, wide, tall, { class: 'cell self' });
  if (steals === 0) return rect(x, y, wide, tall, { class: 'cell' });
  const strength = 0.15 + 0.85 * Math.sqrt(steals / most);
  const tip = `P${thief} stole ${steals} times from P${victim}`;
  const box = rect(x, y, wide, tall, { class: 'cell hot', 'fill-opacity': strength }, tip);
  if (cell < NUMBERED) return box;
  const style = strength > 0.55 ? 'number on-hot' : 'number';
  const place = { class: style, 'text-anchor': 'middle' };
  return box + text(x + wide / 2, y + tall / 2 + 4, brief(steals), place);
}

/** `1200` in a small cell. */
function brief(value: number): string {
  if (value < 1000) return String(value);
  return value < 1e6 ? `${(value / 1000).toPrecision(2)}k` : `${(value / 1e6).toPrecision(2)}M`;
}

function hottest(matrix: readonly (readonly number[])[]): string {
  let most = 0;
  let words = '';
  matrix.forEach((row, thief) => {
    row.forEach((steals, victim) => {
      if (steals <= most) return;
      most = steals;
      words = `; most often P${thief} from P${victim}, ${steals} times`;
    });
  });
  return words;
}
