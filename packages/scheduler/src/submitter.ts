/**
 * Where tasks come from and their results go back to: one per thread. The main thread's tasks are
 * roots and go to the global queue; a machine's are nested and go to its own deque.
 *
 * A task is a slot of this thread's region, and a promise whose `resolve` lies in a plain array at
 * the slot's place: no record, no closure, no map on the way of a task without options. Its `reject`
 * is not kept, a fifth of a queued task's memory: see {@link Rejection}.
 *
 *   submit → slot, arguments, entry → (queue) …  … → inbox → `collect` → promise, slot freed
 */

import { EMPTY, type Inbox } from '@pilfer/deque';
import { read, write } from './atomics.js';
import {
  CANCELLED,
  DONE,
  generationOf,
  nextGeneration,
  QUEUED,
  RUNNING,
  stateOf,
  threadOf,
  withState,
  FREE,
} from './control-word.js';
import {
  regionSize,
  regionStart,
  SLOT_FLAGS,
  SLOT_FUNCTION,
  SLOT_PARENT,
  SLOT_RESULT_SHAPE,
  SLOT_STARTED,
  THREAD_SLOTS_USED,
} from './layout.js';
import { LoadingDeaths } from './loading-deaths.js';
import type { Memory } from './memory.js';
import { abortedWithParent } from './parentage.js';
import type { Ahead, Payloads } from './payloads.js';
import type { Recorder } from './recording/recorder.js';
import { TaskEvents } from './recording/task-events.js';
import { Rejection } from './rejection.js';
import type { EntrySink, SubmitterEvents } from './submitter-host.js';
import { RESULT_NONE, type Slots } from './slots.js';

/** There was no free slot. */
export const NO_SLOT = -1;

/** Gets a task's result, or a {@link Rejection}. */
type Settle = (value: unknown) => void;

/** The tasks that one thread has submitted. */
export class Submitter {
  /** Tasks whose slots are in use. */
  used = 0;
  /** The time that is written down as that of a submission: see TaskClock. */
  stamp = 0;
  /** The look at the clock of a task that is about to be sent, or of its batch; NaN: there was none. */
  look: number = Number.NaN;
  private readonly first: number;
  private readonly size: number;
  private readonly settlers: (Settle | undefined)[] = [];
  private readonly freeSlots: number[] = [];
  private readonly loading: LoadingDeaths;
  /** Of an estate: finished slots, with their words, that may be in its inbox, or may not: {@link sift}. */
  private readonly doubtful = new Map<number, number>();
  private fresh = 0;

  readonly thread: number;
  private readonly memory: Memory;
  private readonly slots: Slots;
  private readonly payloads: Payloads;
  private readonly inbox: Inbox;
  private readonly sink: EntrySink;
  private readonly events: SubmitterEvents;
  private readonly record: TaskEvents;

  constructor(
    thread: number,
    memory: Memory,
    slots: Slots,
    payloads: Payloads,
    inbox: Inbox,
    sink: EntrySink,
    events: SubmitterEvents,
    recorder?: Recorder,
  ) {
    this.record = new TaskEvents(thread, slots, recorder);
    this.thread = thread;
    this.memory = memory;
    this.slots = slots;
    this.payloads = payloads;
    this.inbox = inbox;
    this.sink = sink;
    this.events = events;
    this.loading = new LoadingDeaths(memory, slots);
    this.first = regionStart(memory.plan, thread);
    this.size = regionSize(memory.plan, thread);
  }

  /** Slots that can still be taken. */
  get room(): number {
    return this.size - this.used;
  }

  /** Encodes arguments now, for {@link prepare} when there is a slot. @throws EncodeError */
  encode(args: readonly unknown[]): Ahead {
    return this.payloads.encodeAhead(args);
  }

  /**
   * Takes a slot for a task and encodes its arguments; `NO_SLOT` if all are in use. The task is not
   * visible before {@link send}.
   *
   * @throws EncodeError if an argument can't cross; nothing is kept then.
   */
  prepare(fn: number, args: Ahead, parent: number, flags: number): number {
    const slot = this.takeSlot();
    if (slot === NO_SLOT) return NO_SLOT;
    try {
      this.payloads.writeArguments(slot, args, flags);
    } catch (error) {
      this.used--;
      this.freeSlots.push(slot);
      throw error;
    }
    this.slots.set(slot, SLOT_FUNCTION, fn);
    this.slots.set(slot, SLOT_FLAGS, flags);
    this.slots.set(slot, SLOT_PARENT, parent);
    this.slots.set(slot, SLOT_STARTED, this.stamp);
    this.slots.set(slot, SLOT_RESULT_SHAPE, RESULT_NONE);
    return slot;
  }

  /** Makes a prepared task visible, and returns the promise of its result. */
  send(slot: number): Promise<unknown> {
    const promise = new Promise<unknown>(takeResolver);
    this.sendTo(slot, resolver);
    return promise;
  }

  /** Makes a prepared task visible; the function gets its outcome. */
  sendTo(slot: number, settle: Settle): void {
    const entry = this.arm(slot, settle);
    this.record.created(entry, this.functionOf(slot), this.look);
    this.sink.publish(entry);
  }

