/** Tasks that make tasks. */

import { context, fork, join, tasks, type Tasks } from '@pilfer/scheduler';
import { spend } from './work.js';

interface Family {
  /** Fibonacci's number, by a fork at every call. */
  forked(n: number): number;
  /** A binary tree whose leaves compute. */
  leaves(depth: number, iterations: number): number;
  /** Fibonacci's number, by nested tasks that are awaited. */
  nested(n: number): Promise<number>;
  /** How many calls the doubly recursive Fibonacci makes. */
  calls(n: number): number;
}

export const family: Tasks<Family> = tasks(import.meta.url, {
  forked(n: number): number {
    if (n < 2) return n;
    const right = fork(family.forked, n - 2);
    const left = family.forked(n - 1);
    return left + join(right);
  },
  leaves(depth: number, iterations: number): number {
    if (depth === 0) return spend(iterations);
    const right = fork(family.leaves, depth - 1, iterations);
    const left = family.leaves(depth - 1, iterations);
    return left + join(right);
  },
  async nested(n: number): Promise<number> {
    if (n < 2) return n;
    const { runtime } = context();
    const right = runtime.run(family.nested, n - 2);
    const left = runtime.run(family.nested, n - 1);
    return (await left) + (await right);
  },
  calls(n: number): number {
    let [a, b] = [1, 1];
    for (let i = 1; i < n; i++) [a, b] = [b, a + b + 1];
    return b;
  },
});
