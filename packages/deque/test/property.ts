import type { Parameters } from 'fast-check';

/**
 * How often to try a property. A failure prints its seed; `SEED=` replays it, `RUNS=` multiplies
 * the number of runs.
 */
export function runs<T>(numRuns: number): Parameters<T> {
  const { SEED, RUNS } = process.env;
  const times = { numRuns: numRuns * Number(RUNS ?? 1) };
  return SEED === undefined ? times : { ...times, seed: Number(SEED) };
}
