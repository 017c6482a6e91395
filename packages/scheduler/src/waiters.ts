/** Tasks that wait for their turn to be accepted: in order, their signals and deadlines counting. */

import type { Clock, Timer } from './clock.js';
import { TimeoutError } from './errors.js';
import { Fifo } from './fifo.js';
import type { TaskOptions } from './options.js';
import type { Ahead } from './payloads.js';
import { Signals } from './signals.js';
import { abortError } from './task-limits.js';

/** A task whose turn has come, with what is left of its deadline. */
export interface Waiter {
  readonly fn: number;
  readonly args: Ahead;
  readonly options: TaskOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

interface Waiting extends Waiter {
  /** Its deadline, if it has one. */
  due?: number;
  timer?: Timer;
  /** It has been rejected and is only still in the queue. */
  isGone?: true;
}

/** The line in front of the queue. */
export class Waiters {
  private readonly line = new Fifo<Waiting>();
  /** Those who are gone but still in the line. */
  private gone = 0;
  private readonly signals = new Signals<Waiting>((waiter, reason) =>
    this.dismiss(waiter, abortError(reason)),
  );
  private readonly clock: Clock;
  private readonly nameOf: (fn: number) => string;
  private readonly dismissed: () => void;

  /** @param dismissed called when one has been rejected while it waited. */
  constructor(clock: Clock, nameOf: (fn: number) => string, dismissed: () => void) {
    this.clock = clock;
    this.nameOf = nameOf;
    this.dismissed = dismissed;
  }

  /** Tasks that wait. */
  get size(): number {
    return this.line.size - this.gone;
  }

  /** Adds a task; the promise settles as the task does, or rejects while it waits. */
  add(fn: number, args: Ahead, options: TaskOptions): Promise<unknown> {
    const { signal, deadline } = options;
    return new Promise((resolve, reject) => {
      const waiter: Waiting = { fn, args, options, resolve, reject };
      this.line.push(waiter);
      if (signal !== undefined) this.signals.watch(signal, waiter);
      if (deadline === undefined) return;
      waiter.due = this.clock.now() + deadline;
      waiter.timer = this.clock.after(deadline, () => {
        const what = `${this.nameOf(fn)}: deadline of ${deadline} ms exceeded`;
        this.dismiss(waiter, new TimeoutError(what));
      });
    });
  }

  /** Takes the one who has waited longest; there must be one. */
  shift(): Waiter {
    for (;;) {
      const waiter = this.line.shift() as Waiting;
      if (waiter.isGone === true) {
        this.gone--;
        continue;
      }
      this.forget(waiter);
      if (waiter.due === undefined) return waiter;
      const deadline = Math.max(1, Math.ceil(waiter.due - this.clock.now()));
      return { ...waiter, options: { ...waiter.options, deadline } };
    }
  }

  /** Rejects a task that waits; it stays in the line until its turn comes. */
  private dismiss(waiter: Waiting, error: unknown): void {
    this.forget(waiter);
    waiter.isGone = true;
    this.gone++;
    while (this.size === 0 && this.gone > 0) {
      this.line.shift();
      this.gone--;
    }
    waiter.reject(error);
    this.dismissed();
  }

  private forget(waiter: Waiting): void {
    this.clock.cancel(waiter.timer);
    const { signal } = waiter.options;
    if (signal !== undefined) this.signals.forget(signal, waiter);
  }
}
