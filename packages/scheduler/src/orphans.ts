/**
 * Tasks whose parent was stopped, or died: children, and forks that outlive the thread that would have
 * joined them. Nobody wants their results, and nobody else would ever stop one that does not end.
 *
 * ## Children of a stopped task
 *
 * Whoever stops a task that runs cancels its slot first, and then all that descends from it is looked
 * for here, by the parent that each nested task's slot names. What is queued never runs, what runs is
 * told by its slot. A child that is published at this moment is seen here, or its submitter, who looks
 * at the parent after that, sees it stopped (nested-core.ts). A grandchild that is published after this
 * look, and before its own parent is stopped, is seen by neither: so for as long as a look stops
 * somebody, there is another one. The promise of each is its submitter's: it is rejected when the slot
 * comes back.
 *
 * The parent's `killAfter` is also its children's. When it is over they are looked for once more, since
 * their submitter may have stopped some itself.
 *
 * A task that had returned before is no reason to stop what it has left behind.
 *
 * ## Ending one that goes on
 *
 * It is ended with its thread, by the two swaps of task-limits.ts: doom = this task, its slot still
 * CANCELLED by that thread?, doom → DOOMED. A fork need not be the task at the bottom of that thread's
 * stack: a thread that waits in a join runs forks of others on top. That task is then lost with it.
 * A child that is not on the stack hangs only if its thread's event loop stands still.
 *
 * A thread has one doom word. Whoever finds it taken, or taken away, tries again later.
 *
 * ## Cost
 *
 * A look at each slot that machines have ever used, once for all tasks that are stopped in one turn; one
 * more if they have children; and one when their `killAfter` is over.
 */

import { compareExchange, load } from './atomics.js';
import type { Clock } from './clock.js';
import {
  CANCELLED,
  DONE,
  FREE,
  generationOf,
  QUEUED,
  stateOf,
  threadOf,
  withState,
} from './control-word.js';
import type { Crew } from './crew.js';
import type { FunctionTable } from './functions/table.js';
import type { Idle } from './idle.js';
import {
  DOOMED,
  FLAG_FORK,
  regionStart,
  SLOT_CONTROL,
  SLOT_FLAGS,
  SLOT_FUNCTION,
  THREAD_DOOM,
  THREAD_RUNNING,
  THREAD_SLOTS_USED,
} from './layout.js';
import type { Memory } from './memory.js';
import { numberOfTask, parentOf, type TaskId } from './parentage.js';
import type { Recorder } from './recording/recorder.js';
import type { Slots } from './slots.js';
import { Outcome } from './trace/codes.js';
import { Kind } from './trace/kinds.js';

/** How long an orphan may go on whose thread or parent has died. */
const GRACE_MS = 1000;

/** When a thread whose doom is somebody else's is tried again. */
const RETRY_MS = 50;

/** The parts that orphans are looked for and ended with. */
export interface OrphansParts {
  readonly crew: Pick<Crew, 'terminate' | 'suspect'>;
  readonly table: Pick<FunctionTable, 'nameOf'>;
  readonly idle: Idle;
  readonly slots: Slots;
  readonly recorder: Recorder;
}

interface Stopped {
  readonly parent: TaskId;
  readonly killAfter: number;
}

/** Stops what nobody wants any more, and ends what does not stop. */
export class Orphans {
  private readonly memory: Memory;
  private readonly clock: Clock;
  private readonly parts: OrphansParts;
  /** Tasks that were stopped in this turn. */
  private stopped: Stopped[] = [];

  constructor(memory: Memory, clock: Clock, parts: OrphansParts) {
    this.memory = memory;
    this.clock = clock;
    this.parts = parts;
  }

  /** A task that ran was stopped. */
  abandon(parent: TaskId, killAfter: number): void {
    if (this.stopped.push({ parent, killAfter }) === 1) queueMicrotask(() => this.stopChildren());
  }

  /** Looks after what a dead thread has left running, forks and children: they are cancelled. */
  adopt(dead: number): void {
    for (const slot of this.region(dead)) {
      const word = this.control(slot);
      if (stateOf(word) !== CANCELLED || threadOf(word) === 0) continue;
      const orphan = { slot, generation: generationOf(word) };
      this.later(orphan, GRACE_MS);
      this.abandon(orphan, GRACE_MS);
    }
  }

  private stopChildren(): void {
    const stopped = this.stopped.splice(0);
    const families = this.stopFamilies(stopped.map(({ parent }) => [parent]));
    for (const killAfter of new Set(stopped.map((task) => task.killAfter))) {
      if (killAfter === Infinity) continue;
      const due = families.filter((_, i) => stopped[i]?.killAfter === killAfter);
      const end = (): void => {
        for (const [, ...orphans] of this.stopFamilies(due)) {
          for (const orphan of orphans) this.end(orphan);
        }
      };
      this.clock.after(killAfter, end).unref(); // also if there is no child yet: see above
    }
  }

