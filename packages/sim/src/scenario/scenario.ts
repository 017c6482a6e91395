/** A scenario: a program, and how it should be run if nobody says otherwise. */

import type { PolicyConstants } from '@pilfer/scheduler/policy';
import type { Costs, Program } from '../program/index.js';

/** What a scenario file or the builder makes. */
export interface Scenario {
  readonly program: Program;
  /** One or two sentences: what it shows. */
  readonly description: string;
  readonly defaults: ScenarioDefaults;
}

/** How to run a scenario; what is missing is the simulator's default. */
export interface ScenarioDefaults {
  /** Number of Ps. */
  readonly processors?: number;
  /** Number of hardware cores. */
  readonly cores?: number;
  /** Name of a policy. */
  readonly policy?: string;
  /** Name of a preset of costs. */
  readonly costs?: string;
  /** Single costs that differ from the preset, ns. */
  readonly costChanges?: Partial<Costs>;
  /** Rules and numbers that differ from the policy's. */
  readonly rules?: Partial<PolicyConstants>;
  readonly seed?: number;
  /** The run stops at this time, ns. */
  readonly maxTime?: number;
  /** What happens before is not counted, ns. */
  readonly warmUp?: number;
}
