/**
 * The async tasks that are pending on one machine, and what may start beside them.
 *
 * - So many *root* tasks at most: what a task has submitted can always start, since that one may wait
 *   for it.
 * - An *isolated* task (option `isolate`) starts only where nothing is pending. A machine that meets
 *   one and has pending tasks starts no other root until they are over, and then none before it, so
 *   that it does not wait for ever; who is the first to be free runs it. Who has gone through the
 *   whole queue without meeting it again knows that somebody has. From its start to its end nothing
 *   else starts on its machine but what it has submitted itself: so it waits for nobody who can't run.
 *
 * What may not start goes back to the global queue.
 */

import { generationOf } from './control-word.js';
import {
  FLAG_FORK,
  FLAG_ISOLATED,
  SLOT_FLAGS,
  SLOT_PARENT,
  SLOT_STARTED,
  threadOfSlot,
  UNKNOWN_PARENT,
} from './layout.js';
import type { Memory } from './memory.js';
import { parentOf, type TaskId } from './parentage.js';
import type { Slots } from './slots.js';

const NOBODY = -1;

/** What runs, or is pending, on one machine. */
export class PendingTasks {
  /** Async tasks that have started and not finished. */
  count = 0;
  private roots = 0;
  /** The slot of the isolated task that has started here. */
  private alone = NOBODY;
  /** Whether an isolated task was met, and may wait still. */
  private isOneWaiting = false;

  private readonly thread: number;
  private readonly memory: Memory;
  private readonly slots: Slots;
  private readonly limit: number;

  /** @param limit how many async root tasks may be pending. */
  constructor(thread: number, memory: Memory, slots: Slots, limit: number) {
    this.thread = thread;
    this.memory = memory;
    this.slots = slots;
    this.limit = limit;
  }

  /** Says whether the task in a slot may start here now. */
  admits(slot: number): boolean {
    if (this.alone !== NOBODY) return this.isOwn(slot);
    if (this.count === 0 && !this.isOneWaiting) return true;
    if ((this.slots.get(slot, SLOT_FLAGS) & FLAG_ISOLATED) !== 0) {
      this.isOneWaiting = this.count > 0;
      return !this.isOneWaiting;
    }
    if (!this.isRoot(slot)) return true;
    return !this.isOneWaiting && this.roots < this.limit;
  }

  /**
   * All that waits has been refused, once each. Returns whether there is nothing to wait for, and
   * others may start now: nothing is pending, and the isolated task is gone.
   */
  allRefused(): boolean {
    if (this.count > 0 || this.alone !== NOBODY) return false;
    this.isOneWaiting = false;
    return true;
  }

  /** A task has started. */
  started(slot: number, flags: number): void {
    if ((flags & FLAG_ISOLATED) !== 0) this.alone = slot;
  }

  /** A task that has started is over. */
  ended(slot: number): void {
    if (slot === this.alone) this.alone = NOBODY;
  }

  /** A task has returned a promise; returns what is to be called when that is settled. */
  add(slot: number): () => void {
    const root = this.isRoot(slot) ? 1 : 0;
    this.count++;
    this.roots += root;
    return () => {
      this.count--;
      this.roots -= root;
    };
  }

  isRoot(slot: number): boolean {
    return this.slots.get(slot, SLOT_PARENT) === 0;
  }

  /**
   * Says whether a task was submitted by the isolated one, or by one that was, and so on. One whose
   * parent nobody knows is, if this thread has submitted it.
   */
  private isOwn(slot: number): boolean {
    for (let at = slot; at !== this.alone;) {
      const parent = this.parentOf(at);
      if (parent === undefined) {
        return !this.isRoot(at) && threadOfSlot(this.memory.plan, at) === this.thread;
      }
      if (generationOf(this.slots.control(parent.slot)) !== parent.generation) return false;
      at = parent.slot;
    }
    return true;
  }

  /** The task that has submitted this one; of a fork, its root. */
  private parentOf(slot: number): TaskId | undefined {
    const { slots } = this;
    if ((slots.get(slot, SLOT_FLAGS) & FLAG_FORK) === 0) {
      return parentOf(slots.cells, slots.at(slot));
    }
    const root = slots.get(slot, SLOT_PARENT);
    if (root === UNKNOWN_PARENT) return undefined;
    return { slot: root - 1, generation: slots.get(slot, SLOT_STARTED) };
  }
}
