/** What the submitter of a task records about it. */

import {
  AbortError,
  ClosedError,
  QueueFullError,
  TimeoutError,
  WorkerLostError,
} from '../errors.js';
import type { Slots } from '../slots.js';
import { Into, Outcome } from '../trace/codes.js';
import { Kind } from '../trace/kinds.js';
import type { Recorder } from './recorder.js';

/** Events in the lives of one thread's tasks. */
export class TaskEvents {
  private readonly slots: Slots;
  private readonly recorder: Recorder | undefined;
  private readonly into: number;
  /** The look at the clock that the results collected at one time share; NaN: there was none yet. */
  private look = Number.NaN;

  constructor(thread: number, slots: Slots, recorder: Recorder | undefined) {
    this.slots = slots;
    this.recorder = recorder;
    this.into = thread === 0 ? Into.global : Into.local;
  }

  /**
   * Before the entry is published, so that in the trace it comes before whatever takes it.
   *
   * @param look `performance.now()` of just now, if the caller has it.
   */
  created(entry: number, fn: number, look: number = Number.NaN): void {
    const { recorder } = this;
    if (recorder?.on === true) {
      recorder.event(Kind.create, entry, recorder.acting, fn, this.into, look);
    }
  }

  /** Results are about to be collected, or have been. */
  collects(): void {
    this.look = Number.NaN;
  }

  /** A task is over that nobody runs: it was rejected with this error. */
  ended(slot: number, word: number, error: unknown): void {
    this.record(Kind.end, slot, word, outcomeOf(error));
  }

  /** A task is over whose machine died, or which gets a new entry. */
  lost(slot: number, word: number): void {
    this.record(Kind.end, slot, word, Outcome.lost);
  }

  resolved(slot: number): void {
    if (this.recorder?.on === true) this.settled(slot, Outcome.ok);
  }

  rejected(slot: number, error: unknown): void {
    if (this.recorder?.on === true) this.settled(slot, outcomeOf(error));
  }

  private settled(slot: number, outcome: number): void {
    if (Number.isNaN(this.look)) this.look = performance.now();
    const entry = this.slots.entryOf(slot, this.slots.controlHint(slot));
    this.recorder?.event(Kind.settle, entry, outcome, 0, 0, this.look);
  }

  private record(kind: number, slot: number, word: number, outcome: number): void {
    const { recorder } = this;
    if (recorder?.on === true) recorder.event(kind, this.slots.entryOf(slot, word), outcome, 0, 0);
  }
}

/** How a task ended that its submitter rejects with this error. */
function outcomeOf(error: unknown): number {
  if (error instanceof TimeoutError) return Outcome.timedOut;
  if (error instanceof WorkerLostError) return Outcome.lost;
  if (error instanceof QueueFullError) return Outcome.dropped;
  if (error instanceof AbortError || error instanceof ClosedError) return Outcome.cancelled;
  return Outcome.threw;
}
