/** What a benchmark suite is, and what it hands back. */

import type { Ratio } from './statistics.js';

/** How a figure is to be read: a time, a rate (thousands or millions a second), a size, a count. */
export type Unit = 'ns' | 'µs' | 'ms' | '/s' | 'k/s' | 'M/s' | 'B' | 'MB' | '%' | '×';

/** What a figure should be, and whether it is. */
export interface Goal {
  readonly text: string;
  readonly reached: boolean;
}

/** What one of several contenders has reached. */
export interface Rival {
  readonly name: string;
  /** Median over the rounds; missing if there is a verdict. */
  readonly value?: number;
  readonly least?: number;
  readonly most?: number;
  /** What it has reached in each round. */
  readonly rounds?: readonly number[];
  /** Why there is no figure. */
  readonly verdict?: string;
}

/** Ours beside the best of the others: how many times as good, 1 or more where ours is better. */
export interface Against extends Ratio {
  readonly name: string;
  readonly value: number;
}

/** One line of a table. */
export interface Row {
  readonly name: string;
  readonly unit: Unit;
  /** Median over the rounds. */
  readonly value: number;
  /** The limit measured in the same run, alternating with ours. */
  readonly floor?: number;
  /** Ours ÷ floor: the median of the rounds' ratios, which foreign load moves least. */
  readonly ratio?: number;
  /**
   * What is compared with other runs: the figure in each round, or its ratio where there is a floor,
   * since that moves least from run to run.
   */
  readonly rounds?: readonly number[];
  /** Computed, not measured: every run gives the same. */
  readonly isExact?: boolean;
  /** All contenders, ours among them, where ours is compared with others and not with a floor. */
  readonly rivals?: readonly Rival[];
  readonly goal?: Goal;
  /** Whether a greater or a smaller figure is the better one; unknown: smaller. */
  readonly better?: 'more' | 'less';
  readonly against?: Against;
  /** What else is worth knowing, in a few words. */
  readonly note?: string;
  /** Further figures, for the raw results. */
  readonly raw?: Readonly<Record<string, number>>;
}

/** Rows that are measured in one way. */
export interface Section {
  readonly title: string;
  /** How it was measured, and what the floor is. */
  readonly about: string;
  readonly rows: readonly Row[];
  /** When and under which conditions, if not together with the rest of the page. */
  readonly measured?: string;
}

/** What a suite is asked to do. */
export interface Order {
  /** Short: show that everything runs and the answers are right, whatever the figures. */
  readonly smoke: boolean;
  /** Says whether a row is wanted. */
  readonly wants: (name: string) => boolean;
  /** Says whether a contender is wanted, beside ours. */
  readonly wantsRival: (name: string) => boolean;
  /** After so many minutes, what has been measured once is not measured again. */
  readonly minutes?: number | undefined;
  /** Whether to go on with a run that was stopped. */
  readonly resume: boolean;
  /** Hears what is going on. */
  readonly log: (line: string) => void;
}

/** A set of benchmarks with one subject. */
export interface Suite {
  /** What it is for, and what it is not for, in a sentence or two. */
  readonly about: string;
  readonly run: (order: Order) => Promise<Section[]>;
  /** Who can take part, for `--rival`. */
  readonly rivals?: readonly string[];
}

/** A goal for a ratio. */
export function atMost(limit: number, ratio: number): Goal {
  return { text: `≤ ${limit}`, reached: ratio <= limit };
}
