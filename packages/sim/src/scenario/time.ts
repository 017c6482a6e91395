/** Times as people write them: `5us`, `1.5 ms`. */

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
};

/** What a time looks like, as the source of a regular expression. */
export const TIME_PATTERN: string = '^ *[0-9]+([.][0-9]+)?(e[0-9]+)? *(ns|us|µs|ms|s) *$';

/** Returns the nanoseconds of a text like `5us`; or what is wrong with it. */
export function parseTime(text: string): number | { readonly problem: string } {
  const [, number = '', , , unit = ''] =
    /^ *([0-9]+([.][0-9]+)?(e[0-9]+)?) *([a-zµ]*) *$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (number === '') return { problem: whatIsWrong(text) };
  if (factor === undefined) {
    return { problem: unit === '' ? `it has no unit; '${number}us'?` : `'${unit}' is no unit` };
  }
  const exact = Number(number) * factor;
  const whole = Math.round(exact);
  if (whole === 0 && exact > 0) return { problem: 'it is shorter than a nanosecond' };
  if (whole > Number.MAX_SAFE_INTEGER) return { problem: 'it is longer than 104 days' };
  return whole;
}

function whatIsWrong(text: string): string {
  return /^ *-/.test(text) ? 'a time cannot be negative' : 'it is no time';
}

/** Returns a time with the unit in which it is read most easily: `1.5 ms`. */
export function formatTime(ns: number): string {
  const size = Math.abs(ns);
  if (size >= 1e9) return `${short(ns / 1e9)} s`;
  if (size >= 1e6) return `${short(ns / 1e6)} ms`;
  if (size >= 1e3) return `${short(ns / 1e3)} µs`;
  return `${short(ns)} ns`;
}

/** Four significant digits, no more zeroes than needed. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
