/** How long something takes, or how many there are: a constant or a distribution. Times are in ns. */

/** A distribution of non-negative numbers. Durations are rounded to whole nanoseconds when drawn. */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly from: number; readonly to: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  /** `low` with probability 1 − `share`, `high` with probability `share`. */
  | {
      readonly kind: 'bimodal';
      readonly low: number;
      readonly high: number;
      readonly share: number;
    }
  /** An exponential of mean `means[i]` with probability proportional to `weights[i]`. */
  | {
      readonly kind: 'hyperexponential';
      readonly means: readonly number[];
      readonly weights: readonly number[];
    }
  /** P(X > x) = (scale / x)^shape from `scale` on; values above `max` count as `max`. */
  | {
      readonly kind: 'pareto';
      readonly shape: number;
      readonly scale: number;
      readonly max?: number;
    }
  /** exp(N(ln median, sigma²)). */
  | { readonly kind: 'lognormal'; readonly median: number; readonly sigma: number }
  /** One of the values, each as likely as the others. */
  | { readonly kind: 'empirical'; readonly values: readonly number[] }
  /** The values in turn, again from the first after the last; one counter per place of use. */
  | { readonly kind: 'sequence'; readonly values: readonly number[] };

/** A number of nanoseconds, or a distribution to draw it from. */
export type Duration = number | Distribution;
