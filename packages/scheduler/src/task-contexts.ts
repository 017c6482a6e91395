/** The contexts of the tasks that run on this machine: made when asked for, one per task. */

import { CANCELLED, generationOf, stateOf } from './control-word.js';
import type { TaskContext } from './context.js';
import { AbortError } from './errors.js';
import { SLOT_FUNCTION } from './layout.js';
import type { Slots } from './slots.js';
import { TaskRunner, type SubmissionCore } from './task-runner.js';

/** Makes and remembers contexts. */
export class TaskContexts {
  private readonly runner: TaskRunner;
  private readonly signalled = new Set<Context>();
  private last: Context | undefined;

  private readonly slots: Slots;
  private readonly p: number;
  private readonly nameOf: (fn: number) => string;

  constructor(slots: Slots, core: SubmissionCore, p: number, nameOf: (fn: number) => string) {
    this.slots = slots;
    this.p = p;
    this.nameOf = nameOf;
    this.runner = new TaskRunner(core);
  }

  /** The context of the task that runs in a slot now. */
  of(slot: number): TaskContext {
    const generation = generationOf(this.slots.controlHint(slot));
    if (this.last?.isFor(slot, generation) === true) return this.last;
    const name = this.nameOf(this.slots.get(slot, SLOT_FUNCTION));
    this.last = new Context(slot, generation, name, this.p, this.runner, this.slots, (context) =>
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
  private controller: AbortController | undefined;

  private readonly slot: number;
  private readonly generation: number;
  readonly name: string;
  readonly p: number;
  readonly runtime: TaskRunner;
  private readonly slots: Slots;
  private readonly watch: (context: Context) => void;

  constructor(
    slot: number,
    generation: number,
    name: string,
    p: number,
    runtime: TaskRunner,
    slots: Slots,
    watch: (context: Context) => void,
  ) {
    this.slot = slot;
    this.generation = generation;
    this.name = name;
    this.p = p;
    this.runtime = runtime;
    this.slots = slots;
    this.watch = watch;
  }

  get id(): number {
    return this.generation * 2 ** 24 + this.slot;
  }

  get cancelled(): boolean {
    const word = this.slots.control(this.slot);
    return generationOf(word) !== this.generation || stateOf(word) === CANCELLED;
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
    return this.slot === slot && this.generation === generation;
  }

  /** Aborts the signal if the task is cancelled; returns whether there is nothing more to do. */
  fire(): boolean {
    const word = this.slots.control(this.slot);
    if (generationOf(word) !== this.generation) return true; // it is over: nobody to tell
    if (stateOf(word) !== CANCELLED) return false;
    this.controller?.abort(reason());
    return true;
  }
}

function reason(): AbortError {
  return new AbortError('The task was aborted');
}