  /** The same for a fork; returns its entry, for the caller to put where thieves find it. */
  arm(slot: number, settle: Settle): number {
    this.settlers[slot - this.first] = settle;
    const word = withState(this.slots.controlHint(slot), 0, QUEUED);
    this.slots.publish(slot, word);
    return this.slots.entryOf(slot, word);
  }

  /**
   * Takes a queued task back: nobody else will run it, its slot is free, its outcome nobody's.
   * Returns the entry that it had, or `EMPTY` if somebody else has claimed it.
   */
  reclaim(slot: number): number {
    const word = this.slots.control(slot);
    if (stateOf(word) !== QUEUED) return EMPTY;
    if (!this.slots.transition(slot, word, withState(word, this.thread, RUNNING))) return EMPTY;
    this.settlers[slot - this.first] = undefined;
    this.events.settled(slot);
    this.free(slot);
    return this.slots.entryOf(slot, word);
  }

  /** The generation of a slot in use: with it, a later cancellation names this task and no other. */
  generation(slot: number): number {
    return generationOf(this.slots.controlHint(slot));
  }

  /** Says whether a slot is one of this thread's, and was ever used. */
  owns(slot: number): boolean {
    return slot >= this.first && slot < this.first + this.fresh;
  }

  /** The number of the function of a slot's present task. */
  functionOf(slot: number): number {
    return this.slots.get(slot, SLOT_FUNCTION);
  }

  /** When a task with the flag TIMED has started, in milliseconds since the epoch; 0: it has not. */
  startTime(slot: number): number {
    // A machine writes it before it claims the task, and may lose the claim.
    return this.runner(slot) > 0 ? this.slots.get(slot, SLOT_STARTED) : 0;
  }

  /** The thread that runs a task, or 0. */
  runner(slot: number): number {
    const word = this.slots.control(slot);
    return stateOf(word) === RUNNING ? threadOf(word) : 0;
  }

  /** Like {@link cancel}, but leaves a task alone that has started. */
  cancelQueued(slot: number, error: unknown): boolean {
    const word = this.slots.control(slot);
    if (stateOf(word) !== QUEUED) return false;
    if (!this.slots.transition(slot, word, withState(word, 0, CANCELLED))) return false;
    this.record.ended(slot, word, error);
    this.reject(slot, error);
    return true;
  }

  /** Says whether the promise of a slot's present task is still pending. */
  isPending(slot: number): boolean {
    return this.settlers[slot - this.first] !== undefined;
  }

  /**
   * Rejects a task's promise now. Queued, it will never run; running, its result will be dropped.
   * Returns the thread that runs it, 0 if none does, or −1 if it had finished first.
   */
  cancel(slot: number, error: unknown): number {
    for (;;) {
      const word = this.slots.control(slot);
      const state = stateOf(word);
      if (state !== QUEUED && state !== RUNNING) return -1;
      const runner = state === RUNNING ? threadOf(word) : 0;
      if (this.slots.transition(slot, word, withState(word, runner, CANCELLED))) {
        if (state === QUEUED) this.record.ended(slot, word, error);
        this.reject(slot, error);
        return runner;
      }
    }
  }

  /** Rejects a task's promise, if it is pending, and leaves the slot alone. */
  reject(slot: number, error: unknown): void {
    this.settle(slot, new Rejection(error));
  }

  /** Asks to be rung when something comes; false if something has. */
  sleep(): boolean {
    return this.inbox.sleep();
  }

  /** Says whether {@link collect} would find something: a plain look. */
  hasMail(): boolean {
    return this.inbox.hasMail();
  }

  /** Takes all finished tasks out of the inbox and settles them; returns how many. */
  collect(): number {
    let count = 0;
    this.record.collects();
    for (let slot = this.inbox.takeAll(); slot !== EMPTY; count++) {
      const next = this.inbox.next(slot);
      this.finish(slot);
      slot = next;
    }
    this.record.collects();
    return count;
  }

  /** Visits the slots of tasks that have not finished. */
  *unfinished(): Generator<number> {
    for (let i = 0; i < this.fresh; i++) {
      const slot = this.first + i;
      if (stateOf(this.slots.control(slot)) !== FREE) yield slot;
    }
  }

  /**
   * Settles what a dead thread has left of this thread's tasks; after that thread's exit, so that
   * its memory stands still. What it ran is lost, or runs again; what it finished and did not send
   * is delivered.
   */
  recover(dead: number): void {
    this.collect();
    const culprit = this.loading.blame(dead, this.first, this.fresh);
    if (culprit !== NO_SLOT) this.cancelQueued(culprit, this.events.lossError(culprit, dead));
    this.settleLeft((thread) => thread === dead);
  }

