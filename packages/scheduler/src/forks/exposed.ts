/** A fork that thieves can see, on the side of the M that made it: what becomes of it. */

import { Rejection } from '../rejection.js';

/** One exposed fork: alive from its exposure until its join. */
export class Exposed {
  /** Whether its outcome is here. */
  isSettled = false;
  private settled: unknown = undefined;
  /** The queue entry that it had, for the trace. */
  entry = 0;
  /** Who acted when it was claimed by its own joiner, for the trace. */
  joiner = 0;

  /** Its slot, in this M's region. */
  readonly slot: number;
  /** When it was exposed, in nanoseconds of this thread's clock. */
  readonly since: number;

  constructor(slot: number, since: number) {
    this.slot = slot;
    this.since = since;
  }

  readonly settle = (outcome: unknown): void => {
    this.isSettled = true;
    this.settled = outcome;
  };

  /** Why it failed, if it has. */
  get failure(): Rejection | undefined {
    return this.settled instanceof Rejection ? this.settled : undefined;
  }

  /** Its result; throws what it threw. */
  outcome(): unknown {
    if (this.settled instanceof Rejection) throw this.settled.reason;
    return this.settled;
  }
}
