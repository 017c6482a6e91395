/** fib: 3,524,577 forks for n = 32, next to no work in each. */

import { fork, join, tasks, type Task } from '@pilfer/scheduler';

/** Plain recursion. */
export function fibPlain(n: number): number {
  return n < 2 ? n : fibPlain(n - 1) + fibPlain(n - 2);
}

const { fibTask } = tasks(import.meta.url, {
  fibTask(n: number): number {
    if (n < 2) return n;
    const first = fork(fibTask, n - 1);
    const second = fibTask(n - 2);
    return join(first) + second;
  },
});

/** The same with a fork at every node. */
export const fib: Task<(n: number) => number> = fibTask;
