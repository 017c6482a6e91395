/** The run that a scenario and a command line ask for. */

import { policyByName, policyNames } from '../policies/index.js';
import { specOfScenario } from '../runs/spec.js';
import type { RunSpec } from '../runs/spec.js';
import type { Scenario } from '../scenario/scenario.js';
import { didYouMean, listed } from '../scenario/suggest.js';
import type { Args, Flags } from './args.js';
import { UsageError } from './errors.js';
import { loadCosts } from './load.js';

export { optionsOf, type RunSpec } from '../runs/spec.js';

/** The flags that change how a scenario is run. */
export const RUN_FLAGS: Flags = {
  procs: { value: 'N', short: 'p', about: 'number of Ps (GOMAXPROCS)' },
  cores: { value: 'N', about: 'number of hardware cores; as many as Ps if not given' },
  costs: { value: 'NAME', about: "costs: go, pilfer-node20, zero, or a file ('./here.json')" },
  seed: { value: 'N', about: "seed of all random numbers, or 'random'; default 1" },
  'max-time': { value: 'TIME', about: 'stop at this simulated time' },
  'max-events': { value: 'N', about: 'stop after so many events; default 100 million' },
};

/** Combines a scenario and what the command line changes; `policy` is the scenario's if not given. */
export function specOf(scenario: Scenario, args: Args, policy?: string): RunSpec {
  const changes = {
    policy: policy ?? args.text('policy'),
    costs: loadCosts(args.text('costs')),
    processors: args.integer('procs', 1, 4096),
    cores: args.integer('cores', 1, 4096),
    seed: seedOf(args),
    maxTime: args.time('max-time'),
    maxEvents: args.integer('max-events', 1),
  };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const spec = specOfScenario(scenario, Object.fromEntries(given));
  checkPolicy(spec.policy);
  return spec;
}

function seedOf(args: Args): number | undefined {
  if (args.text('seed') === 'random') return Math.floor(Math.random() * 0x7fffffff);
  return args.integer('seed', 0, 0x7fffffff);
}

/** Throws unless there is a policy of that name. */
export function checkPolicy(name: string): void {
  try {
    policyByName(name);
  } catch (error) {
    // A number that the policy cannot have: the message says which it can.
    if (/-\d/.test(name)) throw new UsageError((error as Error).message);
    const names = policyNames();
    throw new UsageError(
      `no policy is named '${name}'; there are ${listed(names)}${didYouMean(name, names)}`,
    );
  }
}
