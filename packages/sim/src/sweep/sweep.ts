/**
 * Sweeps: a scenario under several policies, at every combination of values of one or two parameters.
 * Every combination sees the same seeds: common random numbers.
 */

import { SimError } from '../program/errors.js';
import type { SimEnd } from '../program/index.js';
import { policyByName } from '../policies/index.js';
import { replicateOnce, VALUES } from '../runs/replica.js';
import type { Replica, Value } from '../runs/replica.js';
import { replicated, specOfScenario } from '../runs/spec.js';
import type { RunChanges, RunSpec } from '../runs/spec.js';
import type { Scenario } from '../scenario/scenario.js';
import { meanInterval } from '../statistics/interval.js';
import type { Interval } from '../statistics/interval.js';
import { checkAxis, withValues } from './axis.js';
import type { Axis } from './axis.js';

/** What is swept. */
export interface SweepPlan {
  /** One or two; the first is the abscissa of a plot. */
  readonly axes: readonly Axis[];
  /** Names of policies; `-N` at the end of one stands for the values of the parameter `n`. */
  readonly policies: readonly string[];
  /** Parameters that have the same value at every point: the `load` of Ps that vary. */
  readonly fixed?: ReadonlyMap<string, number>;
}

/** One combination of values under one policy. */
export interface SweepPoint {
  readonly policy: string;
  /** The values, in the order of the axes. */
  readonly at: readonly number[];
  readonly values: Readonly<Record<Value, Interval>>;
  /** How its replications ended, each way once. */
  readonly ends: readonly SimEnd[];
}

const MOST_POINTS = 10_000;

/**
 * Returns the runs of a sweep, made from one: policy by policy, the last axis fastest.
 *
 * @throws SimError for a parameter, value or policy that does not exist.
 */
export function sweepSpecs(
  base: RunSpec,
  { axes, policies, fixed = new Map() }: SweepPlan,
): RunSpec[] {
  if (axes.length < 1 || axes.length > 2) {
    throw new SimError(`sweep: expected one or two parameters, received ${axes.length}`);
  }
  [...axes, ...[...fixed].map(([parameter, value]) => ({ parameter, values: [value] }))].forEach(
    checkAxis,
  );
  const parameters = axes.map(({ parameter }) => parameter);
  if (new Set(parameters).size < axes.length) {
    throw new SimError(`sweep: '${parameters[0]}' is given twice`);
  }
  const usesN = parameters.includes('n');
  if (usesN && !policies.some((name) => name.endsWith('-N'))) {
    throw new SimError("sweep: 'n' needs a policy whose name ends in '-N', like best-of-N");
  }
  const points = combinations(axes);
  if (points.length * policies.length > MOST_POINTS) {
    throw new SimError(
      `sweep: expected at most ${MOST_POINTS} points, received ${points.length * policies.length}`,
    );
  }
  return policies.flatMap((policy) =>
    points.map((at) => {
      const own = parameters.map((name, i) => [name, at[i] as number] as const);
      const values = new Map([...fixed, ...own]);
      const spec = withValues({ ...base, policy }, values);
      policyByName(spec.policy);
      return spec;
    }),
  );
}

function combinations(axes: readonly Axis[]): number[][] {
  return axes.reduce<number[][]>(
    (before, { values }) => before.flatMap((at) => values.map((value) => [...at, value])),
    [[]],
  );
}

/** Puts the replicas of {@link sweepSpecs}' runs, in their order, together. */
export function sweepPoints(
  { axes, policies }: SweepPlan,
  replicas: readonly (readonly Replica[])[],
): SweepPoint[] {
  const points = combinations(axes);
  return replicas.map((reps, i) => ({
    policy: policies[Math.floor(i / points.length)] as string,
    at: points[i % points.length] as number[],
    values: Object.fromEntries(
      VALUES.map((name) => [name, meanInterval(reps.map(({ values }) => values[name]))]),
    ) as Record<Value, Interval>,
    ends: [...new Set(reps.map(({ end }) => end))],
  }));
}

/** How to sweep, beside what: what is not given is the scenario's, or the simulator's default. */
export interface SweepOptions extends SweepPlan, Omit<RunChanges, 'policy'> {
  /** Replications of each point, with the seeds that follow; default 5. */
  readonly reps?: number;
}

/**
 * Sweeps on the calling thread (`pilfer sweep` uses all cores) and returns every point, policy by
 * policy, the last axis fastest. Costs a run per point and replication, without a trace.
 *
 * @throws SimError for a parameter, value or policy that does not exist.
 */
export function sweep(
  scenario: Scenario,
  { axes, policies, fixed, reps = 5, ...changes }: SweepOptions,
): SweepPoint[] {
  const plan = { axes, policies, ...(fixed === undefined ? {} : { fixed }) };
  const specs = sweepSpecs(specOfScenario(scenario, changes), plan);
  return sweepPoints(
    plan,
    specs.map((spec) => replicated(spec, reps).map(replicateOnce)),
  );
}
