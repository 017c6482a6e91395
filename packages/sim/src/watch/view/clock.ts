/** Times of fixed width, so that a running clock does not shake what is beside it. */

/** Returns a time in the unit of the longest one, with three digits behind the point. */
export function clockText(ns: number, longest: number): string {
  const [unit, name] = unitOf(longest);
  const width = String(Math.floor(longest / unit)).length + 4;
  const digits = unit === 1 ? 0 : 3;
  return `${(ns / unit).toFixed(digits).padStart(unit === 1 ? width - 4 : width)} ${name}`;
}

function unitOf(longest: number): readonly [number, string] {
  if (longest >= 1e9) return [1e9, 's'];
  if (longest >= 1e6) return [1e6, 'ms'];
  if (longest >= 1e3) return [1e3, 'µs'];
  return [1, 'ns'];
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below a number. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const first = value / power;
  return (first <= 1 ? 1 : first <= 2 ? 2 : first <= 5 ? 5 : 10) * power;
}

/** Digits in groups of three. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
