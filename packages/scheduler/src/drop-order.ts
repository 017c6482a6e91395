/** The order of submission, where the policy for a full queue needs it (`drop-oldest`, `drop-newest`). */

import { Fifo } from './fifo.js';
import type { Submitter } from './submitter.js';

interface OrderedTask {
  readonly slot: number;
  readonly generation: number;
}

/** Entries of settled tasks that are kept at least, before they are cleared away. */
const SLACK = 64;

/** The tasks of one submitter, in the order of submission. */
export class DropOrder {
  private readonly order = new Fifo<OrderedTask>();
  private readonly submitter: Submitter;

  constructor(submitter: Submitter) {
    this.submitter = submitter;
  }

  /** Entries: at most twice as many as there are live tasks, and some. */
  get size(): number {
    return this.order.size;
  }

  /** Adds a task that was just sent, one of `live`. Constant cost, on average. */
  add(slot: number, live: number): void {
    this.order.push({ slot, generation: this.submitter.generation(slot) });
    if (this.order.size > 2 * live + SLACK) this.order.retain(this.isLive);
  }

  /** Rejects the oldest or newest task that has not started; false if there is none. */
  dropOne(which: 'oldest' | 'newest', error: () => unknown): boolean {
    for (;;) {
      const task = which === 'oldest' ? this.order.shift() : this.order.pop();
      if (task === undefined) return false;
      if (this.isLive(task) && this.submitter.cancelQueued(task.slot, error())) return true;
    }
  }

  private readonly isLive = ({ slot, generation }: OrderedTask): boolean =>
    this.submitter.isPending(slot) && this.submitter.generation(slot) === generation;
}
