/** Round times for an axis, and their labels. */

const UNITS: readonly (readonly [name: string, ns: number])[] = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
];

/** One mark of an axis. */
export interface Tick {
  readonly time: number;
  readonly label: string;
}

/** Returns at most `most` marks in a stretch of time, at multiples of 1, 2 or 5 of a power of ten ns. */
export function ticks(from: number, to: number, most: number): Tick[] {
  const step = stepFor(to - from, most);
  const marks: Tick[] = [];
  for (let n = Math.ceil(from / step); n * step <= to; n++) {
    marks.push({ time: n * step, label: label(n * step, step) });
  }
  return marks;
}

/** The shortest round step of which `most` fit no more into a span. */
function stepFor(span: number, most: number): number {
  const least = Math.max(span / Math.max(most, 1), 1);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((n) => n * power).find((one) => one >= least * (1 - 1e-12));
  return step ?? 10 * power;
}

/** Says a time in the largest unit in which the step has one digit after the point at most. */
function label(time: number, step: number): string {
  if (time === 0) return '0';
  const [name, ns] = UNITS.find(([, size]) => size <= Math.max(step * 10, 1)) ?? ['ns', 1];
  const digits = Math.max(0, Math.ceil(Math.log10(ns / step) - 1e-9));
  return `${group((time / ns).toFixed(digits))} ${name}`;
}

/** Digits before the point in groups of three, apart by thin spaces. */
function group(text: string): string {
  const [whole = '', rest] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u2009');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}
