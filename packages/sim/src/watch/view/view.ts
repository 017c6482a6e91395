/** What somebody looks at: a moment of a replay, and how it is shown. */

import type { Filter } from './filter.js';

/** The state of a view, beside the trace. */
export interface View {
  /** The heading. */
  readonly title: string;
  /** Events that have happened. */
  readonly index: number;
  /** The present, ns; not before the last of those events. */
  readonly time: number;
  /** Nanoseconds of the run that pass in a second. */
  readonly pace: number;
  readonly isPlaying: boolean;
  /** The run goes on while it is watched. */
  readonly isLive: boolean;
  /** The moment is the run's own present. */
  readonly isFollowing: boolean;
  readonly filter: Filter;
  /** First row of Ps that is shown, if not all of them are. */
  readonly top: number;
  /** What is being typed, with its question; or a message. */
  readonly line: string | undefined;
  readonly isHelpShown: boolean;
}

/** How long a move from P to P takes on the screen, seconds. */
const FLIGHT_SECONDS = 0.8;

/** How long a move takes on the clock of the run, ns. */
export function flightOf({ pace }: View): number {
  return pace * FLIGHT_SECONDS;
}
