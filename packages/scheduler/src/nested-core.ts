/**
 * The submitting side on a machine: tasks from inside tasks. They go to the machine's own deque,
 * where it or a thief finds them, and are never refused or delayed by the limit of the queue in
 * front: a task that waits for its own children must get them (§9 of the design: no deadlock at any
 * depth).
 *
 * If all slots of the region are in use, the child stays in this thread's memory, where this machine
 * runs it as soon as a slot is free.
 */

import type { TimedChild } from './child-watch.js';
import { CLOCK, sinceEpoch, TaskClock } from './clock.js';
import { WorkerLostError } from './errors.js';
import { Fifo } from './fifo.js';
import type { FunctionNumbers } from './functions/numbers.js';
import type { TaskFunction } from './functions/kind.js';
import type { Idle } from './idle.js';
import { regionStart, UNKNOWN_PARENT } from './layout.js';
import type { Memory } from './memory.js';
import type { TaskOptions } from './options.js';
import { abortedWithParent, isCancelled, parentFlags, type TaskId } from './parentage.js';
import type { Ahead } from './payloads.js';
import type { Processor } from './processor.js';
import { rejected } from './rejection.js';
import { Stacks, type StackMode } from './stacks.js';
import { NO_SLOT, type Submitter } from './submitter.js';
import type { EntrySink, SubmitterEvents } from './submitter-host.js';
import { abortError, TaskLimits, type LimitsHost } from './task-limits.js';
import { flagsOf, withName } from './task-name.js';
import type { SubmissionCore } from './task-runner.js';

const NOT_ISOLATED =
  "options.isolate: expected false inside a task, which can't be isolated from its parent, received true";

interface Child {
  readonly fn: number;
  readonly args: Ahead;
  readonly options: TaskOptions;
  readonly parent: TaskId | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** What a machine's submitting side needs of the thread around it. */
export interface NestedHost extends Pick<
  LimitsHost,
  'nameOf' | 'terminate' | 'suspect' | 'abandon'
> {
  readonly thread: number;
  readonly stacks: StackMode;
  /** Has the main thread watch over a child's time. */
  watch(child: TimedChild): void;
}

/** Submission and settlement of nested tasks. */
export class NestedCore implements SubmissionCore, EntrySink, SubmitterEvents {
  submitter!: Submitter;
  /** Wakes this machine's loop, should it sleep in the event loop. */
  kick!: () => void;
  private readonly kept = new Fifo<Child>();
  private readonly limits: TaskLimits;
  private readonly memory: Memory;
  private readonly watch: (child: TimedChild) => void;
  private readonly numbers: FunctionNumbers;
  private readonly processor: Processor;
  private readonly idle: Idle;
  readonly width: number;
  private readonly taskClock: TaskClock;
  private readonly stacks: Stacks;

  constructor(
    memory: Memory,
    numbers: FunctionNumbers,
    processor: Processor,
    idle: Idle,
    host: NestedHost,
  ) {
    this.memory = memory;
    this.taskClock = new TaskClock(memory.plan);
    this.stacks = new Stacks(host.stacks, regionStart(memory.plan, host.thread));
    this.watch = (child) => host.watch(child);
    this.numbers = numbers;
    this.processor = processor;
    this.idle = idle;
    this.width = memory.plan.procs;
    this.limits = new TaskLimits(memory, CLOCK, {
      submitter: () => this.submitter,
      nameOf: (fn) => host.nameOf(fn),
      terminate: (thread, culprit) => host.terminate(thread, culprit),
      suspect: (thread, culprit) => host.suspect(thread, culprit),
      unpark: (thread) => idle.unpark(thread),
      abandon: (parent, killAfter) => host.abandon(parent, killAfter),
    });
  }

  /** Submits for a task: its children are stopped with it. */
  under(parent: TaskId): SubmissionCore {
    return {
      width: this.width,
      submit: (fn, args, options) => this.submitUnder(parent, fn, args, options),
      ready: () => this.ready(),
    };
  }

