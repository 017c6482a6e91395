/**
 * Whose child a nested task is: its slot names the slot and the generation of the task that has
 * submitted it, by `context().runtime` or by `forkAsync` (forks/async-parents.ts). A fork names its
 * root, in other cells (layout.ts), and its children are its root's.
 */

import { CANCELLED, generationOf, stateOf } from './control-word.js';
import { AbortError } from './errors.js';
import { load, read, type Cells } from './atomics.js';
import {
  FLAG_FORK,
  PARENT_GENERATION_SHIFT,
  SLOT_CONTROL,
  SLOT_FLAGS,
  SLOT_PARENT,
  UNKNOWN_PARENT,
} from './layout.js';

/** Names a task for as long as its slot's generation lasts, and no other one. */
export interface TaskId {
  readonly slot: number;
  readonly generation: number;
}

/** A task as a number, unique while it lives. */
export function numberOfTask({ slot, generation }: TaskId): number {
  return generation * 2 ** 24 + slot;
}

/** What the cell of flags says of a parent. */
export function parentFlags({ generation }: TaskId): number {
  return generation << PARENT_GENERATION_SHIFT;
}

/** The parent of the nested task whose slot begins at this cell; undefined if nobody knows it. */
export function parentOf(cells: Cells, at: number): TaskId | undefined {
  const parent = read(cells, at + SLOT_PARENT);
  const flags = read(cells, at + SLOT_FLAGS);
  if (parent === UNKNOWN_PARENT || parent === 0 || (flags & FLAG_FORK) !== 0) return undefined;
  return { slot: parent - 1, generation: flags >>> PARENT_GENERATION_SHIFT };
}

/** The error of a task that nobody wants any more, since nobody wants its parent's result. */
export function abortedWithParent(): AbortError {
  return new AbortError('The task was aborted with its parent');
}

/** Says whether a task was stopped and goes on. `at`: its slot's first cell. */
export function isCancelled(cells: Cells, at: number, { generation }: TaskId): boolean {
  const word = load(cells, at + SLOT_CONTROL);
  return generationOf(word) === generation && stateOf(word) === CANCELLED;
}

/** Says whether a task was stopped, or is over: nobody wants what it does. */
export function isUnwanted(cells: Cells, at: number, { generation }: TaskId): boolean {
  const word = load(cells, at + SLOT_CONTROL);
  return generationOf(word) !== generation || stateOf(word) === CANCELLED;
}
