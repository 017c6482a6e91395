/**
 * The control word of a slot: generation, thread and state in 32 bits, so that every transition is
 * one compare-and-swap of all three. There is no step between two words at which a dying machine
 * could leave a task that nobody owns.
 *
 * ```text
 *   31 ─────────── 11 │ 10 ──── 3 │ 2 ─ 0
 *      generation     │  thread   │ state
 * ```
 *
 * The generation grows each time that a slot is freed and each time that a queued task is given a
 * new queue entry, so an old handle or entry never matches (I4). 21 bits repeat after two million
 * reuses of one slot.
 */

/** In its region's free list, or never used. Everything in the slot belongs to the submitter. */
export const FREE = 0;
/** Waiting, with one live entry in some queue. Whoever swaps it to RUNNING owns the task. */
export const QUEUED = 1;
/** Running on `thread`, or pending there. The arguments stay as they are. */
export const RUNNING = 2;
/** Finished by `thread`, result written; it is in the submitter's inbox, or about to be. */
export const DONE = 3;
/**
 * Its promise is settled. With thread 0 its entry is still in a queue, and whoever takes that makes
 * it DONE; otherwise `thread` still runs it, and makes it DONE when it stops.
 */
export const CANCELLED = 4;

/** Packs a control word. */
export function controlWord(generation: number, thread: number, state: number): number {
  return (generation << 11) | (thread << 3) | state;
}

/** The state in a control word. */
export function stateOf(word: number): number {
  return word & 7;
}

/** The thread in a control word. */
export function threadOf(word: number): number {
  return (word >>> 3) & 0xff;
}

/** The generation in a control word. */
export function generationOf(word: number): number {
  return word >>> 11;
}

/** The same generation with another thread and state. */
export function withState(word: number, thread: number, state: number): number {
  return (word & ~0x7ff) | (thread << 3) | state;
}

/** The next generation: for a slot that is freed, or gets a new entry. */
export function nextGeneration(word: number, state: number): number {
  return controlWord((generationOf(word) + 1) & 0x1fffff, 0, state);
}
