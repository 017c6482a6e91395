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
  private readonly isMachine: boolean;
  /** On the main thread, results that are collected together share a look at the clock: the first's. */
  private looks = false;

  constructor(thread: number, slots: Slots, recorder: Recorder | undefined) {
    this.slots = slots;
    this.recorder = recorder;
    this.isMachine = thread !== 0;
    this.into = thread === 0 ? Into.global : Into.local;
  }

  /**
   * Before the entry is published, so that in the trace it comes before whatever takes it.
   *
   * @param look `performance.now()` of just now, if the caller has it.
   */
  created(entry: number, fn: number, look: number = Number.NaN): void {
    const { recorder } = this;
    if (recorder?.on !== true) return;
    recorder.look(Number.isNaN(look) ? performance.now() : look);
    recorder.again(Kind.create, entry, recorder.acting, fn, this.into);
  }

  /** Results are about to be collected, or have been. */
  collects(): void {
    this.looks = !this.isMachine;
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
    // A machine has looked when the task before ended, or when it woke up: since then, only promises
    // may have called back.
    const recorder = this.recorder as Recorder;
    if (this.looks) recorder.look(performance.now());
    this.looks = false;
    const entry = this.slots.entryOf(slot, this.slots.controlHint(slot));
    recorder.again(Kind.settle, entry, outcome, 0, 0);
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
