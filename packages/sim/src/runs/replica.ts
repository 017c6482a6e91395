/** One replication: a run of which only some values are kept. */

import { simulate } from '../engine/simulate.js';
import type { SimEnd } from '../program/index.js';
import { optionsOf } from './spec.js';
import type { RunSpec } from './spec.js';

/** What is kept of a replication: times in ns. */
export interface Replica {
  readonly seed: number;
  readonly end: SimEnd;
  readonly deadlock?: string;
  readonly events: number;
  readonly values: Readonly<Record<Value, number>>;
}

/**
 * The values of a replication: times in ns; 'throughput' is the number of tasks that ended in a
 * second.
 */
export const VALUES = [
  'makespan',
  'utilisation',
  'wait mean',
  'wait p99',
  'response mean',
  'response p99',
  'steals',
  'stolen',
  'probes',
  'cross starts',
  'throughput',
] as const;

/** One of {@link VALUES}. */
export type Value = (typeof VALUES)[number];

/** Runs a scenario once and keeps its values. */
export function replicateOnce(spec: RunSpec): Replica {
  const result = simulate(spec.program, optionsOf(spec));
  const { counts, wait, response, time, busy } = result;
  const { processors, warmUp = 0, seed = 1 } = spec.options;
  const counted = time - warmUp;
  const worked = busy.reduce((sum, one) => sum + one, 0);
  return {
    seed,
    end: result.end,
    ...(result.deadlock === undefined ? {} : { deadlock: result.deadlock }),
    events: result.events,
    values: {
      makespan: time,
      utilisation: counted === 0 ? 0 : worked / (counted * processors),
      'wait mean': wait.count === 0 ? 0 : wait.mean,
      'wait p99': wait.count === 0 ? 0 : wait.quantile(0.99),
      'response mean': response.count === 0 ? 0 : response.mean,
      'response p99': response.count === 0 ? 0 : response.quantile(0.99),
      steals: counts.steals,
      stolen: counts.stolen,
      probes: counts.visits,
      'cross starts': counts.crossStarts,
      throughput: counted === 0 ? 0 : (counts.ended * 1e9) / counted,
    },
  };
}
