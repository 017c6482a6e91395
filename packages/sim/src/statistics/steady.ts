/**
 * Means of one long run: what its beginning distorts is cut off, and batches stand in for
 * independent samples.
 */

import { meanInterval } from './interval.js';
import type { Interval } from './interval.js';

/**
 * Returns how many of the first observations to drop: MSER-5 (White, "An effective truncation
 * heuristic for bias reduction in simulation output", Simulation 69 (1997)). The series is averaged
 * in batches of five; the cut is where the squared standard error of the rest is least. Looks for it
 * in the first half only: a minimum beyond says that the run is too short to tell.
 *
 * Cost: two passes.
 */
export function warmUpOf(series: ArrayLike<number>, batch = 5): number {
  const batches = Math.floor(series.length / batch);
  let sum = 0;
  let squares = 0;
  let least = Infinity;
  let cut = 0;
  // From the end, so that each tail's sums extend those of the tail before.
  for (let first = batches - 1; first >= 0; first--) {
    const mean = meanOf(series, first * batch, (first + 1) * batch);
    sum += mean;
    squares += mean * mean;
    const count = batches - first;
    if (first > batches / 2) continue;
    const error = (squares - (sum * sum) / count) / (count * count);
    if (error <= least) {
      least = error;
      cut = first;
    }
  }
  return cut * batch;
}

/**
 * Returns the mean of a correlated, stationary series: the means of `batches` long batches are
 * nearly independent (Law, §9.5.3). Drop the warm-up first. A remainder at the end is dropped.
 *
 * @throws RangeError if there are fewer observations than batches, or fewer than 2 batches.
 */
export function batchMeans(
  series: ArrayLike<number>,
  batches = 20,
  confidence = 0.95,
  from = 0,
): Interval {
  const size = Math.floor((series.length - from) / batches);
  if (batches < 2) throw new RangeError(`batches: expected from 2 on, received ${batches}`);
  if (size < 1) {
    throw new RangeError(
      `series: expected at least ${batches} observations, received ${series.length - from}`,
    );
  }
  const means = Array.from({ length: batches }, (_, i) =>
    meanOf(series, from + i * size, from + (i + 1) * size),
  );
  return meanInterval(means, confidence);
}

function meanOf(series: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += series[i] as number;
  return sum / (to - from);
}
