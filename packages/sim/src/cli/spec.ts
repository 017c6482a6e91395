/** One run as plain data, so that it can cross to another thread; and the options it stands for. */

import type { PolicyConstants } from '@pilfer/scheduler/policy';
import { costsNamed } from '../costs/index.js';
import { policyByName, policyNames } from '../policies/index.js';
import type { Costs, PolicySource, Program, SimOptions } from '../program/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { didYouMean, listed } from '../scenario/suggest.js';
import type { Args, Flags } from './args.js';
import { UsageError } from './errors.js';

/** What to run. */
export interface RunSpec {
  readonly program: Program;
  readonly policy: string;
  readonly rules: Partial<PolicyConstants>;
  readonly costs?: string;
  readonly costChanges: Partial<Costs>;
  readonly options: Pick<
    SimOptions,
    'processors' | 'cores' | 'seed' | 'maxTime' | 'maxEvents' | 'warmUp'
  >;
}

/** The flags that change how a scenario is run. */
export const RUN_FLAGS: Flags = {
  procs: { value: 'N', short: 'p', about: 'number of Ps (GOMAXPROCS)' },
  cores: { value: 'N', about: 'number of hardware cores; as many as Ps if not given' },
  costs: { value: 'NAME', about: 'costs: go, pilfer-node20 or zero' },
  seed: { value: 'N', about: "seed of all random numbers, or 'random'; default 1" },
  'max-time': { value: 'TIME', about: 'stop at this simulated time' },
  'max-events': { value: 'N', about: 'stop after so many events; default 100 million' },
};

const DEFAULT_PROCS = 4;
const DEFAULT_MAX_EVENTS = 100_000_000;

/** Combines a scenario and what the command line changes; `policy` is the scenario's if not given. */
export function specOf(scenario: Scenario, args: Args, policy?: string): RunSpec {
  const { defaults, program } = scenario;
  const { rules = {}, costChanges = {}, warmUp } = defaults;
  const cores = args.integer('cores', 1, 4096) ?? defaults.cores;
  const maxTime = args.time('max-time') ?? defaults.maxTime;
  const costs = args.text('costs') ?? defaults.costs;
  return {
    program,
    policy: checkPolicy(policy ?? args.text('policy') ?? defaults.policy ?? 'go'),
    rules,
    ...(costs === undefined ? {} : { costs }),
    costChanges,
    options: {
      processors: args.integer('procs', 1, 4096) ?? defaults.processors ?? DEFAULT_PROCS,
      ...(cores === undefined ? {} : { cores }),
      seed: seedOf(args) ?? defaults.seed ?? 1,
      ...(maxTime === undefined ? {} : { maxTime }),
      maxEvents: args.integer('max-events', 1) ?? DEFAULT_MAX_EVENTS,
      ...(warmUp === undefined ? {} : { warmUp }),
    },
  };
}

function seedOf(args: Args): number | undefined {
  if (args.text('seed') === 'random') return Math.floor(Math.random() * 0x7fffffff);
  return args.integer('seed', 0, 0x7fffffff);
}

/** Returns a policy's name if there is one of that name. */
function checkPolicy(name: string): string {
  try {
    policyByName(name);
    return name;
  } catch (error) {
    // A number that the policy cannot have: the message says which it can.
    if (/-\d/.test(name)) throw new UsageError((error as Error).message);
    const names = policyNames();
    throw new UsageError(
      `no policy is named '${name}'; there are ${listed(names)}${didYouMean(name, names)}`,
    );
  }
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
  const base = costsNamed(costs ?? (policy === 'pilfer' ? 'pilfer-node20' : 'go'));
  return { costs: { ...base, name: `${base.name}, changed`, ...costChanges } };
}
