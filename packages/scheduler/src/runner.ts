/**
 * From a queue entry to a delivered result: claim the task, call its function, write down what came
 * of it, send the slot back. The machine's loop (machine.ts) decides what and when.
 */

import { types } from 'node:util';
import type { InboxSender } from '@pilfer/deque';
import { compareExchange, load, read, store, wait, write, type Cells } from './atomics.js';
import { sinceEpoch } from './clock.js';
import { CANCELLED, DONE, QUEUED, RUNNING, stateOf, threadOf, withState } from './control-word.js';
import { COUNTER } from './counters.js';
import type { MachineForks } from './forks/machine-forks.js';
import type { TaskTimes } from './histogram.js';
import type { Idle } from './idle.js';
import {
  DOOMED,
  FLAG_FORK,
  FLAG_TIMED,
  SLOT_FLAGS,
  SLOT_FUNCTION,
  SLOT_SHAPE,
  SLOT_STARTED,
  THREAD_DOOM,
  THREAD_RUNNING,
  threadOfSlot,
} from './layout.js';
import type { Memory } from './memory.js';
import type { Payloads } from './payloads.js';
import { PendingTasks } from './pending-tasks.js';
import type { Processor } from './processor.js';
import type { Recorder } from './recording/recorder.js';
import { ARGUMENTS_BLOCK, type Slots } from './slots.js';
import { takeName } from './task-name.js';
import { Outcome, Source } from './trace/codes.js';
import { Kind } from './trace/kinds.js';
import { NONE } from './trace/layout.js';

/** Something that can be called with a task's arguments. */
export type Callable = (...args: unknown[]) => unknown;

/** What running a task needs of its surroundings. */
export interface RunnerHost {
  /** The function of a number, loading its module if need be; throws what the task rejects with. */
  resolve(fn: number): Callable;
  /** Changes an error before it is sent. */
  explain(error: unknown): unknown;
}

/** The parts that a runner works with. */
export interface RunnerParts {
  readonly memory: Memory;
  readonly slots: Slots;
  readonly payloads: Payloads;
  readonly processor: Processor;
  readonly idle: Idle;
  readonly senders: readonly InboxSender[];
  readonly times: TaskTimes;
  readonly forks: Pick<MachineForks, 'begin' | 'returned' | 'threw' | 'end'>;
  readonly recorder?: Recorder | undefined;
}

/** Runs tasks on one machine. */
export class Runner {
  /** The slot of the task that runs now, or −1. While it waits for a fork, it may be another fork. */
  current = -1;
  /** The name that was given to it, if one was. */
  name: string | undefined = undefined;
  /** Whether a result has woken its submitter since the machine last yielded its core. */
  hasRung = false;
  private readonly tasks: PendingTasks;
  private readonly thread: number;
  private readonly parts: RunnerParts;
  private readonly host: RunnerHost;
  private readonly onSettled: () => void;
  private readonly cells: Cells;
  private readonly threadCell: number;

  /**
   * @param asyncLimit how many async root tasks may be pending.
   * @param onSettled called when an async task has finished: the machine may be asleep.
   */
  constructor(
    thread: number,
    parts: RunnerParts,
    host: RunnerHost,
    asyncLimit: number,
    onSettled: () => void,
  ) {
    this.thread = thread;
    this.parts = parts;
    this.host = host;
    this.tasks = new PendingTasks(thread, parts.memory, parts.slots, asyncLimit);
    this.onSettled = onSettled;
    this.cells = parts.memory.cells;
    this.threadCell = parts.memory.threadCell(thread);
  }

  /** Async tasks that have started and not finished. */
  get pending(): number {
    return this.tasks.count;
  }

  /** Says whether entries that have all been put back may start now after all. */
  allPutBack(): boolean {
    return this.tasks.allRefused();
  }

