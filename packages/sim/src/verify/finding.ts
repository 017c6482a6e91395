/** What a check found, and the two kinds of checks: exact ones, and means with their intervals. */

import { meanInterval } from '../statistics/interval.js';

/** One comparison of a simulated value with a known one. */
export interface Finding {
  /** What is compared. */
  readonly what: string;
  readonly expected: string;
  readonly observed: string;
  readonly ok: boolean;
}

/** A known result. */
export interface Check {
  readonly name: string;
  /** One line: what is known. */
  readonly about: string;
  /** Where it is proved. */
  readonly source: string;
  run(effort: Effort): Finding[];
}

/** How hard to try, and with what parameters. */
export interface Effort {
  readonly seed: number;
  /** Independent replications of each random experiment. */
  readonly reps: number;
  /** Jobs (or the like) per replication. */
  readonly jobs: number;
  /** Load of the queueing checks: arrivals × mean service / servers. */
  readonly load: number;
  /** Servers of the queueing checks. */
  readonly servers: number;
  /** Processors of the checks of very large systems. */
  readonly many: number;
  /** Attempts to steal per mean service time of an idle processor. */
  readonly retryRate: number;
}

/** A few seconds. */
export const QUICK: Effort = {
  seed: 1,
  reps: 20,
  jobs: 10_000,
  load: 0.7,
  servers: 4,
  many: 64,
  retryRate: 2,
};

/** A few minutes. */
export const FULL: Effort = {
  ...QUICK,
  jobs: 200_000,
  load: 0.85,
  servers: 8,
  many: 256,
};

/** An exact comparison. */
export function exact(what: string, expected: number | string, observed: number | string): Finding {
  return {
    what,
    expected: String(expected),
    observed: String(observed),
    ok: expected === observed,
  };
}

/** A comparison with limits. */
export function within(what: string, low: number, observed: number, high: number): Finding {
  return {
    what,
    expected: `${digits(low)} to ${digits(high)}`,
    observed: digits(observed),
    ok: low <= observed && observed <= high,
  };
}

/**
 * How sure the interval of one mean is. Right code is to fail less than one run of all checks in 1,000.
 * They compare some twenty means, which would allow 5e-5 each if the samples were normal. They are not:
 * means of queues are skewed to the right, and then Student's t has a longer tail to the left. Among 60
 * runs of M/M/1 with 4,000 jobs and 20 replications one had t = −4.2, which a normal sample has once in
 * 4,000. So the runs are longer, and the intervals are those of 1e-6.
 */
const CONFIDENCE = 1 - 1e-6;

/**
 * A mean against its expectation. It passes if the 99.9999 % interval of the replications, widened by
 * `tolerance` (a share of the expectation, for what the experiment cannot avoid: a finite number of
 * processors, rounding), covers it; and if the interval is no wider than a quarter of it, so
 * that noise alone cannot pass.
 */
export function meanOf(
  what: string,
  expected: number,
  samples: readonly number[],
  tolerance = 0.005,
): Finding {
  const { mean, halfWidth } = meanInterval(samples, CONFIDENCE);
  const slack = halfWidth + tolerance * Math.abs(expected);
  return {
    what,
    expected: digits(expected),
    observed: `${digits(mean)} ± ${digits(halfWidth)}`,
    ok: Math.abs(mean - expected) <= slack && halfWidth <= 0.25 * Math.abs(expected),
  };
}

function digits(value: number): string {
  return String(Number(value.toPrecision(5)));
}