  private settleLeft(isDead: (thread: number) => boolean): void {
    for (const slot of this.unfinished()) {
      const word = this.slots.control(slot);
      if (threadOf(word) === 0 || !isDead(threadOf(word))) continue;
      const state = stateOf(word);
      if (state !== DONE) this.record.lost(slot, word);
      if (state === DONE) this.finish(slot);
      else if (state === CANCELLED) this.letGo(slot);
      else if (state === RUNNING) this.lose(slot, word, threadOf(word));
    }
  }

  /**
   * Takes over the region of a thread that has exited: its promises are gone, so its queued tasks
   * never run, and what still runs is freed when it comes back. That thread may have died before it
   * read of the deaths of others.
   */
  inherit(isLive: (thread: number) => boolean): void {
    this.fresh = read(this.memory.cells, this.memory.threadCell(this.thread) + THREAD_SLOTS_USED);
    for (let slot = this.first; slot < this.first + this.fresh; slot++) {
      if (stateOf(this.slots.control(slot)) === FREE) this.freeSlots.push(slot);
      else {
        this.used++;
        this.cancel(slot, undefined);
      }
    }
    this.collect();
    this.settleLeft((thread) => !isLive(thread));
    for (const slot of this.unfinished()) {
      const word = this.slots.control(slot);
      if (stateOf(word) === DONE) this.doubtful.set(slot, word);
    }
  }

  /**
   * Frees what the dead thread of this estate had taken out of its inbox, and not freed. It looks like
   * a slot that its runner is about to send. It is none, if the runner has got round to reading of the
   * death, and what was sent is collected.
   *
   * @param hasRead whether a thread has read of the death, or a later one has got its number.
   */
  sift(hasRead: (thread: number) => boolean): void {
    for (const [slot, word] of this.doubtful) {
      if (!hasRead(threadOf(word))) continue;
      this.collect();
      this.doubtful.delete(slot);
      if (this.slots.control(slot) === word) this.finish(slot);
    }
  }

  /**
   * Gives a new entry, of a new generation, to each queued task that `isQueued` has not seen: the
   * entry vanished in the hands of a dead thread, or is in a live one's at this moment, who will
   * find it stale. Returns how many.
   */
  requeueVanished(isQueued: (entry: number) => boolean): void {
    for (const slot of this.unfinished()) {
      const word = this.slots.control(slot);
      const state = stateOf(word);
      if (threadOf(word) !== 0 || isQueued(this.slots.entryOf(slot, word))) continue;
      if (state === QUEUED) this.requeue(slot, word);
      if (state === CANCELLED && this.slots.transition(slot, word, withState(word, 0, DONE)))
        this.letGo(slot);
    }
  }

  /** Frees a cancelled slot. Its promise is pending if it was cancelled with its parent. */
  private letGo(slot: number): void {
    if (this.isPending(slot)) this.reject(slot, abortedWithParent());
    this.free(slot);
  }

  private lose(slot: number, word: number, dead: number): void {
    // The runner's result, if it wrote one, was never published: its block goes with its thread.
    this.slots.set(slot, SLOT_RESULT_SHAPE, RESULT_NONE);
    this.slots.set(slot, SLOT_STARTED, 0);
    if (this.events.lost(slot, dead) && this.requeue(slot, word)) return;
    this.reject(slot, this.events.lossError(slot, dead));
    this.free(slot);
  }

  private requeue(slot: number, word: number): boolean {
    const again = nextGeneration(word, QUEUED);
    if (!this.slots.transition(slot, word, again)) return false;
    if (stateOf(word) === QUEUED) this.record.lost(slot, word);
    this.record.created(this.slots.entryOf(slot, again), this.functionOf(slot));
    this.sink.publish(this.slots.entryOf(slot, again));
    return true;
  }

  private finish(slot: number): void {
    if (this.isPending(slot)) {
      const { failed, value } = this.payloads.readResult(slot);
      if (failed) this.events.failed(slot, value);
      this.settle(slot, failed ? new Rejection(value) : value);
    }
    this.payloads.release(slot);
    this.free(slot);
  }

  private free(slot: number): void {
    this.loading.forget(slot);
    this.payloads.releaseArguments(slot);
    this.slots.wipe(slot);
    this.slots.publish(slot, nextGeneration(this.slots.controlHint(slot), FREE));
    this.freeSlots.push(slot);
    this.used--;
  }

  private settle(slot: number, outcome: unknown): void {
    const settle = this.settlers[slot - this.first];
    if (settle === undefined) return;
    if (outcome instanceof Rejection) this.record.rejected(slot, outcome.reason);
    else this.record.resolved(slot);
    this.settlers[slot - this.first] = undefined;
    this.events.settled(slot);
    settle(outcome);
  }

  private takeSlot(): number {
    const reused = this.freeSlots.pop();
    if (reused === undefined && this.fresh === this.size) return NO_SLOT;
    this.used++;
    if (reused !== undefined) return reused;
    const slot = this.first + this.fresh++;
    write(this.memory.cells, this.memory.threadCell(this.thread) + THREAD_SLOTS_USED, this.fresh);
    return slot;
  }
}

// A promise's `resolve`, handed over without a closure per promise.
let resolver: Settle;
function takeResolver(resolve: Settle): void {
  resolver = resolve;
}
