/** What the contests of this suite share. */

/** 32-bit words in shared memory. */
export type Cells = Int32Array<SharedArrayBuffer>;

/** Operations in one call of a loop. */
export const LOOPS = 2000;

/** The sum of the handles 0 to LOOPS − 1, which most loops carry: their checksum. */
export const SUM: number = (LOOPS * (LOOPS - 1)) / 2;

// Where the bare calls go: each on the line where the structure has its word, and cells behind.
export const FIRST = 0;
export const SECOND = 32;
export const BEHIND = 96;

/** Slots of the queue that several threads share. */
export const QUEUE_CAPACITY: number = 2 ** 16;

/** Words for bare calls, laid out like a structure's with 1,024 cells. */
export function bareCells(): Cells {
  return new Int32Array(new SharedArrayBuffer((BEHIND + 1024) * 4));
}

/**
 * Makes two of something and returns them in turns. V8 folds the fields of an object that it knows
 * to be the only one into the machine code, which flatters a benchmark.
 */
export function inTurns<T>(make: () => T): () => T {
  let now = make();
  let next = make();
  return () => {
    const turn = now;
    now = next;
    next = turn;
    return turn;
  };
}
