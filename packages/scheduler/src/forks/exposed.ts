/** A fork that thieves can see, on the side of the M that made it: what becomes of it. */

/** One exposed fork: alive from its exposure until its join. */
export class Exposed {
  /** Whether its outcome is here. */
  isSettled = false;
  hasFailed = false;
  value: unknown = undefined;
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

  readonly resolve = (value: unknown): void => {
    this.isSettled = true;
    this.value = value;
  };

  readonly reject = (reason: unknown): void => {
    this.isSettled = true;
    this.hasFailed = true;
    this.value = reason;
  };

  /** Its result; throws what it threw. */
  outcome(): unknown {
    if (this.hasFailed) throw this.value;
    return this.value;
  }
}
