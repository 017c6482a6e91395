/** Numbers and tables for people. */

import type { Interval } from '../statistics/interval.js';
import { formatTime } from '../scenario/time.js';

/** Digits in groups of three. */
export function count(value: number): string {
  const [whole = '', rest] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

/** A share, 0 to 1, in percent. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A number with three digits that mean something. */
export function brief(value: number): string {
  return Math.abs(value) >= 1000 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** A mean with half of its interval in percent of it. */
export function plusMinus({ mean, halfWidth }: Interval, show: (value: number) => string): string {
  return mean === 0
    ? show(0)
    : `${show(mean)} ±${((100 * halfWidth) / Math.abs(mean)).toFixed(1)}%`;
}

/** Returns how to show a value of that name. */
export function shower(name: string): (value: number) => string {
  if (name === 'utilisation') return percent;
  if (name === 'throughput') return (value) => `${brief(value)}/s`;
  return /makespan|wait|response/.test(name) ? briefTime : brief;
}

/** A time with three digits that mean something. */
function briefTime(ns: number): string {
  return formatTime(Number(ns.toPrecision(3)));
}

/** Lines of a table: the first column to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  }
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
