/**
 * The task table: the truth about every task. Queues only say where to look.
 *
 * ## Who may touch a slot, by its state
 *
 * | state              | owner                      | may do                                          |
 * |--------------------|----------------------------|-------------------------------------------------|
 * | FREE               | the region's thread        | write everything, then store QUEUED             |
 * | QUEUED             | nobody                     | anyone: swap to RUNNING (claim); the submitter: swap to CANCELLED, or to QUEUED of the next generation, with a new entry |
 * | RUNNING(t)         | thread t                   | write the result, then swap to DONE(t); the submitter: swap to CANCELLED(t) |
 * | CANCELLED(0)       | whoever takes the entry    | swap to DONE(self), send it                     |
 * | CANCELLED(t)       | thread t                   | swap to DONE(t), send it                        |
 * | DONE(t)            | the region's thread        | read the result, free, store FREE of the next generation |
 *
 * A machine that dies leaves a slot in one of these states and in no other, whatever the step; the
 * submitter's recovery (recovery.ts) takes it from there. Sending comes after the swap to DONE, so a
 * slot that is DONE by a dead thread, and not in the inbox, was not sent.
 *
 * ## Entries
 *
 * What the queues hold: the slot's number and the low bits of its generation. The claim compares
 * those bits and then swaps the whole word, so a stale entry, or one too many, is dropped (I4).
 */

import { compareExchange, load, read, store, write, type Cells } from './atomics.js';
import { DONE, FREE, generationOf, stateOf } from './control-word.js';
import {
  FLAG_FORK,
  SLOT_ARGUMENTS,
  SLOT_CELLS,
  SLOT_CONTROL,
  SLOT_FLAGS,
  SLOT_RESULT,
  SLOT_RESULT_SHAPE,
  SLOT_SHAPE,
  type Plan,
} from './layout.js';
import type { Memory } from './memory.js';

/** Bits of the generation that a queue entry carries. */
const ENTRY_GENERATION_BITS = 6;

/** How the arguments lie in the slot: this many inline numbers, or this: an encoded block. */
export const ARGUMENTS_BLOCK = 15;

// What the result cells hold.
export const RESULT_UNDEFINED = 0;
export const RESULT_NULL = 1;
export const RESULT_FALSE = 2;
export const RESULT_TRUE = 3;
export const RESULT_NUMBER = 4;
export const RESULT_VALUE = 5;
export const RESULT_ERROR = 6;
/** There is none: the task was cancelled before it ran. */
export const RESULT_NONE = 7;
/** There was one, an error, and no room for it. */
export const RESULT_LOST = 8;

/** Who holds the block of a slot's arguments, for the arena. */
export function argumentsHolder(slot: number): number {
  return 2 * slot + 1;
}

/** Who holds the block of a slot's result, for the arena. */
export function resultHolder(slot: number): number {
  return 2 * slot + 2;
}

/** One thread's view of the task table. */
export class Slots {
  readonly cells: Cells;
  readonly handleBits: number;
  private readonly floats: Float64Array<SharedArrayBuffer>;
  private readonly first: number;
  private readonly slotBits: number;
  private readonly slotMask: number;

  constructor(memory: Memory) {
    this.cells = memory.cells;
    this.floats = memory.floats;
    this.first = memory.slotCell(0);
    this.slotBits = slotBits(memory.plan);
    this.slotMask = 2 ** this.slotBits - 1;
    this.handleBits = entryBits(memory.plan);
  }

  /** First cell of a slot. */
  at(slot: number): number {
    return this.first + slot * SLOT_CELLS;
  }

  /** The slot that a queue entry names. */
  slotOf(entry: number): number {
    return entry & this.slotMask;
  }

  /** The queue entry of a slot whose control word this is. */
  entryOf(slot: number, word: number): number {
    return slot | ((generationOf(word) & ENTRY_GENERATION_MASK) << this.slotBits);
  }

  /** Says whether the entry was made in the generation of this control word. */
  isCurrent(entry: number, word: number): boolean {
    return entry >>> this.slotBits === (generationOf(word) & ENTRY_GENERATION_MASK);
  }

