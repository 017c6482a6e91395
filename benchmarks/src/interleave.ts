/**
 * Times two loops against each other: ours and the floor, in turns.
 *
 * On a shared machine a figure alone says little: the same loop may take twice as long a second
 * later. So both loops run in each round, a few calls each, the order changes every round, and what
 * is compared is the median of the rounds' ratios.
 */

import { Bench } from 'tinybench';
import { ratios, spread, type Spread } from './statistics.js';

/** Two loops that do the same number of operations. */
export interface Contest {
  readonly name: string;
  /** Operations in one call of either loop. */
  readonly operations: number;
  /** Ours. Returns a checksum. */
  readonly ours: () => number;
  /** The floor: only what cannot be left out. */
  readonly floor: () => number;
  /** What `ours` must return. */
  readonly expected: number;
  /** Brings everything into the state that `ours` and `floor` need, outside of the clock. */
  readonly prepare?: () => void;
  /** The ratio to reach. */
  readonly goal?: number;
  readonly note?: string;
}

/** Nanoseconds per operation. */
export interface Timing {
  readonly ours: Spread;
  readonly floor: Spread;
  readonly ratio: Spread;
}

/** How long to measure. */
export interface Length {
  readonly rounds: number;
  /** Calls of each loop in a round. */
  readonly calls: number;
}

/**
 * Calls our loop, checking its answer; the type feedback settles.
 *
 * @throws Error if the answer is wrong.
 */
export function rehearse({ name, ours, floor, expected, prepare }: Contest, calls: number): void {
  for (let i = 0; i < calls; i++) {
    prepare?.();
    const answer = ours();
    if (answer !== expected) {
      throw new Error(`${name}: expected the checksum ${expected}, received ${answer}`);
    }
    prepare?.();
    floor();
  }
}

/** Measures both loops, in turns. */
export function interleave(contest: Contest, { rounds, calls }: Length): Timing {
  const bench = new Bench({ iterations: calls, time: 0, warmup: false, throws: true });
  const hooks = { async: false, beforeEach: () => contest.prepare?.() };
  bench.add('ours', contest.ours, hooks).add('floor', contest.floor, hooks);

  const times = { ours: [] as number[], floor: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'floor'] as const) : (['floor', 'ours'] as const);
    for (const name of order) {
      const result = bench.getTask(name)?.runSync().result;
      if (result?.state !== 'completed') throw new Error(`${contest.name}: ${name} did not finish`);
      times[name].push((result.latency.p50 * 1e6) / contest.operations);
    }
  }
  return {
    ours: spread(times.ours),
    floor: spread(times.floor),
    ratio: spread(ratios(times.ours, times.floor)),
  };
}
