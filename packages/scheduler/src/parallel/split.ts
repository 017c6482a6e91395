/**
 * Lazy binary splitting (Tzannes, Caragea, Barua, Vishkin: "Lazy Binary-Splitting", PPoPP 2010): a
 * loop over a range that is one loop as long as nobody is hungry, and halves of it where somebody is.
 *
 *   while indices are left:
 *     somebody is hungry?  fork the upper half of what is left, go on with the lower half
 *     else                 run one small piece
 *   join the halves, the nearest first
 *
 * A half that is stolen splits in the same way, so the pieces become as small as they have to be,
 * and no smaller: without thieves there is not a single fork. What remains to be chosen is how often
 * to look, which is how large a piece is; {@link Pace} finds that by the clock. Rejected: a fixed
 * number of pieces a machine, which is too few for skewed work and needs to be known beforehand.
 *
 * The halves are joined from the nearest to the farthest, so results are combined from left to
 * right, and an operation need not be commutative.
 */

import { currentContext } from '../context.js';
import { fork, somebodyIsHungry, join, type Fork } from '../forks/fork.js';
import type { ExportRef } from '../functions/ref.js';
import { tasks, type Task } from '../functions/tasks.js';
import { functionOf } from './body.js';

/** Called with a piece of the range, and what the loop hands on. */
type Piece<R> = (from: number, to: number, ...args: readonly unknown[]) => R;

type Combine = (left: unknown, right: unknown) => unknown;

/** How long a piece should take, in milliseconds: long against looking, short against waiting. */
const TARGET = 0.02;

/**
 * How many indices make a piece. A grain above 0 is the caller's; one below is automatic, and says
 * with how many to begin: pieces double until they take long enough. A half that is forked goes on
 * with what has been found.
 */
class Pace {
  private size: number;
  private readonly isAuto: boolean;
  private last = 0;

  constructor(grain: number) {
    this.isAuto = grain < 0;
    this.size = Math.abs(grain);
  }

  /** The grain for the other half. */
  get grain(): number {
    return this.isAuto ? -this.size : this.size;
  }

  /** Where the piece that begins at `from` ends. */
  next(from: number, to: number): number {
    if (!this.isAuto) return Math.min(to, from + this.size);
    const now = performance.now();
    const took = this.last === 0 ? TARGET : now - this.last;
    if (took < TARGET / 2) this.size *= 2;
    else if (took > TARGET * 2 && this.size > 1) this.size /= 2;
    this.last = now;
    // Never most of what is left: it may be more work than what has been seen so far.
    return from + Math.min(this.size, Math.ceil((to - from) / 8));
  }

  /** Where to divide a range: both sides are whole pieces; `to` if there is only one. */
  middle(from: number, to: number): number {
    return Math.min(to, from + Math.ceil((to - from) / 2 / this.size) * this.size);
  }
}

const {
  forRange: forTask,
  reduceRange: reduceTask,
  reduceBlocks: reduceBlocksTask,
} = tasks(import.meta.url, {
  forRange(
    body: ExportRef,
    from: number,
    to: number,
    grain: number,
    args: readonly unknown[],
  ): void {
    const call = functionOf(body) as Piece<void>;
    const task = currentContext();
    const pace = new Pace(grain);
    const halves: Fork<void>[] = [];
    while (from < to) {
      task?.throwIfCancelled();
      const middle = somebodyIsHungry() ? pace.middle(from, to) : to;
      if (middle < to) {
        halves.push(fork(forRange, body, middle, to, pace.grain, args));
        to = middle;
      } else {
        const end = pace.next(from, to);
        call(from, end, ...args);
        from = end;
      }
    }
    for (let i = halves.length - 1; i >= 0; i--) join(halves[i] as Fork<void>);
  },

  reduceRange(
    leaf: ExportRef,
    combine: ExportRef,
    from: number,
    to: number,
    grain: number,
    args: readonly unknown[],
  ): unknown {
    const call = functionOf(leaf) as Piece<unknown>;
    const both = functionOf(combine) as Combine;
    const task = currentContext();
    const pace = new Pace(grain);
    const halves: Fork<unknown>[] = [];
    let end = pace.next(from, to);
    let result = call(from, end, ...args);
    while (end < to) {
      task?.throwIfCancelled();
      const middle = somebodyIsHungry() ? pace.middle(end, to) : to;
      if (middle < to) {
        halves.push(fork(reduceRange, leaf, combine, middle, to, pace.grain, args));
        to = middle;
      } else {
        const start = end;
        end = pace.next(start, to);
        result = both(result, call(start, end, ...args));
      }
    }
    for (let i = halves.length - 1; i >= 0; i--) {
      result = both(result, join(halves[i] as Fork<unknown>));
    }
    return result;
  },

  reduceBlocks(
    leaf: ExportRef,
    combine: ExportRef,
    from: number,
    to: number,
    block: number,
    args: readonly unknown[],
  ): unknown {
    const blocks = Math.ceil((to - from) / block);
    if (blocks <= 1) return (functionOf(leaf) as Piece<unknown>)(from, to, ...args);
    currentContext()?.throwIfCancelled();
    const middle = from + Math.ceil(blocks / 2) * block;
    const right = fork(reduceBlocks, leaf, combine, middle, to, block, args);
    const left = reduceBlocks(leaf, combine, from, middle, block, args);
    return (functionOf(combine) as Combine)(left, join(right));
  },
});

/** Calls `body(from, to, ...args)` for pieces that make up the range. For `grain` see {@link Pace}. */
export const forRange: Task<
  (body: ExportRef, from: number, to: number, grain: number, args: readonly unknown[]) => void
> = forTask;

type Reduction = Task<
  (
    leaf: ExportRef,
    combine: ExportRef,
    from: number,
    to: number,
    grain: number,
    args: readonly unknown[],
  ) => unknown
>;

/** Combines `leaf(from, to, ...args)` of pieces that make up the range, from left to right. */
export const reduceRange: Reduction = reduceTask;

/**
 * The same with pieces of a fixed size, combined in the order of a balanced tree: the result is the
 * same whoever runs what. A fork a block is cheap; nobody has to be asked whether he is hungry.
 */
export const reduceBlocks: Reduction = reduceBlocksTask;
