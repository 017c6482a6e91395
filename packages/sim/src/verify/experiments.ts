/** The experiments behind the checks: programs, and how they are run. All costs are zero. */

import { simulate } from '../engine/simulate.js';
import { policyByName } from '../policies/index.js';
import type {
  ArrivalPlace,
  Duration,
  PolicySource,
  Program,
  SimOptions,
  SimPolicy,
  SimResult,
} from '../program/index.js';
import type { PolicyConstants } from '@pilfer/scheduler/policy';
import { ScenarioBuilder, systemCall, work } from '../scenario/builder.js';
import type { Effort } from './finding.js';

/** One mean service time, ns: long enough that whole nanoseconds do not matter. */
export const UNIT = 1_000_000;

/** An open queueing system. */
export interface OpenSystem {
  readonly processors: number;
  /** Arrivals per processor and {@link UNIT}. */
  readonly load: number;
  readonly service: Duration;
  readonly place: ArrivalPlace;
  readonly policy: PolicySource;
  /** A job makes a system call of no length first: that wakes the monitor, which ends slices. */
  readonly rousesMonitor?: boolean;
  /** Share of the run that is not counted; default 0.2. */
  readonly warmUp?: number;
}

/** An exponential time of mean {@link UNIT}. */
export const EXPONENTIAL: Duration = { kind: 'exponential', mean: UNIT };

/** Runs an open system once per replication; returns what `value` makes of each result. */
export function openSystem(
  system: OpenSystem,
  { seed, reps, jobs }: Pick<Effort, 'seed' | 'reps' | 'jobs'>,
  value: (result: SimResult) => number = ({ response }) => response.mean / UNIT,
): number[] {
  const gap = UNIT / (system.load * system.processors);
  const needed = Math.round(jobs * patience(system));
  const { program } = new ScenarioBuilder('open system')
    .function('job', [
      ...(system.rousesMonitor === true ? [systemCall(0)] : []),
      work(system.service),
    ])
    .arrivals('jobs', {
      function: 'job',
      process: { kind: 'renewal', gap: { kind: 'exponential', mean: gap } },
      place: system.place,
      count: needed,
    })
    .build();
  const warmUp = Math.round((system.warmUp ?? 0.2) * needed * gap);
  return Array.from({ length: reps }, (_, i) =>
    value(
      runFree(program, {
        processors: system.processors,
        policy: system.policy,
        seed: seed + i,
        warmUp,
        // The queue is not allowed to drain: its last jobs have it easier.
        maxTime: Math.round(needed * gap * 0.98),
      }),
    ),
  );
}

/**
 * How many times longer a run must be than at load 0.7. What happens at one time is felt for a time
 * that grows with 1/(1 − ρ)² (Whitt, "Planning queueing simulations", Management Science 35 (1989)):
 * a run that is too short for it says little. Many processors average over each other: for them it
 * need only be long enough for the beginning to be forgotten.
 */
export function patience({ load, processors }: Pick<OpenSystem, 'load' | 'processors'>): number {
  const longer = Math.max(1, 0.3 / (1 - load));
  return processors >= 16 ? longer : Math.min(40, longer ** 2);
}

/** Runs a program without costs. */
export function runFree(program: Program, options: SimOptions): SimResult {
  return simulate(program, { costs: 'zero', ...options });
}

/** Returns a policy with some choices and constants changed. */
export function changed(
  name: string,
  choices: Partial<SimPolicy>,
  constants: Partial<PolicyConstants> = {},
): PolicySource {
  const source = policyByName(name);
  return (queues) => {
    const base = typeof source === 'function' ? source(queues) : source;
    return { ...base, ...choices, constants: { ...base.constants, ...constants } };
  };
}