  submit(fn: unknown, args: readonly unknown[], options: TaskOptions): Promise<unknown> {
    return this.submitUnder(undefined, fn, args, options);
  }

  private submitUnder(
    parent: TaskId | undefined,
    fn: unknown,
    args: readonly unknown[],
    options: TaskOptions,
  ): Promise<unknown> {
    if (options.signal?.aborted === true) return Promise.reject(abortError(options.signal.reason));
    if (options.isolate === true) return Promise.reject(new TypeError(NOT_ISOLATED));
    if (this.isStopped(parent)) return Promise.reject(abortedWithParent());
    try {
      const number = this.numbers.numberOf(fn as TaskFunction);
      const named = withName(args, options);
      const now = performance.now();
      this.submitter.look = now;
      this.submitter.stamp = this.taskClock.stamp(now);
      this.stacks.beginTurn(number, now);
      const slot = this.prepare(number, named, options, parent);
      if (slot === NO_SLOT) return this.keep(number, this.submitter.encode(named), options, parent);
      const promise = this.send(slot, options, parent);
      this.stacks.note(slot, number);
      return promise;
    } catch (error) {
      return rejected(error);
    }
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  publish(entry: number): void {
    this.processor.push(entry);
    this.idle.wake();
    this.kick();
  }

  settled(slot: number): void {
    this.limits.detach(slot);
    this.stacks.forget(slot);
    if (this.kept.size > 0) queueMicrotask(() => this.sendKept());
  }

  failed(slot: number, error: unknown): void {
    this.stacks.explain(slot, error);
  }

  lost(slot: number): boolean {
    return this.limits.mayRunAgain(slot);
  }

  lossError(slot: number, thread: number): unknown {
    return new WorkerLostError(`${this.limits.nameOf(slot)}: its machine M${thread} is gone`);
  }

  private prepare(
    fn: number,
    args: Ahead,
    options: TaskOptions,
    parent: TaskId | undefined,
  ): number {
    const flags = flagsOf(options);
    if (parent === undefined) return this.submitter.prepare(fn, args, UNKNOWN_PARENT, flags);
    return this.submitter.prepare(fn, args, parent.slot + 1, flags | parentFlags(parent));
  }

  /**
   * Publishes a child, and then looks whether its parent was stopped meanwhile. Who stops the parent
   * cancels it first and then looks for children (orphans.ts): one of the two sees the other.
   */
  private send(slot: number, options: TaskOptions, parent: TaskId | undefined): Promise<unknown> {
    const promise = this.submitter.send(slot);
    this.attach(slot, options);
    if (this.isStopped(parent)) this.limits.stop(slot, abortedWithParent(), Infinity);
    return promise;
  }

  private isStopped(parent: TaskId | undefined): boolean {
    if (parent === undefined) return false;
    const { cells } = this.memory;
    return isCancelled(cells, this.memory.slotCell(parent.slot), parent);
  }

  private attach(slot: number, options: TaskOptions): void {
    this.limits.attach(slot, options);
    const { timeout, deadline, killAfter = 0 } = options;
    if (timeout === undefined && deadline === undefined) return;
    this.watch({
      thread: this.submitter.thread,
      slot,
      generation: this.submitter.generation(slot),
      name: this.limits.nameOf(slot),
      timeout,
      due: deadline && sinceEpoch(this.memory.plan) + deadline,
      killAfter,
    });
  }

  private keep(
    fn: number,
    args: Ahead,
    options: TaskOptions,
    parent: TaskId | undefined,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.kept.push({ fn, args, options, parent, resolve, reject });
    });
  }

  private sendKept(): void {
    this.submitter.look = Number.NaN;
    this.submitter.stamp = this.taskClock.stamp();
    while (this.kept.size > 0 && this.submitter.room > 0) {
      const { fn, args, options, parent, resolve, reject } = this.kept.shift() as Child;
      try {
        const slot = this.prepare(fn, args, options, parent);
        this.send(slot, options, parent).then(resolve, reject);
      } catch (error) {
        reject(error);
      }
    }
  }
}