  /**
   * Says whether an arena address is where its holder says: in a slot in use.
   *
   * Who frees a block returns it by an atomic `or` (arena.ts), and then takes its shape away by
   * {@link drop}. So a shape that is gone here, by an `Atomics` call, comes after that `or`: the
   * caller's next look at the block's bit sees it. That is condition (a) of arena.ts.
   */
  isHeld(address: number, holder: number): boolean {
    const slot = (holder - 1) >> 1;
    const state = stateOf(this.control(slot));
    if (holder === argumentsHolder(slot)) {
      return (
        state !== FREE &&
        load(this.cells, this.at(slot) + SLOT_SHAPE) === ARGUMENTS_BLOCK &&
        this.get(slot, SLOT_ARGUMENTS) === address
      );
    }
    const shape = load(this.cells, this.at(slot) + SLOT_RESULT_SHAPE);
    // A result that was not published dies with its runner.
    return (
      state === DONE &&
      (shape === RESULT_VALUE || shape === RESULT_ERROR) &&
      this.get(slot, SLOT_RESULT) === address
    );
  }

  /**
   * Says whether a queue entry is a fork's. Of one that is stale, it says so of the last task in its
   * slot.
   */
  isFork(entry: number): boolean {
    return (this.get(this.slotOf(entry), SLOT_FLAGS) & FLAG_FORK) !== 0;
  }

  control(slot: number): number {
    return load(this.cells, this.at(slot) + SLOT_CONTROL);
  }

  /** A control word that may be old: a hint, or the owner's own. */
  controlHint(slot: number): number {
    return read(this.cells, this.at(slot) + SLOT_CONTROL);
  }

  /** Publishes a control word; only the slot's owner may. */
  publish(slot: number, word: number): void {
    store(this.cells, this.at(slot) + SLOT_CONTROL, word);
  }

  /** Swaps the control word; false if it was not `from` any more. */
  transition(slot: number, from: number, to: number): boolean {
    return compareExchange(this.cells, this.at(slot) + SLOT_CONTROL, from, to) === from;
  }

  /** Reads a cell that the slot's control word orders. */
  get(slot: number, cell: number): number {
    return read(this.cells, this.at(slot) + cell);
  }

  /** Writes a cell that the next control word publishes. */
  set(slot: number, cell: number, value: number): void {
    write(this.cells, this.at(slot) + cell, value);
  }

  /** Takes the shape of a block away that was just freed: see {@link isHeld}. */
  drop(slot: number, cell: typeof SLOT_SHAPE | typeof SLOT_RESULT_SHAPE, shape: number): void {
    store(this.cells, this.at(slot) + cell, shape);
  }

  /** Zeroes arguments and result: nothing of a task is left in its slot. */
  wipe(slot: number): void {
    const at = (this.at(slot) + SLOT_ARGUMENTS) / 2;
    this.floats[at] = 0;
    this.floats[at + 1] = 0;
    this.floats[at + 2] = 0;
    this.floats[at + 3] = 0;
  }

  argument(slot: number, index: number): number {
    return compact(this.floats[(this.at(slot) + SLOT_ARGUMENTS) / 2 + index] as number);
  }

  setArgument(slot: number, index: number, value: number): void {
    this.floats[(this.at(slot) + SLOT_ARGUMENTS) / 2 + index] = value;
  }

  resultNumber(slot: number): number {
    return compact(this.floats[(this.at(slot) + SLOT_RESULT) / 2] as number);
  }

  setResultNumber(slot: number, value: number): void {
    this.floats[(this.at(slot) + SLOT_RESULT) / 2] = value;
    this.set(slot, SLOT_RESULT_SHAPE, RESULT_NUMBER);
  }
}

/**
 * The same number, and a small integer where it is one. What the interpreter reads from a typed array
 * of floats is an object on the heap, whatever its value; a task that is called with one is compiled
 * for such, and stays so: a recursion with integers is then slower by half.
 */
function compact(value: number): number {
  const integer = value | 0;
  return integer === value && (integer !== 0 || 1 / value > 0) ? integer : value; // −0 is no integer
}

const ENTRY_GENERATION_MASK = 2 ** ENTRY_GENERATION_BITS - 1;

function slotBits(plan: Plan): number {
  return Math.ceil(Math.log2(plan.slotCount));
}

/** Width of a queue entry: one bit more than it needs, since all ones is not a handle. */
export function entryBits(plan: Plan): number {
  // The queue wants at least as many handles as it has places.
  return Math.max(slotBits(plan) + ENTRY_GENERATION_BITS + 1, Math.log2(plan.queueCapacity));
}
