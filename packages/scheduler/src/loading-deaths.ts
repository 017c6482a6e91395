/**
 * Modules that kill. A machine that dies while it loads the module of a task has not claimed the
 * task, which would go on to kill one machine after the other. Two are enough.
 */

import { read } from './atomics.js';
import { QUEUED, stateOf } from './control-word.js';
import { THREAD_RUNNING } from './layout.js';
import type { Memory } from './memory.js';
import type { Slots } from './slots.js';

/** Machines that may die loading the module of one task. */
const MAX_DEATHS = 2;

/** Counts machines that died loading, for one region of slots. */
export class LoadingDeaths {
  private readonly deaths = new Map<number, number>();
  private readonly memory: Memory;
  private readonly slots: Slots;

  constructor(memory: Memory, slots: Slots) {
    this.memory = memory;
    this.slots = slots;
  }

  /**
   * Counts a dead thread. Returns the queued task of this region for whose module too many have died
   * now, or −1.
   */
  blame(dead: number, first: number, count: number): number {
    const slot = read(this.memory.cells, this.memory.threadCell(dead) + THREAD_RUNNING) - 1;
    if (slot < first || slot >= first + count) return -1;
    if (stateOf(this.slots.control(slot)) !== QUEUED) return -1;
    const deaths = (this.deaths.get(slot) ?? 0) + 1;
    this.deaths.set(slot, deaths);
    return deaths >= MAX_DEATHS ? slot : -1;
  }

  /** The slot is another task's from now on. */
  forget(slot: number): void {
    if (this.deaths.size > 0) this.deaths.delete(slot);
  }
}
