/**
 * Forks that outlive the thread that would have joined them. Nobody wants their results, and nobody
 * else would ever stop one that does not end: its root was stopped, or died.
 *
 * Their slots say CANCELLED, so `context().cancelled` tells them. One that goes on for a grace all the
 * same is ended with its thread, by the two swaps of task-limits.ts: doom = this fork, its slot still
 * CANCELLED by that thread?, doom → DOOMED. It need not be the task at the bottom of that thread's
 * stack: a thread that waits in a join runs forks of others on top. That task is then lost with it.
 *
 * A thread has one doom word. Whoever finds it taken, or taken away, tries again later.
 */

import { compareExchange, load } from './atomics.js';
import { CANCELLED, generationOf, stateOf, threadOf } from './control-word.js';
import type { Crew } from './crew.js';
import type { FunctionTable } from './functions/table.js';
import {
  DOOMED,
  FLAG_FORK,
  regionStart,
  SLOT_CONTROL,
  SLOT_FLAGS,
  SLOT_FUNCTION,
  THREAD_DOOM,
  THREAD_SLOTS_USED,
} from './layout.js';
import type { Memory } from './memory.js';

/** How long an orphan may go on after it was told to stop. */
const GRACE_MS = 1000;

/** When a thread whose doom is somebody else's is tried again. */
const RETRY_MS = 50;

interface Orphan {
  readonly slot: number;
  /** The thread that runs it. */
  readonly thread: number;
  readonly generation: number;
}

/** Ends orphans that do not end by themselves. */
export class Orphans {
  private readonly memory: Memory;
  private readonly crew: Pick<Crew, 'terminate'>;
  private readonly table: Pick<FunctionTable, 'nameOf'>;

  constructor(memory: Memory, crew: Pick<Crew, 'terminate'>, table: Pick<FunctionTable, 'nameOf'>) {
    this.memory = memory;
    this.crew = crew;
    this.table = table;
  }

  /** Looks after the forks that a dead thread has left running; they are cancelled. */
  adopt(dead: number): void {
    const { plan, cells } = this.memory;
    const first = regionStart(plan, dead);
    const end = first + load(cells, this.memory.threadCell(dead) + THREAD_SLOTS_USED);
    for (let slot = first; slot < end; slot++) {
      const word = this.control(slot);
      const thread = threadOf(word);
      if (stateOf(word) !== CANCELLED || thread === 0 || !this.isFork(slot)) continue;
      this.later({ slot, thread, generation: generationOf(word) }, GRACE_MS);
    }
  }

  private later(orphan: Orphan, ms: number): void {
    setTimeout(() => this.end(orphan), ms).unref();
  }

  private end(orphan: Orphan): void {
    if (!this.runs(orphan)) return;
    const { cells } = this.memory;
    const { slot, thread } = orphan;
    const doom = this.memory.threadCell(thread) + THREAD_DOOM;
    if (compareExchange(cells, doom, 0, slot + 1) !== 0) {
      this.later(orphan, RETRY_MS);
      return;
    }
    if (!this.runs(orphan)) {
      compareExchange(cells, doom, slot + 1, 0);
    } else if (compareExchange(cells, doom, slot + 1, DOOMED) === slot + 1) {
      const fn = load(cells, this.memory.slotCell(slot) + SLOT_FUNCTION);
      this.crew.terminate(thread, this.table.nameOf(fn));
    } else {
      this.later(orphan, RETRY_MS);
    }
  }

  private runs({ slot, thread, generation }: Orphan): boolean {
    const word = this.control(slot);
    return (
      generationOf(word) === generation && stateOf(word) === CANCELLED && threadOf(word) === thread
    );
  }

  private isFork(slot: number): boolean {
    const flags = load(this.memory.cells, this.memory.slotCell(slot) + SLOT_FLAGS);
    return (flags & FLAG_FORK) !== 0;
  }

  private control(slot: number): number {
    return load(this.memory.cells, this.memory.slotCell(slot) + SLOT_CONTROL);
  }
}
