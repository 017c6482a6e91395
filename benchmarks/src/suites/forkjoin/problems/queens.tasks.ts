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

const { placeTask, queensTask } = tasks(import.meta.url, {
  placeTask(all: number, columns: number, left: number, right: number, levels: number): number {
    if (levels === 0) return place(all, columns, left, right);
    if (columns === all) return 1;
    const forks: Fork<number>[] = [];
    for (let free = all & ~(columns | left | right); free !== 0; free &= free - 1) {
      const bit = free & -free;
      const next = [columns | bit, ((left | bit) << 1) & all, (right | bit) >> 1] as const;
      forks.push(fork(placeTask, all, ...next, levels - 1));
    }
    let solutions = 0;
    for (let i = forks.length - 1; i >= 0; i--) solutions += join(forks[i] as Fork<number>);
    return solutions;
  },

  queensTask: (n: number, levels: number): number => placeTask((1 << n) - 1, 0, 0, 0, levels),
});

/** Counts them with a fork for every node of so many levels. */
export const queens: Task<(n: number, levels: number) => number> = queensTask;
