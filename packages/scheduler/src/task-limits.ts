/**
 * What the options of a task ask for while it is under way: signals, timeouts, retries, a name.
 * Tasks without options never come here.
 *
 * ## Stopping a task that runs
 *
 * Its promise is rejected at once, and its slot says so to the task itself. If it goes on for
 * `killAfter` milliseconds, its thread is ended, which must not hit the next task on that thread:
 *
 * 1. `doom` of the thread = this task; 2. the slot RUNNING → CANCELLED; 3. later: swap `doom` from
 * this task to DOOMED, and only then end the thread. The machine, when a task is over and its slot
 * is CANCELLED, swaps `doom` back to 0 if it is this task's; if it finds DOOMED, it takes no other
 * task and waits for its end. The two swaps are on one word: either the thread goes on and is not
 * ended, or it is ended and runs nothing.
 *
 * A task that becomes pending in its grace leaves the stack, and lives beside others from then on. So
 * the machine takes it off `running`, and then swaps `doom` back in the same way. Step 1 looks at
 * `running` once more after its swap, so that one of the two sees the other. What is pending when its
 * grace is over hangs only if the event loop stands still, and then only is the thread ended
 * (hangs.ts).
 */

import { compareExchange, load } from './atomics.js';
import type { Clock, Timer } from './clock.js';
import { CANCELLED, generationOf, stateOf, threadOf } from './control-word.js';
import { AbortError, TimeoutError } from './errors.js';
import { DOOMED, SLOT_CONTROL, THREAD_DOOM, THREAD_RUNNING } from './layout.js';
import type { Memory } from './memory.js';
import type { TaskOptions } from './options.js';
import type { TaskId } from './parentage.js';
import { Signals } from './signals.js';
import type { Submitter } from './submitter.js';

/** What is kept of a task that has options. */
interface Limits {
  readonly options: TaskOptions;
  attempts: number;
  timer: Timer | undefined;
  deadline: Timer | undefined;
}

/** What the limits need around them. */
export interface LimitsHost {
  submitter(): Submitter;
  /** The name of a function's number. */
  nameOf(fn: number): string;
  /** Ends a thread whose task won't stop. */
  terminate(thread: number, culprit: string): void;
  /** Ends a thread if its event loop stands still: the task may hang after an `await`. */
  suspect(thread: number, culprit: string): void;
  /** Wakes a thread: it shall look around. */
  unpark(thread: number): void;
  /** A task that runs was stopped: so are its children, which are ended so many ms later. */
  abandon(parent: TaskId, killAfter: number): void;
}

/** The options of one submitter's tasks under way. */
export class TaskLimits {
  private readonly memory: Memory;
  private readonly clock: Clock;
  private readonly host: LimitsHost;
  private readonly limits = new Map<number, Limits>();
  private readonly signals = new Signals<number>((slot, reason) => this.abort(slot, reason));

  constructor(memory: Memory, clock: Clock, host: LimitsHost) {
    this.memory = memory;
    this.clock = clock;
    this.host = host;
  }

  /** Watches over a task that was just sent. */
  attach(slot: number, options: TaskOptions): void {
    if (!hasAny(options)) return;
    const limits: Limits = { options, attempts: 0, timer: undefined, deadline: undefined };
    this.limits.set(slot, limits);
    if (options.signal !== undefined) this.signals.watch(options.signal, slot);
    if (options.timeout !== undefined) {
      this.watchStart(slot, limits, options.timeout, options.timeout);
    }
    if (options.deadline !== undefined) {
      const ms = options.deadline;
      limits.deadline = this.clock.after(ms, () => this.timeOut(slot, `deadline of ${ms} ms`));
    }
  }

  /** The task has settled. */
  detach(slot: number): void {
    if (this.limits.size === 0) return;
    const limits = this.limits.get(slot);
    if (limits === undefined) return;
    this.limits.delete(slot);
    this.clock.cancel(limits.timer);
    this.clock.cancel(limits.deadline);
    if (limits.options.signal !== undefined) this.signals.forget(limits.options.signal, slot);
  }

  /** Counts a death of the task's machine; returns whether it may run again. */
  mayRunAgain(slot: number): boolean {
    const limits = this.limits.get(slot);
    if (limits === undefined) return false;
    const { retries = limits.options.idempotent === true ? 1 : 0 } = limits.options;
    return ++limits.attempts <= retries;
  }

