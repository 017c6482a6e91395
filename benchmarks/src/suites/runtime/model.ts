/** What the measured tasks are compared with, computed. */

/** What {@link pareto} draws from. */
export interface Distribution {
  readonly count: number;
  readonly seed: number;
  /** The smaller, the heavier the tail. */
  readonly shape: number;
  readonly least: number;
  readonly most: number;
}

/** Draws numbers from a bounded Pareto distribution; the same seed gives the same numbers. */
export function pareto({ count, seed, shape, least, most }: Distribution): Float64Array {
  const random = numbers(seed);
  const tail = (least / most) ** shape;
  return Float64Array.from({ length: count }, () => {
    const u = random();
    return least / (1 - u * (1 - tail)) ** (1 / shape);
  });
}

/**
 * How long the tasks take if each, in turn, starts on the processor that is free first: Graham's
 * list scheduling, which nothing can beat that does not know the durations.
 */
export function listScheduling(durations: Iterable<number>, processors: number): number {
  const freeAt = new Array<number>(processors).fill(0);
  for (const duration of durations) {
    const first = freeAt.indexOf(Math.min(...freeAt));
    freeAt[first] = (freeAt[first] as number) + duration;
  }
  return Math.max(...freeAt);
}

/** Marsaglia's xorshift, as numbers from 0 to 1 (exclusive). */
function numbers(seed: number): () => number {
  let x = seed | 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}
