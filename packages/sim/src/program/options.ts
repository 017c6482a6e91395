/** What a run may be told beside its program. */

import type { Strings } from '@pilfer/scheduler/trace';
import type { Costs } from './costs.js';
import type { PolicySource } from './policy.js';

/**
 * Gets a trace in pieces, so that it need not stay in memory: `records` events in `words`, which are
 * reused after the call. All texts are in `strings` from the first call on.
 */
export type TraceSink = (words: Int32Array, records: number, strings: Strings) => void;

/** Options of a run. */
export interface SimOptions {
  /** Number of Ps (GOMAXPROCS), 1 to 4,096. */
  readonly processors: number;
  /** Number of hardware cores; default: as many as Ps. */
  readonly cores?: number;
  /** A policy, or the name of one of the built-in ones; default `go`. */
  readonly policy?: string | PolicySource;
  /** Costs, or the name of a preset; default `go`, and `pilfer-node20` under the pilfer model. */
  readonly costs?: string | Costs;
  /** Integer; default 1. Same program, options and seed: same trace. */
  readonly seed?: number;
  /** Stops at this time, ns. */
  readonly maxTime?: number;
  /** Stops after so many events; default 10^9. */
  readonly maxEvents?: number;
  /** Keeps the trace; default false. A sink gets it in pieces instead. */
  readonly trace?: boolean | TraceSink;
  /** Also traces every visit of a thief that brought nothing; default false. */
  readonly traceMisses?: boolean;
  /** Streaming statistics count from this time on, ns; default 0. */
  readonly warmUp?: number;
  /**
   * How many Gs P0 has started at time 0, or each P: the phase of the 61-tick. Default 1 on the P that
   * runs main, 0 on others.
   */
  readonly firstTick?: number | readonly number[];
  /** Checks every invariant after every event; slow. Default false. */
  readonly checked?: boolean;
}
