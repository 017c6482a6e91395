/** What the catalogue of scenarios is made of. */

import type { Unit } from '../../../suite.js';
import type { Judge } from '../goals.js';
import type { Figures, ScenarioName } from '../scenario.js';

/** One row of the report. */
export interface Line {
  readonly name: string;
  readonly unit: Unit;
  /** Which figure of the scenario. */
  readonly figure: string;
  readonly better: 'more' | 'less';
  readonly goal?: Judge;
  /** Says in words what happened, where a figure says too little. */
  readonly text?: (figures: Figures) => string;
}

/** Something that contenders do, each in a process of its own. */
export interface Scenario {
  readonly name: ScenarioName;
  readonly contenders: readonly string[];
  readonly rounds: number;
  readonly lines: readonly Line[];
  /** Numbers of threads, a process for each; one of the default number, if not given. */
  readonly workers?: readonly number[];
  /** Makes one set of figures of those. */
  readonly combine?: (runs: readonly Figures[]) => Figures;
  /** Left out of a smoke run: it may end the process, whoever runs it. */
  readonly isRisky?: boolean;
  /** Node's flags. */
  readonly flags?: readonly string[];
  /** Milliseconds after which a process has no result. */
  readonly limit?: number;
}

/** Scenarios of one subject. */
export interface Group {
  readonly title: string;
  readonly about: string;
  readonly scenarios: readonly Scenario[];
}