  /** Stops all descendants of the first of each of these tasks; returns the families, as far as known. */
  private stopFamilies(known: readonly TaskId[][]): TaskId[][] {
    for (let before = known; ;) {
      const children = this.children();
      const families = before.map((family) => this.stopFamily(family, children));
      if (families.every(({ length }, i) => length === before[i]?.length)) return families;
      before = families;
    }
  }

  /** The nested tasks that are not over, by their parents' numbers. */
  private children(): ReadonlyMap<number, TaskId[]> {
    const { cells, plan } = this.memory;
    const children = new Map<number, TaskId[]>();
    for (let thread = 1; thread < plan.threads; thread++) {
      for (const slot of this.region(thread)) {
        const word = this.control(slot);
        if (stateOf(word) === FREE || stateOf(word) === DONE) continue;
        const parent = parentOf(cells, this.memory.slotCell(slot));
        if (parent === undefined) continue;
        const key = numberOfTask(parent);
        const child = { slot, generation: generationOf(word) };
        const siblings = children.get(key);
        if (siblings === undefined) children.set(key, [child]);
        else siblings.push(child);
      }
    }
    return children;
  }

  /** Cancels all descendants of the first of these tasks; returns them all, the first one first. */
  private stopFamily(
    known: readonly TaskId[],
    children: ReadonlyMap<number, readonly TaskId[]>,
  ): TaskId[] {
    const family = new Map(known.map((task) => [numberOfTask(task), task]));
    for (const task of family.values()) {
      for (const child of children.get(numberOfTask(task)) ?? []) {
        if (family.has(numberOfTask(child))) continue;
        this.cancel(child);
        family.set(numberOfTask(child), child); // and the loop comes to it
      }
    }
    return [...family.values()];
  }

  /** What its submitter does, but for the promise. */
  private cancel({ slot, generation }: TaskId): void {
    const { slots, idle, recorder } = this.parts;
    for (;;) {
      const word = slots.control(slot);
      const state = stateOf(word);
      if (generationOf(word) !== generation || state === FREE || state === DONE) return;
      if (state === CANCELLED) return;
      const runner = threadOf(word);
      if (!slots.transition(slot, word, withState(word, runner, CANCELLED))) continue;
      if (runner > 0) idle.unpark(runner); // it tells the task
      if (state === QUEUED && recorder.on) {
        recorder.event(Kind.end, slots.entryOf(slot, word), Outcome.cancelled, 0, 0);
      }
      return;
    }
  }

  // ── ending ─────────────────────────────────────────────────────────────────────────────────

  private later(orphan: TaskId, ms: number): void {
    this.clock.after(ms, () => this.end(orphan)).unref();
  }

  private end(orphan: TaskId): void {
    const thread = this.runner(orphan);
    if (thread === 0) return;
    const { crew } = this.parts;
    const { cells } = this.memory;
    const { slot } = orphan;
    const name = this.parts.table.nameOf(load(cells, this.memory.slotCell(slot) + SLOT_FUNCTION));
    if (!this.isOnStack(thread, slot)) {
      crew.suspect(thread, name);
      return;
    }
    const doom = this.memory.threadCell(thread) + THREAD_DOOM;
    if (compareExchange(cells, doom, 0, slot + 1) !== 0) {
      this.later(orphan, RETRY_MS);
      return;
    }
    if (this.runner(orphan) !== thread || !this.isOnStack(thread, slot)) {
      compareExchange(cells, doom, slot + 1, 0);
      this.later(orphan, RETRY_MS);
    } else if (compareExchange(cells, doom, slot + 1, DOOMED) === slot + 1) {
      crew.terminate(thread, name);
    } else {
      this.later(orphan, RETRY_MS);
    }
  }

  /** The thread on which a cancelled task goes on; 0 if it does not. */
  private runner({ slot, generation }: TaskId): number {
    const word = this.control(slot);
    return generationOf(word) === generation && stateOf(word) === CANCELLED ? threadOf(word) : 0;
  }

  /** A fork always is, somewhere; any other task only at the bottom. */
  private isOnStack(thread: number, slot: number): boolean {
    const { cells } = this.memory;
    const flags = load(cells, this.memory.slotCell(slot) + SLOT_FLAGS);
    if ((flags & FLAG_FORK) !== 0) return true;
    return load(cells, this.memory.threadCell(thread) + THREAD_RUNNING) === slot + 1;
  }

  /** The slots of a thread's region that were ever used. */
  private *region(thread: number): Generator<number> {
    const { plan, cells } = this.memory;
    const first = regionStart(plan, thread);
    const end = first + load(cells, this.memory.threadCell(thread) + THREAD_SLOTS_USED);
    for (let slot = first; slot < end; slot++) yield slot;
  }

  private control(slot: number): number {
    return load(this.memory.cells, this.memory.slotCell(slot) + SLOT_CONTROL);
  }
}
