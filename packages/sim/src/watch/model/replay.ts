/**
 * A trace that can be looked at from any moment, forwards and backwards.
 *
 * One pass over it saves a checkpoint every few thousand events. A moment is then the checkpoint before
 * it and the events since. Checkpoints lie at least four times as far apart as there are tasks alive,
 * so all of them together are never larger than the trace.
 */

import { Kind, NONE } from '@pilfer/scheduler/trace';
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
  #busy = new Busy();
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

  /** How long each P has worked until when. */
  get busy(): Busy {
    return this.#busy;
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
      this.#busy.see(event);
      front.apply(event);
      const since = front.index - (this.#checkpoints.at(-1) as SavedMoment).index;
      if (since >= SPACING && since >= EVENTS_PER_TASK * front.tasks.count) {
        this.#checkpoints.push(front.save());
      }
    }
    this.#procs = Math.max(this.#procs, front.procs.length);
  }

  /** The trace becomes one that begins at a later moment, with what there was then. */
  restart(trace: Trace, base: SavedMoment): void {
    const procs = base.procs.map((proc) => ({ ...proc, lastTake: NONE, lastMiss: NONE }));
    const begin = { ...base, procs, index: 0 };
    this.#front.load(begin);
    this.#moment.load(begin);
    this.#busy = new Busy();
    this.steals.length = 0;
    this.#checkpoints.length = 0;
    this.extend(trace);
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
    // On from where we are, unless that is much farther than from the checkpoint: it has to be copied.
    const copying = SPACING + EVENTS_PER_TASK * moment.tasks.count;
    const isFar = index - moment.index > index - checkpoint.index + copying;
    if (moment.index > index || isFar) moment.load(checkpoint);
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
