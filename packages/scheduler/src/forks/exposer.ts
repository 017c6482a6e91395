/**
 * The slow path of a fork or join: somebody is hungry, so private forks become public ones.
 *
 * The oldest go first: in a recursion they are the largest pieces, and one of them keeps a thief busy
 * for as long as all the others together.
 *
 * In this order: is there stack enough? Is it worth it, and time for it (policy/exposure.ts)? Take
 * the requests (O1 of hungry.ts). For each fork: is there room in the deque? Encode the arguments,
 * which may fail, and then nothing has happened: the fork stays private and is counted. Then, in a
 * straight line that can't fail: slot QUEUED, entry pushed (O2), fork marked. Then wake (O3), and
 * settle with those who got nothing (O4).
 *
 * An eager exposer, there for comparison, gives every fork away at once, as a textbook pool does.
 */

import { COUNTER } from '../counters.js';
import type { FunctionNumbers } from '../functions/numbers.js';
import type { TaskFunction } from '../functions/kind.js';
import type { Larder } from '../hungry.js';
import type { Idle } from '../idle.js';
import { FLAG_FORK, SLOT_STARTED, UNKNOWN_PARENT } from '../layout.js';
import { exposuresFor, pauseAfterJoin } from '../policy/exposure.js';
import { mayWakeForFork } from '../policy/spin.js';
import type { Processor } from '../processor.js';
import type { Recorder } from '../recording/recorder.js';
import type { Slots } from '../slots.js';
import { NO_SLOT, type Submitter } from '../submitter.js';
import { Kind } from '../trace/kinds.js';
import { NONE } from '../trace/layout.js';
import { Exposed } from './exposed.js';
import type { ForkEntry, ForkStack, Frame } from './fork-stack.js';
import { probeStack } from './probe-stack.js';

/** Slots that are left to nested tasks. */
const RESERVED_SLOTS = 64;

/** The parts that an exposer works with. */
export interface ExposerParts {
  readonly stack: ForkStack;
  readonly slots: Slots;
  readonly submitter: Submitter;
  readonly processor: Processor;
  readonly numbers: FunctionNumbers;
  readonly idle: Idle;
  readonly larder: Larder;
  readonly recorder?: Recorder | undefined;
  /** Nanoseconds, from any zero. */
  readonly now: () => number;
  /** Whether forks are exposed at once, hungry thieves or not. */
  readonly eager?: boolean;
}

/** Where a task begins on the stack, and whose forks are under it. */
export interface TaskFrame extends Frame {
  /** The task's own queue entry, in a recording. */
  readonly entry: number;
  readonly root: number;
  readonly generation: number;
  readonly below: TaskFrame | undefined;
}

/** Gives one M's forks away. */
export class Exposer {
  /** Slot of the root task whose forks are made now. */
  root = 0;
  /** Its generation. It may be over while a fork of it still runs here: then the slot is another task's. */
  generation = 0;
  /** The task that runs; below it those that wait in a join, perhaps of other roots. */
  frame: TaskFrame | undefined = undefined;
  private pause = 0;
  private pausedUntil = -Infinity;
  private lastWake = -Infinity;
  private readonly parts: ExposerParts;

  constructor(parts: ExposerParts) {
    this.parts = parts;
  }

  /** Answers those who have asked. Never throws. */
  answer(): void {
    const { larder, now } = this.parts;
    try {
      probeStack();
    } catch {
      return; // the requests stay
    }
    const time = now();
    if (this.parts.eager === true) this.exposeAll(time);
    else if (time < this.pausedUntil) larder.settle(true);
    else this.serve(time);
  }

  /** A fork that was exposed is joined: was it worth it? */
  joined({ since }: Exposed): void {
    const { larder, now, processor, eager } = this.parts;
    if (eager === true) return;
    const time = now();
    this.adapt(time, time - since);
    if (processor.isBare()) larder.settle(this.pause > 0);
  }

  private serve(time: number): void {
    const { stack, idle, larder, processor } = this.parts;
    const searching = idle.searching.count();
    const hungry = searching + idle.parked.count() + idle.joining.count();
    // A sleeper is woken so often only; one who is awake is served at once.
    if (searching === 0 && !mayWakeForFork(time - this.lastWake)) return;
    larder.take(); // O1
    const wanted = Math.max(1, hungry); // one may have asked and found something meanwhile
    const most = exposuresFor(stack.privates, wanted);
    let exposed = 0;
    while (exposed < most && this.exposeOldest(time)) exposed++; // O2
    if (exposed > 0 && idle.wakeForFork() !== -1) this.lastWake = time; // O3
    if (exposed < wanted && processor.isBare()) larder.settle(this.pause > 0); // O4
  }

  /** What does not fit stays private: the next fork or join comes here again. */
  private exposeAll(time: number): void {
    const { larder, idle } = this.parts;
    if (larder.isAsked()) larder.take();
    let exposed = 0;
    while (this.exposeOldest(time)) exposed++;
    if (exposed > 0) idle.wakeForFork();
  }

  /** Exposes the oldest private fork that can be; false if there is none, or no room. */
  private exposeOldest(time: number): boolean {
    const { stack, processor, submitter } = this.parts;
    for (;;) {
      const entry = stack.oldestPrivate();
      if (entry === undefined) return false;
      if (!processor.hasRoom() || submitter.room <= RESERVED_SLOTS) return false;
      const slot = this.prepare(entry);
      if (slot === NO_SLOT) {
        stack.passOldest();
        processor.counters.add(COUNTER.unexposable);
        this.adapt(time, 0);
        continue;
      }
      const exposed = new Exposed(slot, time);
      const queued = submitter.arm(slot, exposed.settle);
      exposed.entry = queued;
      this.record(entry, queued, slot);
      processor.pushFork(queued);
      entry.exposed = exposed;
      stack.passOldest();
      processor.counters.add(COUNTER.exposed);
      return true;
    }
  }

  /** Before the push, so that in the trace it comes before whatever takes it. */
  private record(entry: ForkEntry, queued: number, slot: number): void {
    const { recorder, stack, submitter } = this.parts;
    if (recorder?.on !== true) return;
    const parent = this.ownerOf(entry).entry;
    const left = stack.privates - 1;
    recorder.event(Kind.expose, queued, parent, submitter.functionOf(slot), left);
  }

  private prepare(entry: ForkEntry): number {
    const { task, args } = entry;
    const { numbers, slots, submitter } = this.parts;
    try {
      const fn = numbers.numberOf(task as TaskFunction);
      const { root, generation } = this.ownerOf(entry);
      const slot = submitter.prepare(fn, args, root + 1, FLAG_FORK);
      slots.set(slot, SLOT_STARTED, generation);
      return slot;
    } catch {
      return NO_SLOT; // EncodeError, a full function table
    }
  }

  /** Whose a fork is, and its root: the oldest ones may be those of a task that waits further down. */
  private ownerOf({ index }: ForkEntry): Pick<TaskFrame, 'entry' | 'root' | 'generation'> {
    let { root, generation, frame } = this;
    let entry = this.parts.recorder?.acting ?? NONE;
    for (; frame !== undefined && index < frame.top; frame = frame.below) {
      ({ root, generation } = frame);
      entry = frame.below?.entry ?? NONE;
    }
    return { entry, root, generation };
  }

  private adapt(time: number, since: number): void {
    this.pause = pauseAfterJoin(this.pause, since);
    this.pausedUntil = time + this.pause;
  }
}

/** Forks that belong to no task that runs: after an `await` of an async one. */
export const NO_ROOT: number = UNKNOWN_PARENT - 1;
