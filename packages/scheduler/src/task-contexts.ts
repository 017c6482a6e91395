/** The contexts of the tasks that run on this machine: made when asked for, one per task. */

import { generationOf } from './control-word.js';
import type { TaskContext } from './context.js';
import { AbortError } from './errors.js';
import {
  FLAG_FORK,
  SLOT_FLAGS,
  SLOT_FUNCTION,
  SLOT_PARENT,
  SLOT_STARTED,
  UNKNOWN_PARENT,
} from './layout.js';
import { isUnwanted, numberOfTask, type TaskId } from './parentage.js';
import type { Slots } from './slots.js';
import { TaskRunner, type SubmissionCore } from './task-runner.js';

/** Submits tasks for others: what a task has submitted is stopped with it. */
export interface ParentCore {
  under(parent: TaskId): SubmissionCore;
}

/** Makes and remembers contexts. */
export class TaskContexts {
  private readonly core: ParentCore;
  private readonly signalled = new Set<Context>();
  private last: Context | undefined = undefined;

  private readonly slots: Slots;
  private readonly p: number;
  private readonly nameOf: (fn: number) => string;

  constructor(slots: Slots, core: ParentCore, p: number, nameOf: (fn: number) => string) {
    this.slots = slots;
    this.p = p;
    this.nameOf = nameOf;
    this.core = core;
  }

  /** The context of the task that runs in a slot now, by the name that was given to it, if any. */
  of(slot: number, given: string | undefined): TaskContext {
    const { slots } = this;
    const generation = generationOf(slots.controlHint(slot));
    if (this.last?.isFor(slot, generation) === true) return this.last;
    const parent = slots.get(slot, SLOT_PARENT);
    const isFork = (slots.get(slot, SLOT_FLAGS) & FLAG_FORK) !== 0 && parent !== UNKNOWN_PARENT;
    const self = { slot, generation };
    const root = isFork ? { slot: parent - 1, generation: slots.get(slot, SLOT_STARTED) } : self;
    const name = given ?? this.nameOf(slots.get(slot, SLOT_FUNCTION));
    this.last = new Context(self, root, name, this.p, this.core, slots, (context) =>
      this.signalled.add(context),
    );
    return this.last;
  }

  /** Fires the signals of tasks that were cancelled; forgets those of tasks that are over. */
  fireSignals(): void {
    for (const context of this.signalled) {
      if (context.fire()) this.signalled.delete(context);
    }
  }
}

class Context implements TaskContext {
  private controller: AbortController | undefined = undefined;

  private readonly self: TaskId;
  /** For a fork, the task that it is part of: cancelled together. */
  private readonly root: TaskId;
  readonly name: string;
  readonly p: number;
  private readonly core: ParentCore;
  private runner: TaskRunner | undefined;
  private readonly slots: Slots;
  private readonly watch: (context: Context) => void;

  constructor(
    self: TaskId,
    root: TaskId,
    name: string,
    p: number,
    core: ParentCore,
    slots: Slots,
    watch: (context: Context) => void,
  ) {
    this.self = self;
    this.root = root;
    this.name = name;
    this.p = p;
    this.core = core;
    this.slots = slots;
    this.watch = watch;
  }

  get id(): number {
    return numberOfTask(this.self);
  }

  get runtime(): TaskRunner {
    return (this.runner ??= new TaskRunner(this.core.under(this.root)));
  }

  get cancelled(): boolean {
    return this.isOff(this.self) || this.isOff(this.root);
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      this.watch(this);
    }
    if (this.cancelled && !this.controller.signal.aborted) this.controller.abort(reason());
    return this.controller.signal;
  }

  throwIfCancelled(): void {
    if (this.cancelled) throw reason();
  }

  isFor(slot: number, generation: number): boolean {
    return this.self.slot === slot && this.self.generation === generation;
  }

  /** Aborts the signal if the task is cancelled; returns whether there is nothing more to do. */
  fire(): boolean {
    // In this order: what is over looks as if it were cancelled, and it may be over from one look to
    // the next.
    const { cancelled } = this;
    const word = this.slots.control(this.self.slot);
    if (generationOf(word) !== this.self.generation) return true; // it is over: nobody to tell
    if (!cancelled) return false;
    this.controller?.abort(reason());
    return true;
  }

  private isOff(task: TaskId): boolean {
    return isUnwanted(this.slots.cells, this.slots.at(task.slot), task);
  }
}

function reason(): AbortError {
  return new AbortError('The task was aborted');
}
