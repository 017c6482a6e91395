/** The workloads of `pilfer truth --library`, as the real runtime runs them. */

import { context, fork, join, tasks } from '@pilfer/scheduler';
import type { Task } from '@pilfer/scheduler';

let sink = 0;

/** Computes: so many steps, which nothing can be left out of. */
function compute(steps: number): void {
  let x = sink | 1;
  for (let i = 0; i < steps; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
  sink = x;
}

export const library: {
  readonly compute: Task<(steps: number) => void>;
  readonly timed: Task<(steps: number) => number>;
  readonly tree: Task<(depth: number, less: number, steps: number) => void>;
  readonly outer: Task<(count: number, steps: number) => Promise<void>>;
} = tasks(import.meta.url, {
  compute,

  /** Computes, and returns how long it took, milliseconds. */
  timed(steps: number): number {
    const begin = performance.now();
    compute(steps);
    return performance.now() - begin;
  },

  /** A binary tree of forks: leaves compute, nodes do nothing else; one child is lower by `less`. */
  tree(depth: number, less: number, steps: number): void {
    if (depth <= 0) {
      compute(steps);
      return;
    }
    const forked = fork(library.tree, depth - 1, less, steps);
    library.tree(depth - less, less, steps);
    join(forked);
  },

  /** Submits tasks and waits for them. */
  async outer(count: number, steps: number): Promise<void> {
    const { runtime } = context();
    await Promise.all(Array.from({ length: count }, () => runtime.run(library.compute, steps)));
  },
});
