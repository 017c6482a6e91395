/** One run as plain data, so that it can cross to another thread; and the options it stands for. */

import type { PolicyConstants } from '@pilfer/scheduler/policy';
import { costsNamed } from '../costs/index.js';
import { policyByName } from '../policies/index.js';
import type { Costs, PolicySource, Program, SimOptions } from '../program/index.js';
import type { Scenario } from '../scenario/scenario.js';

/** What to run. */
export interface RunSpec {
  readonly program: Program;
  readonly policy: string;
  readonly rules: Partial<PolicyConstants>;
  /** A preset's name, or costs; absent: what the policy's model has by default. */
  readonly costs?: string | Costs;
  readonly costChanges: Partial<Costs>;
  readonly options: Pick<
    SimOptions,
    'processors' | 'cores' | 'seed' | 'maxTime' | 'maxEvents' | 'warmUp'
  >;
}

/** What differs from a scenario; what is missing is the scenario's, or the simulator's default. */
export interface RunChanges extends Partial<RunSpec['options']> {
  readonly policy?: string;
  readonly costs?: string | Costs;
}

const DEFAULT_PROCS = 4;
const DEFAULT_MAX_EVENTS = 100_000_000;

/** Combines a scenario and what differs from it. */
export function specOfScenario({ program, defaults }: Scenario, changes: RunChanges = {}): RunSpec {
  const { policy, costs = defaults.costs, ...options } = changes;
  const { processors, cores, seed, maxTime, warmUp } = defaults;
  return {
    program,
    policy: policy ?? defaults.policy ?? 'go',
    rules: defaults.rules ?? {},
    ...(costs === undefined ? {} : { costs }),
    costChanges: defaults.costChanges ?? {},
    options: {
      processors: processors ?? DEFAULT_PROCS,
      ...(cores === undefined ? {} : { cores }),
      seed: seed ?? 1,
      ...(maxTime === undefined ? {} : { maxTime }),
      maxEvents: DEFAULT_MAX_EVENTS,
      ...(warmUp === undefined ? {} : { warmUp }),
      ...options,
    },
  };
}

/** Returns the runs of a replicated one: the seeds follow on its own. */
export function replicated(spec: RunSpec, reps: number): RunSpec[] {
  const { seed = 1 } = spec.options;
  return Array.from({ length: reps }, (_, i) => ({
    ...spec,
    options: { ...spec.options, seed: (seed + i) & 0x7fffffff },
  }));
}

/** Returns the options that the simulator needs for a run. */
export function optionsOf(spec: RunSpec): SimOptions {
  return { ...spec.options, policy: policyOf(spec), ...costsOf(spec) };
}

function policyOf({ policy, rules }: RunSpec): PolicySource {
  const source = policyByName(policy);
  if (Object.keys(rules).length === 0) return source;
  return (queues) => {
    const base = typeof source === 'function' ? source(queues) : source;
    return { ...base, constants: { ...base.constants, ...rules } };
  };
}

function costsOf({ policy, costs, costChanges }: RunSpec): Pick<SimOptions, 'costs'> {
  const changed = Object.keys(costChanges).length > 0;
  if (!changed) return costs === undefined ? {} : { costs };
  const named = costs ?? (policy === 'pilfer' ? 'pilfer-node20' : 'go');
  const base = typeof named === 'string' ? costsNamed(named) : named;
  return { costs: { ...base, name: `${base.name}, changed`, ...costChanges } };
}
