/** queens: the ways to place n queens, by bit masks; tasks for the first levels, plain below. */

import { fork, join, tasks, type Fork, type Task } from '@pilfer/scheduler';

/** Counts the solutions by plain recursion. */
export function queensPlain(n: number): number {
  return place((1 << n) - 1, 0, 0, 0);
}

function place(all: number, columns: number, left: number, right: number): number {
  if (columns === all) return 1;
  let solutions = 0;
  for (let free = all & ~(columns | left | right); free !== 0; free &= free - 1) {
    const bit = free & -free;
    solutions += place(all, columns | bit, ((left | bit) << 1) & all, (right | bit) >> 1);
  }
  return solutions;
}

/** Bits of a number that stand for a row of the board. */
const ROW = 14;
const MASK = (1 << ROW) - 1;

const { placeTask, queensTask } = tasks(import.meta.url, {
  /**
   * Two numbers in one, twice: a fork has the fast path with three arguments at most.
   *
   * @param board all columns, and above them the levels with tasks
   * @param diagonals what is attacked from the left, and above that from the right
   */
  placeTask(board: number, columns: number, diagonals: number): number {
    const [all, levels] = [board & MASK, board >> ROW];
    const [left, right] = [diagonals & MASK, diagonals >> ROW];
    if (levels === 0) return place(all, columns, left, right);
    if (columns === all) return 1;
    const forks: Fork<number>[] = [];
    for (let free = all & ~(columns | left | right); free !== 0; free &= free - 1) {
      const bit = free & -free;
      const next = (((left | bit) << 1) & all) | (((right | bit) >> 1) << ROW);
      forks.push(fork(placeTask, all | ((levels - 1) << ROW), columns | bit, next));
    }
    let solutions = 0;
    for (let i = forks.length - 1; i >= 0; i--) solutions += join(forks[i] as Fork<number>);
    return solutions;
  },

  queensTask: (n: number, levels: number): number =>
    placeTask(((1 << n) - 1) | (levels << ROW), 0, 0),
});

/** Counts them with a fork for every node of so many levels. */
export const queens: Task<(n: number, levels: number) => number> = queensTask;
