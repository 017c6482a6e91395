/**
 * What happens next: the heart of the simulation.
 *
 * Every source of events (a thread, the monitor, a stream of arrivals) has one slot, since it has at
 * most one event to come. A winner tree over the slots names the earliest; at equal times the one
 * scheduled first, so that a run is the same on every machine. Moving an event replays one path of
 * log2(slots) matches; cancelling it is moving it to infinity. Rejected: a heap of events, which
 * needs a record per event, cannot cancel, and compares twice per level.
 *
 * Times are integer nanoseconds, exact up to 2^53 (104 days).
 */

/** The time of a slot without an event. */
export const NEVER: number = Infinity;

/** Sources of events, each with the time of its next one. */
export class EventSlots {
  /** Slot → time of its event. Read only. */
  times: Float64Array;
  /** Slot → when it was scheduled: breaks ties. */
  private order: Float64Array;
  /** Node → slot that wins below it; node 1 is the root, children of n are 2n and 2n + 1. */
  private winners: Int32Array;
  private leaves: number;
  /** How often something was scheduled; a cell, since a field would be boxed. */
  private readonly scheduled = new Float64Array(1);

  constructor(slots: number) {
    let leaves = 2;
    while (leaves < slots) leaves *= 2;
    this.leaves = leaves;
    this.times = new Float64Array(leaves).fill(NEVER);
    this.order = new Float64Array(leaves);
    this.winners = new Int32Array(leaves);
    this.replayAll();
  }

  /** Slot of the earliest event; its time is {@link NEVER} if there is none. */
  first(): number {
    return this.winners[1] as number;
  }

  /** Lets the event of a slot come at a time; {@link NEVER} cancels it. */
  set(slot: number, time: number): void {
    this.times[slot] = time;
    this.order[slot] = this.scheduled[0] as number;
    this.scheduled[0] = (this.scheduled[0] as number) + 1;
    this.replay(slot);
  }

  /**
   * Takes the event of the winner. The tree is put right by the next {@link set} of this slot, or by
   * {@link settle}: most sources schedule their next event at once, so one replay serves both.
   */
  take(slot: number): void {
    this.times[slot] = NEVER;
  }

  /** Puts the tree right after {@link take}, if the slot has not been set again. */
  settle(slot: number): void {
    if (this.times[slot] === NEVER) this.replay(slot);
  }

  /** Makes room for `slots` sources. */
  grow(slots: number): void {
    if (slots <= this.leaves) return;
    const { times, order } = this;
    while (this.leaves < slots) this.leaves *= 2;
    this.times = new Float64Array(this.leaves).fill(NEVER);
    this.times.set(times);
    this.order = new Float64Array(this.leaves);
    this.order.set(order);
    this.winners = new Int32Array(this.leaves);
    this.replayAll();
  }

  private replay(slot: number): void {
    const { times, order, winners, leaves } = this;
    // The lowest match is between two slots, all others between winners.
    let node = (slot + leaves) >> 1;
    let left = slot & ~1;
    let right = slot | 1;
    for (;;) {
      const a = times[left] as number;
      const b = times[right] as number;
      const leftWins = a < b || (a === b && (order[left] as number) <= (order[right] as number));
      const winner = leftWins ? left : right;
      // Above an unchanged match that is not about this slot nothing changes.
      if (winners[node] === winner && winner !== slot) return;
      winners[node] = winner;
      if (node === 1) return;
      node >>= 1;
      left = winners[node * 2] as number;
      right = winners[node * 2 + 1] as number;
    }
  }

  private replayAll(): void {
    for (let node = this.leaves - 1; node > 0; node--) {
      const child = 2 * node;
      const [left, right] =
        child >= this.leaves
          ? [child - this.leaves, child + 1 - this.leaves]
          : [this.winners[child] as number, this.winners[child + 1] as number];
      const a = this.times[left] as number;
      const b = this.times[right] as number;
      const leftWins =
        a < b || (a === b && (this.order[left] as number) <= (this.order[right] as number));
      this.winners[node] = leftWins ? left : right;
    }
  }
}
