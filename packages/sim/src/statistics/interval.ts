/** Means with confidence intervals, from independent samples. */

import { studentQuantile } from './student.js';

/** A mean, and how far off it may be. */
export interface Interval {
  readonly mean: number;
  /** Half of the interval's width; 0 if all samples are equal, Infinity for one sample. */
  readonly halfWidth: number;
  readonly low: number;
  readonly high: number;
  /** The probability with which the interval covers the true mean. */
  readonly confidence: number;
  /** Number of samples. */
  readonly count: number;
}

/**
 * Returns the mean of independent samples with its interval by Student's t (Law, "Simulation
 * Modeling and Analysis", §4.5).
 *
 * @throws RangeError if there is no sample, or one is not finite.
 */
export function meanInterval(samples: readonly number[], confidence = 0.95): Interval {
  const count = samples.length;
  if (count === 0) throw new RangeError('samples: expected at least 1, received none');
  let mean = 0;
  let squares = 0;
  samples.forEach((sample, i) => {
    if (!Number.isFinite(sample))
      throw new RangeError(`samples[${i}]: expected a finite number, received ${sample}`);
    // Welford's update: no cancellation, whatever the offset of the samples.
    const delta = sample - mean;
    mean += delta / (i + 1);
    squares += delta * (sample - mean);
  });
  const halfWidth = halfWidthOf(squares, count, confidence);
  return { mean, halfWidth, low: mean - halfWidth, high: mean + halfWidth, confidence, count };
}

function halfWidthOf(squares: number, count: number, confidence: number): number {
  if (count === 1) return Infinity;
  if (squares === 0) return 0;
  const deviation = Math.sqrt(squares / (count - 1));
  return (studentQuantile(0.5 + confidence / 2, count - 1) * deviation) / Math.sqrt(count);
}

/**
 * Returns the mean of `one[i] − other[i]`. With common random numbers the pair shares its arrivals
 * and durations, so the difference varies much less than either, and few pairs tell which is better
 * (Law, §10.2.1 and §11.2).
 *
 * @throws RangeError if they are not as many.
 */
export function pairedInterval(
  one: readonly number[],
  other: readonly number[],
  confidence = 0.95,
): Interval {
  if (one.length !== other.length) {
    throw new RangeError(
      `other: expected ${one.length} samples as in one, received ${other.length}`,
    );
  }
  return meanInterval(
    one.map((value, i) => value - (other[i] as number)),
    confidence,
  );
}

/** True if the interval, both ends included, covers a value. */
export function covers(interval: Interval, value: number): boolean {
  return interval.low <= value && value <= interval.high;
}