  /** The name of the task in a slot, for messages. */
  nameOf(slot: number): string {
    const given = this.limits.get(slot)?.options.name;
    return given ?? this.host.nameOf(this.host.submitter().functionOf(slot));
  }

  /** Rejects a task; if it runs, and goes on for `killAfter` milliseconds, ends its thread. */
  stop(slot: number, error: unknown, killAfter: number): void {
    const submitter = this.host.submitter();
    const { cells } = this.memory;
    const name = this.nameOf(slot);
    if (submitter.cancelQueued(slot, error)) return;
    const runner = submitter.runner(slot);
    const doom = this.memory.threadCell(runner) + THREAD_DOOM;
    const kills = killAfter !== Infinity && runner > 0 && announceDoom(this.memory, runner, slot);
    const cancelled = submitter.cancel(slot, error);
    if (cancelled > 0) {
      this.host.unpark(cancelled); // it tells the task
      this.host.abandon({ slot, generation: submitter.generation(slot) }, killAfter);
    }
    if (!kills) {
      if (cancelled > 0 && killAfter !== Infinity) {
        this.clock.after(killAfter, () => this.host.suspect(cancelled, name)).unref();
      }
      return;
    }
    const generation = submitter.generation(slot);
    const kill = (): void => {
      if (compareExchange(cells, doom, slot + 1, DOOMED) === slot + 1) {
        this.host.terminate(runner, name);
      } else if (isStopping(this.memory, slot, generation)) {
        this.host.suspect(runner, name);
      }
    };
    if (cancelled !== runner) compareExchange(cells, doom, slot + 1, 0);
    else if (killAfter === 0) kill();
    else this.clock.after(killAfter, kill);
  }

  /**
   * A timeout counts from the start. A task that has not started at one look cannot be due before a
   * whole timeout later, so looking that often misses nothing; once it has started, the moment is
   * known.
   */
  private watchStart(slot: number, limits: Limits, timeout: number, wait: number): void {
    limits.timer = this.clock.after(Math.ceil(wait), () => {
      const started = this.host.submitter().startTime(slot);
      const left =
        started === 0 ? timeout : started + timeout + this.memory.plan.epoch - this.clock.now();
      if (left <= 0) this.timeOut(slot, `timeout of ${timeout} ms`);
      else this.watchStart(slot, limits, timeout, left);
    });
  }

  private timeOut(slot: number, what: string): void {
    const killAfter = this.limits.get(slot)?.options.killAfter ?? 0;
    this.stop(slot, new TimeoutError(`${this.nameOf(slot)}: ${what} exceeded`), killAfter);
  }

  private abort(slot: number, reason: unknown): void {
    const killAfter = this.limits.get(slot)?.options.killAfter ?? Infinity;
    this.stop(slot, abortError(reason), killAfter);
  }
}

/**
 * Step 1; false if the task is not on the thread's stack. Others may announce the doom of the next
 * task there at the same time: who is late must not wipe that out.
 */
export function announceDoom(memory: Memory, thread: number, slot: number): boolean {
  const { cells } = memory;
  const at = memory.threadCell(thread);
  for (;;) {
    const doom = load(cells, at + THREAD_DOOM);
    if (doom === DOOMED || load(cells, at + THREAD_RUNNING) !== slot + 1) return false;
    if (compareExchange(cells, at + THREAD_DOOM, doom, slot + 1) !== doom) continue;
    if (load(cells, at + THREAD_RUNNING) === slot + 1) return true;
    compareExchange(cells, at + THREAD_DOOM, slot + 1, 0); // it has left the stack, perhaps unaware
    return false;
  }
}

/** Whether a task that was stopped while it ran goes on. */
export function isStopping(memory: Memory, slot: number, generation: number): boolean {
  const word = load(memory.cells, memory.slotCell(slot) + SLOT_CONTROL);
  return stateOf(word) === CANCELLED && threadOf(word) !== 0 && generationOf(word) === generation;
}

/** The error of a task that its signal has cancelled. */
export function abortError(reason: unknown): AbortError {
  return new AbortError('The task was aborted', { cause: reason });
}

function hasAny(options: TaskOptions): boolean {
  for (const _ in options) return true;
  return false;
}
