/**
 * The submitting side on the main thread: admission, publication, settlement.
 *
 * Tasks of one turn of the event loop are collected in a batch, which a microtask publishes: one
 * pass over the global queue and at most one wake-up for all of them. A batch that fills up is
 * published at once, so that machines start while a long loop is still submitting. So is the first
 * task for machines that sleep: one of them wakes up, some 50 µs, while this thread goes on.
 */

import type { GlobalQueue } from '@pilfer/deque';
import { blockUntil } from './block.js';
import { stampOf, type Clock } from './clock.js';
import type { DropOrder } from './drop-order.js';
import { ClosedError, QueueFullError } from './errors.js';
import { Gate } from './gate.js';
import type { Idle } from './idle.js';
import type { MainHost } from './main-host.js';
import type { Memory } from './memory.js';
import { Neglect } from './neglect.js';
import type { CheckedOptions, TaskOptions } from './options.js';
import type { Ahead } from './payloads.js';
import type { Recorder } from './recording/recorder.js';
import { Rejection, rejected } from './rejection.js';
import type { PollClient, ResultsPoll } from './results-poll.js';
import { Stacks } from './stacks.js';
import { NO_SLOT, type Submitter } from './submitter.js';
import type { EntrySink, SubmitterEvents } from './submitter-host.js';
import { abortError, TaskLimits } from './task-limits.js';
import { flagsOf, withName } from './task-name.js';
import type { SubmissionCore } from './task-runner.js';
import { Kind } from './trace/kinds.js';
import { NONE } from './trace/layout.js';
import { Waiters } from './waiters.js';

/** Entries that are published together at most. */
const BATCH = 64;

/** Admission and settlement on the main thread. */
export class MainCore implements SubmissionCore, EntrySink, SubmitterEvents, PollClient {
  /** Tasks accepted whose promises are pending. */
  live = 0;
  /** Tasks accepted so far. */
  accepted = 0;
  closed = false;
  submitter!: Submitter;
  poll!: ResultsPoll;
  order!: DropOrder;
  readonly limits: TaskLimits;
  private readonly memory: Memory;
  private readonly clock: Clock;
  private readonly queue: GlobalQueue;
  private readonly idle: Idle;
  private readonly neglect: Neglect;
  private readonly options: CheckedOptions;
  private readonly host: MainHost;
  private readonly recorder: Recorder;
  private readonly batch = new Int32Array(BATCH);
  private batched = 0;
  /** Whether the end of this turn of the event loop is due, which publishes the batch. */
  private inTurn = false;
  private hasStack = false;
  private readonly stacks: Stacks;
  private readonly waiters: Waiters;
  private readonly room = new Gate();
  private readonly rest = new Gate();
  private readonly keepAlive = setInterval(() => undefined, 2 ** 31 - 1).unref();

  constructor(
    memory: Memory,
    clock: Clock,
    queue: GlobalQueue,
    idle: Idle,
    options: CheckedOptions,
    host: MainHost,
    recorder: Recorder,
  ) {
    this.recorder = recorder;
    this.memory = memory;
    this.clock = clock;
    this.stacks = new Stacks(options.stacks, 0);
    this.queue = queue;
    this.idle = idle;
    this.neglect = new Neglect(memory, idle);
    this.options = options;
    this.host = host;
    const nameOf = (fn: number): string => host.nameOf(fn);
    this.waiters = new Waiters(clock, nameOf, () => this.release());
    this.limits = new TaskLimits(memory, clock, {
      submitter: () => this.submitter,
      nameOf,
      terminate: (thread, culprit) => host.terminate(thread, culprit),
      suspect: (thread, culprit) => host.suspect(thread, culprit),
      unpark: (thread) => idle.unpark(thread),
      abandon: (parent, killAfter) => host.abandon(parent, killAfter),
    });
  }

  get width(): number {
    return this.options.procs;
  }

  /** Tasks that wait to be accepted. */
  get waiting(): number {
    return this.waiters.size;
  }

  // ── admission ──────────────────────────────────────────────────────────────────────────────

  submit(fn: unknown, args: readonly unknown[], options: TaskOptions): Promise<unknown> {
    if (this.closed) return Promise.reject(new ClosedError('submit: the runtime is closed'));
    if (options.signal?.aborted === true) return Promise.reject(abortError(options.signal.reason));
    let number: number;
    try {
      number = this.host.intern(fn);
    } catch (error) {
      return rejected(error);
    }
    if (this.isFull()) return this.submitToFull(number, args, options);
    return this.accept(number, withName(args, options), options);
  }