  /**
   * Claims the task of an entry and runs it; drops the entry if it is stale. False if it went back to
   * the queue: it may not start here now (pending-tasks.ts).
   */
  take(entry: number): boolean {
    const { slots, processor } = this.parts;
    const slot = slots.slotOf(entry);
    for (;;) {
      const word = slots.control(slot);
      const state = stateOf(word);
      if (!slots.isCurrent(entry, word) || (state !== QUEUED && !isAbandoned(word))) {
        processor.counters.add(COUNTER.stale);
        return true;
      }
      if (state === CANCELLED) {
        if (!slots.transition(slot, word, withState(word, this.thread, DONE))) continue;
        this.deliver(slot);
        return true;
      }
      if (!this.tasks.admits(slot)) {
        processor.putBack(entry);
        return false;
      }
      if (this.start(slot, word)) return true;
    }
  }

  /** Loads the function, claims the task, runs it. False if the slot has changed meanwhile. */
  private start(slot: number, word: number): boolean {
    const { slots } = this.parts;
    const outer = this.current;
    // Before the module is loaded, which may end this thread: then it is known what for. A fork that
    // is run inside a join has no limits of its own: what counts is the task below it.
    if (outer === -1) write(this.cells, this.threadCell + THREAD_RUNNING, slot + 1);
    let fn: Callable;
    try {
      fn = this.host.resolve(slots.get(slot, SLOT_FUNCTION));
    } catch (error) {
      fn = () => {
        throw error;
      };
    }
    const flags = slots.get(slot, SLOT_FLAGS);
    const submitted = slots.get(slot, SLOT_STARTED);
    if ((flags & FLAG_TIMED) !== 0) {
      // Before the claim, so that who sees it running sees since when.
      slots.set(slot, SLOT_STARTED, Math.max(1, Math.round(sinceEpoch(this.parts.memory.plan))));
    }
    const running = withState(word, this.thread, RUNNING);
    if (!slots.transition(slot, word, running)) {
      if (outer === -1) write(this.cells, this.threadCell + THREAD_RUNNING, 0);
      return false;
    }
    const { processor, recorder, times } = this.parts;
    if ((flags & FLAG_FORK) === 0) times.began(submitted);
    const below = recorder?.acting ?? NONE;
    if (recorder !== undefined) {
      recorder.acting = slots.entryOf(slot, running);
      const { source, victim } = processor;
      if (recorder.on) {
        const isShared = source === Source.local && !Number.isNaN(times.recent);
        recorder.look(isShared ? times.recent : performance.now());
        recorder.again(Kind.start, recorder.acting, source, 0, victim);
      }
      times.forget();
    }
    const outerName = this.name;
    this.tasks.started(slot, flags);
    this.current = slot;
    this.name = undefined;
    this.execute(slot, running, fn);
    if (recorder !== undefined) recorder.acting = below;
    this.name = outerName;
    if (outer === -1) write(this.cells, this.threadCell + THREAD_RUNNING, 0);
    this.current = outer;
    return true;
  }

  private execute(slot: number, running: number, fn: Callable): void {
    const { forks } = this.parts;
    const frame = forks.begin(slot);
    let result: unknown;
    try {
      result = this.call(slot, fn);
      forks.returned(slot, frame, result);
    } catch (error) {
      forks.threw(frame);
      forks.end(frame);
      this.fail(slot, running, error);
      return;
    }
    forks.end(frame);
    if (types.isPromise(result)) this.wait(slot, running, result);
    else if (typeof result !== 'object' || result === null) this.succeed(slot, running, result);
    else this.finishObject(slot, running, result);
  }

  /** A result that may be a thenable, which is asked as a promise asks it: once, and safely. */
  private finishObject(slot: number, running: number, result: object): void {
    let isThenable: boolean;
    try {
      isThenable = 'then' in result && typeof result.then === 'function';
    } catch (error) {
      this.fail(slot, running, error);
      return;
    }
    if (isThenable) this.wait(slot, running, new Promise((resolve) => resolve(result)));
    else this.succeed(slot, running, result);
  }

  private call(slot: number, fn: Callable): unknown {
    const { slots } = this.parts;
    switch (slots.get(slot, SLOT_SHAPE)) {
      case 0:
        return fn();
      case 1:
        return fn(slots.argument(slot, 0));
      case 2:
        return fn(slots.argument(slot, 0), slots.argument(slot, 1));
      case 3:
        return fn(slots.argument(slot, 0), slots.argument(slot, 1), slots.argument(slot, 2));
      case ARGUMENTS_BLOCK: {
        const args = this.parts.payloads.readArguments(slot);
        this.name = takeName(args, slots.get(slot, SLOT_FLAGS));
        return fn(...args);
      }
      default:
        throw new Error(`call: slot ${slot} has no arguments`);
    }
  }

