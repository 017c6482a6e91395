/** The few figures that a report quotes. */

/** Returns the q-quantile of the numbers, interpolated between neighbours. */
export function quantile(numbers: readonly number[], q: number): number {
  if (numbers.length === 0) throw new RangeError('numbers: expected at least one, received none');
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}

/** Returns the middle number. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** Where the numbers lie: their 10th, 50th and 90th percentiles. */
export interface Spread {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Returns where the numbers lie. */
export function spread(numbers: readonly number[]): Spread {
  return { p10: quantile(numbers, 0.1), p50: median(numbers), p90: quantile(numbers, 0.9) };
}

/** Divides round by round: what disturbs both halves of a round cancels out. */
export function ratios(ours: readonly number[], floor: readonly number[]): number[] {
  return ours.map((value, round) => value / (floor[round] ?? NaN));
}