  ready(): Promise<void> {
    if (!this.isFull()) return Promise.resolve();
    const room = this.room.wait();
    this.awaitRoom();
    return room;
  }

  /** Resolves when no task is under way and none waits. */
  drained(): Promise<void> {
    if (this.live === 0 && this.waiting === 0) return Promise.resolve();
    return this.rest.wait();
  }

  /** Cancels every task that is under way or waits. */
  cancelAll(error: () => unknown): void {
    while (this.waiting > 0) this.waiters.shift().reject(error());
    for (const slot of this.submitter.unfinished()) this.submitter.cancel(slot, error());
  }

  private isFull(): boolean {
    return this.live >= this.options.queueLimit || this.waiting > 0 || this.submitter.room === 0;
  }

  private accept(fn: number, args: Ahead, options: TaskOptions): Promise<unknown> {
    let slot: number;
    try {
      slot = this.prepare(fn, args, flagsOf(options));
    } catch (error) {
      return rejected(error);
    }
    if (slot === NO_SLOT) return Promise.reject(new QueueFullError('submit: no free slot'));
    this.live++;
    this.accepted++;
    const promise = this.submitter.send(slot);
    this.remember(slot, fn); // a machine may be waking up meanwhile
    this.limits.attach(slot, options);
    if (this.options.onFull === 'drop-oldest' || this.options.onFull === 'drop-newest') {
      this.order.add(slot, this.live);
    }
    return promise;
  }

  private prepare(fn: number, args: Ahead, flags: number): number {
    if (this.batched === 0) {
      this.submitter.stamp = stampOf(this.clock, this.memory.plan); // one look per batch
      this.submitter.look = this.recorder.on ? performance.now() : Number.NaN;
    }
    return this.submitter.prepare(fn, args, 0, flags);
  }

  /** Notes where a task was submitted. */
  private remember(slot: number, fn: number): void {
    if (!this.hasStack) this.stacks.beginTurn(fn);
    this.hasStack = true;
    this.stacks.note(slot, fn);
  }

  private submitToFull(
    fn: number,
    args: readonly unknown[],
    options: TaskOptions,
  ): Promise<unknown> {
    switch (this.options.onFull) {
      case 'caller-runs':
        try {
          return Promise.resolve(this.host.runHere(fn, args));
        } catch (error) {
          return rejected(error);
        }
      case 'drop-oldest':
      case 'drop-newest':
        if (this.dropOne(this.options.onFull)) {
          return this.accept(fn, withName(args, options), options);
        }
        return this.refuse(fn, 'every task has started');
      case 'reject':
        return this.refuse(fn, 'policy reject');
      case 'wait':
        if (this.waiting >= this.options.waitLimit) {
          return this.refuse(fn, `${this.waiting} tasks wait already`);
        }
        return this.wait(fn, withName(args, options), options);
    }
  }

  private refuse(fn: number, why: string): Promise<never> {
    if (this.recorder.on) this.recorder.event(Kind.refuse, NONE, fn, this.live, 0);
    return Promise.reject(this.fullError(why));
  }

  /** Keeps a task until there is room, with its arguments as they are now. */
  private wait(fn: number, args: readonly unknown[], options: TaskOptions): Promise<unknown> {
    try {
      const promise = this.waiters.add(fn, this.submitter.encode(args), options);
      this.awaitRoom();
      return promise;
    } catch (error) {
      return rejected(error);
    }
  }

  private admitSoon(): void {
    if (this.isWaitedFor) queueMicrotask(() => this.admit());
  }

  /** If all slots are in use by tasks that were cancelled, nothing else holds the process. */
  private awaitRoom(): void {
    if (this.live === 0) this.poll.expect(true);
  }

  private get isWaitedFor(): boolean {
    return this.waiting > 0 || this.room.isAwaited;
  }

  private fullError(why: string): QueueFullError {
    return new QueueFullError(
      `submit: ${this.live} tasks are under way, the limit is ${this.options.queueLimit} (${why})`,
    );
  }

