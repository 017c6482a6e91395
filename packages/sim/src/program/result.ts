/** What a run returns. */

import type { Trace } from '@pilfer/scheduler/trace';

/** How a run ended. */
export type SimEnd = 'drained' | 'deadlock' | 'timeLimit' | 'eventLimit';

/** Mean, extremes and percentiles of times, ns, gathered in one pass in bounded memory. */
export interface TimeStatistics {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
  readonly min: number;
  readonly max: number;
  /** The time that a share `q` (0 to 1) does not exceed; off by 1/64 at most. */
  quantile(q: number): number;
}

/** Counts of what happened since the warm-up. */
export interface SimCounts {
  readonly created: number;
  readonly started: number;
  readonly ended: number;
  /** Successful steals, and the Gs they moved. */
  readonly steals: number;
  readonly stolen: number;
  /** Passes of a searching M over the victims, and the victims looked at. */
  readonly searches: number;
  readonly visits: number;
  /** Gs that began to run on another P than the one that made them runnable. */
  readonly crossStarts: number;
  readonly overflows: number;
  readonly globalTakes: number;
  readonly wakes: number;
  readonly parks: number;
  readonly preemptions: number;
  readonly yields: number;
  readonly blocks: number;
  readonly systemCalls: number;
  readonly retakes: number;
  /** Private forks made and exposed (pilfer only). */
  readonly forks: number;
  readonly exposed: number;
}

/** The result of a run. */
export interface SimResult {
  readonly end: SimEnd;
  /** Time of the last event, ns. */
  readonly time: number;
  /** Events simulated. */
  readonly events: number;
  /** Threads created. */
  readonly machines: number;
  readonly counts: SimCounts;
  /** Time each P spent running Gs since the warm-up, ns. */
  readonly busy: Float64Array;
  /** Time integral of the number of runnable Gs that wait, since the warm-up, G × ns. */
  readonly queuedTime: number;
  /** Time integral of the number of Gs that exist, since the warm-up, G × ns. */
  readonly presentTime: number;
  /** From runnable to running, for each start. */
  readonly wait: TimeStatistics;
  /** From creation to end, for each G. */
  readonly response: TimeStatistics;
  /** Who waits for whom, if `end` is `deadlock`. */
  readonly deadlock?: string;
  /** If it was asked for. */
  readonly trace?: Trace;
}
