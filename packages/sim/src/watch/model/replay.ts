/**
 * A trace that can be looked at from any moment, forwards and backwards.
 *
 * One pass over it saves a checkpoint every few thousand events. A moment is then the checkpoint before
 * it and the events since. Checkpoints lie at least four times as far apart as there are tasks alive,
 * so all of them together are never larger than the trace.
 */

import { Kind } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { Busy } from './busy.js';
import { Moment } from './moment.js';
import type { SavedMoment } from './moment.js';

/** Events between two checkpoints, at least. */
const SPACING = 2048;
const EVENTS_PER_TASK = 4;

/** A trace with checkpoints. */
export class Replay {
  #trace: Trace;
  readonly busy: Busy = new Busy();
  /** Indices of all steals. */
  readonly steals: number[] = [];
  readonly #checkpoints: SavedMoment[] = [];
  /** Where the pass over the trace is: its end. */
  readonly #front = new Moment();
  /** What {@link at} returned last. */
  readonly #moment = new Moment();
  /** Ps at most. */
  #procs = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.extend(trace);
  }

  get trace(): Trace {
    return this.#trace;
  }

  /** The largest number of Ps so far. */
  get procs(): number {
    return this.#procs;
  }

  /** The trace has grown: what it had before is the same. */
  extend(trace: Trace): void {
    this.#trace = trace;
    const front = this.#front;
    if (this.#checkpoints.length === 0) this.#checkpoints.push(front.save());
    const event = trace.cursor(front.index);
    while (event.next()) {
      if (event.kind === Kind.steal) this.steals.push(event.index);
      this.busy.see(event);
      front.apply(event);
      const since = front.index - (this.#checkpoints.at(-1) as SavedMoment).index;
      if (since >= SPACING && since >= EVENTS_PER_TASK * front.tasks.count) {
        this.#checkpoints.push(front.save());
      }
    }
    this.#procs = Math.max(this.#procs, front.procs.length);
  }

  /**
   * Returns the moment after the first `index` events. The next call changes it: keep nothing of it.
   *
   * @throws RangeError if there are not so many events.
   */
  at(index: number): Moment {
    if (!(index >= 0 && index <= this.#trace.length)) {
      throw new RangeError(`replay: no moment ${index}; there are ${this.#trace.length} events`);
    }
    const moment = this.#moment;
    const checkpoint = this.#before(index);
    // On from where we are, if that is no farther than from the checkpoint.
    if (moment.index > index || moment.index < checkpoint.index) moment.load(checkpoint);
    const event = this.#trace.cursor(moment.index);
    while (moment.index < index && event.next()) moment.apply(event);
    return moment;
  }

  /** Returns how many events have happened at a time: those at that very time too. */
  indexAfter(time: number): number {
    return this.#trace.indexAt(Math.floor(time) + 1);
  }

  /** The last checkpoint at or before an index. */
  #before(index: number): SavedMoment {
    let low = 0;
    let high = this.#checkpoints.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#checkpoints[middle] as SavedMoment).index <= index) low = middle + 1;
      else high = middle;
    }
    return this.#checkpoints[low - 1] as SavedMoment;
  }
}