  /** Rejects the oldest or newest task that has not started; false if there is none, or no slot. */
  private dropOne(policy: 'drop-oldest' | 'drop-newest'): boolean {
    const error = (): QueueFullError =>
      new QueueFullError(`submit: dropped for another task (policy ${policy})`);
    const which = policy === 'drop-oldest' ? 'oldest' : 'newest';
    return this.submitter.room > 0 && this.order.dropOne(which, error);
  }

  /** Accepts those who wait, as far as there is room. */
  private admit(): void {
    const limit = this.options.queueLimit;
    while (this.waiting > 0 && this.live < limit && this.submitter.room > 0) {
      const { fn, args, options, resolve, reject } = this.waiters.shift();
      this.accept(fn, args, options).then(resolve, reject);
    }
    if (!this.isFull()) this.room.open();
  }

  // ── publication ────────────────────────────────────────────────────────────────────────────

  publish(entry: number): void {
    this.batch[this.batched++] = entry;
    if (!this.inTurn) {
      this.inTurn = true;
      queueMicrotask(this.endTurn);
    }
    if (this.batched === BATCH || (this.batched === 1 && this.idle.mayWakeParked())) this.flush();
  }

  private readonly endTurn = (): void => {
    this.inTurn = this.hasStack = false;
    this.flush();
  };

  private flush(): void {
    if (this.batched === 0) return;
    if (this.recorder.on) {
      const [first = NONE] = this.batch;
      this.recorder.event(Kind.globalPush, first, this.batched, this.queue.size, 0);
    }
    let done = 0;
    while (done < this.batched) {
      // One pass: the queue has room for an entry of every slot.
      done += this.queue.pushBatch(this.batch.subarray(done, this.batched), this.batched - done);
    }
    this.batched = 0;
    this.poll.expect(this.idle.wake() !== -1);
  }

  // ── results ────────────────────────────────────────────────────────────────────────────────

  collect(): number {
    const count = this.submitter.collect();
    // What was cancelled has settled long ago: its slot comes back unheard.
    if (this.live === 0) this.admitSoon();
    return count;
  }

  outstanding(): number {
    if (this.submitter.used === 0 && this.waiting === 0) this.host.idle();
    return this.submitter.used;
  }

  isNeglected(): boolean {
    return this.neglect.isSeen();
  }

  wakeAnother(): void {
    this.idle.wake();
  }

  hold(alive: boolean): void {
    if (alive && (this.live > 0 || this.isWaitedFor)) this.keepAlive.ref();
    else this.keepAlive.unref();
  }

  /** Nothing holds the process when all have settled, though what was cancelled may run on. */
  private release(): void {
    if (this.live === 0 && !this.isWaitedFor) this.keepAlive.unref();
  }

  settled(slot: number): void {
    this.live--;
    this.release();
    this.limits.detach(slot);
    this.stacks.forget(slot);
    this.admitSoon();
    if (this.live === 0 && this.rest.isAwaited) queueMicrotask(() => this.tellDrained());
  }

  failed(slot: number, error: unknown): void {
    this.stacks.explain(slot, error);
  }

  lost(slot: number): boolean {
    return this.limits.mayRunAgain(slot);
  }

  lossError!: (slot: number, thread: number) => unknown;

  /** Ends this side: nothing holds the process any more. */
  stop(): void {
    clearInterval(this.keepAlive);
  }

  private tellDrained(): void {
    if (this.live === 0 && this.waiting === 0) this.rest.open();
  }

  // ── runSync ────────────────────────────────────────────────────────────────────────────────

  /** Runs a task and blocks until it is done. */
  submitSync(fn: unknown, args: readonly unknown[], timeout: number): unknown {
    if (this.closed) throw new ClosedError('runSync: the runtime is closed');
    const number = this.host.intern(fn);
    const slot = this.prepare(number, args, 0);
    if (slot === NO_SLOT) throw this.fullError('no free slot');
    this.remember(slot, number);
    this.live++;
    this.accepted++;
    const outcome: unknown[] = [];
    this.submitter.sendTo(slot, (value) => outcome.push(value));
    this.flush();
    const { memory, clock, submitter, limits, host } = this;
    const parts = { memory, clock, submitter, limits, host };
    blockUntil(() => outcome.length > 0, slot, timeout, parts);
    this.poll.resume(); // the looks into the inbox have disarmed its bell
    const [value] = outcome;
    if (value instanceof Rejection) throw value.reason as Error;
    return value;
  }
}