  /** Keeps an async task's slot until its promise settles; the machine goes on meanwhile. */
  private wait(slot: number, running: number, promise: Promise<unknown>): void {
    this.leaveStack(slot);
    const isRoot = this.tasks.isRoot(slot);
    const remove = this.tasks.add(slot);
    this.record(Kind.asyncPending, slot, running, this.pending, 0, 0);
    const settle = (finish: () => void): void => {
      remove();
      this.record(Kind.asyncResume, slot, running, this.pending, 0, 0);
      finish();
      if (this.pending === 0 || isRoot) this.onSettled(); // it may sleep otherwise now
    };
    // Not the promise's own `then`, which the task may have changed.
    then.call(
      promise,
      (value) => settle(() => this.succeed(slot, running, value)),
      (error) => settle(() => this.fail(slot, running, error)),
    );
  }

  private succeed(slot: number, running: number, value: unknown): void {
    this.parts.payloads.writeResult(slot, value);
    this.finish(slot, running, Outcome.ok);
  }

  private fail(slot: number, running: number, error: unknown): void {
    this.parts.processor.counters.add(COUNTER.failed);
    this.parts.payloads.writeError(slot, this.explain(error));
    this.finish(slot, running, Outcome.threw);
  }

  private explain(error: unknown): unknown {
    try {
      return this.host.explain(error);
    } catch {
      return error; // frozen, or with getters that throw
    }
  }

  private finish(slot: number, running: number, outcome: number): void {
    const { slots, processor } = this.parts;
    const { recorder, times } = this.parts;
    if (recorder?.on === true) {
      times.recent = times.finished = performance.now();
      recorder.look(times.recent);
      recorder.again(Kind.end, slots.entryOf(slot, running), outcome, 0, 0);
    }
    this.tasks.ended(slot);
    const done = withState(running, this.thread, DONE);
    if (!slots.transition(slot, running, done)) {
      // Cancelled while it ran: the submitter frees the slot without looking at the result.
      slots.transition(slot, withState(running, this.thread, CANCELLED), done);
      this.escape(slot);
    }
    processor.counters.add(COUNTER.run);
    this.deliver(slot);
  }

  /** A task that is pending need not be ended with its thread, on whose stack it is not any more. */
  private leaveStack(slot: number): void {
    const { cells, threadCell } = this;
    if (read(cells, threadCell + THREAD_RUNNING) !== slot + 1) return;
    store(cells, threadCell + THREAD_RUNNING, 0); // before the look: see `announceDoom`
    if (load(cells, threadCell + THREAD_DOOM) !== 0) this.escape(slot);
  }

  /**
   * A task that is over, or pending, was to be stopped by ending this thread: either it is known in
   * time that it need not be, or this thread takes no other task any more, since that one would die
   * with it.
   */
  private escape(slot: number): void {
    const doom = this.threadCell + THREAD_DOOM;
    compareExchange(this.cells, doom, slot + 1, 0);
    while (load(this.cells, doom) === DOOMED) wait(this.cells, doom, DOOMED);
  }

  /** Sends a finished slot to its submitter, and rings if that one is asleep. */
  private deliver(slot: number): void {
    const to = threadOfSlot(this.parts.memory.plan, slot);
    if (!(this.parts.senders[to] as InboxSender).send(slot)) return;
    this.hasRung = true;
    if (to === 0) this.parts.idle.ring(0);
    else this.parts.idle.unpark(to);
  }

  private record(kind: number, slot: number, word: number, a: number, b: number, c: number): void {
    const { recorder, slots } = this.parts;
    if (recorder?.on === true) recorder.event(kind, slots.entryOf(slot, word), a, b, c);
  }
}

function isAbandoned(word: number): boolean {
  return stateOf(word) === CANCELLED && threadOf(word) === 0;
}

type Then = (
  this: Promise<unknown>,
  onResolved: (value: unknown) => void,
  onRejected: (reason: unknown) => void,
) => void;
const then = Object.getOwnPropertyDescriptor(Promise.prototype, 'then')?.value as Then;
