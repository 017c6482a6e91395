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

/** A ratio, and where it lies with a probability of 95 %. */
export interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;

/**
 * The ratio of two medians, with the interval of its bootstrap: how it comes out if each list is drawn
 * anew from itself. The same lists give the same interval. Efron: Bootstrap Methods (1979).
 */
export function bootstrapRatio(above: readonly number[], below: readonly number[]): Ratio {
  let state = 1;
  const draw = (list: readonly number[]): number =>
    median(
      list.map(() => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return list[Math.floor((state / 2 ** 32) * list.length)] as number;
      }),
    );
  const all = Array.from({ length: RESAMPLES }, () => draw(above) / draw(below));
  return {
    ratio: median(above) / median(below),
    low: quantile(all, 0.025),
    high: quantile(all, 0.975),
  };
}
