/**
 * Unbalanced tree search: counts the nodes of a tree that only hashing reveals. A node is a hash and
 * a depth. The root has `top` children, any other node eight with probability 0.124875, else none,
 * so the tree barely ends, and a few of the top subtrees hold most of it. (Olivier et al.: "UTS: An
 * Unbalanced Tree Search Benchmark", LCPC 2006; binomial trees, with another hash.)
 */

import { fork, join, tasks, type Fork, type Task } from '@pilfer/scheduler';

const CHILDREN = 8;
const LIMIT = 536_334_041;

/** The murmur3 finaliser, several times. */
function mix(value: number, rounds: number): number {
  let h = value;
  for (let i = 0; i < rounds; i++) {
    h ^= h >>> 16;
    h = Math.imul(h, 0x85ebca6b);
    h ^= h >>> 13;
    h = Math.imul(h, 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h;
}

function childOf(hash: number, depth: number, child: number, rounds: number): number {
  const value = hash + Math.imul(child + 1, 0x9e3779b9) + Math.imul(depth + 1, 0x85ebca77);
  return mix(value | 0, rounds);
}

function childrenOf(hash: number): number {
  return hash >>> 0 < LIMIT ? CHILDREN : 0;
}

/** Counts the nodes by plain recursion. */
export function utsPlain(seed: number, rounds: number, top: number): number {
  return countPlain(seed, 0, rounds, top);
}

function countPlain(hash: number, depth: number, rounds: number, children: number): number {
  let nodes = 1;
  for (let i = 0; i < children; i++) {
    const child = childOf(hash, depth, i, rounds);
    nodes += countPlain(child, depth + 1, rounds, childrenOf(child));
  }
  return nodes;
}

const { count, countSome, utsTask } = tasks(import.meta.url, {
  /** A task for each node. */
  count(hash: number, depth: number, rounds: number): number {
    if (childrenOf(hash) === 0) return 1;
    // One by one: a list of eight forks would have to be allocated.
    const a = forkChild(hash, depth, 0, rounds);
    const b = forkChild(hash, depth, 1, rounds);
    const c = forkChild(hash, depth, 2, rounds);
    const d = forkChild(hash, depth, 3, rounds);
    const e = forkChild(hash, depth, 4, rounds);
    const f = forkChild(hash, depth, 5, rounds);
    const g = forkChild(hash, depth, 6, rounds);
    const h = forkChild(hash, depth, 7, rounds);
    return 1 + join(h) + join(g) + join(f) + join(e) + join(d) + join(c) + join(b) + join(a);
  },

  /** The subtrees of some children of the root, by halves: most are single nodes. */
  countSome(seed: number, range: number, rounds: number): number {
    const [from, to] = [range & 0xffff, range >>> 16];
    if (to - from === 1) return count(childOf(seed, 0, from, rounds), 1, rounds);
    const middle = (from + to) >>> 1;
    const right = fork(countSome, seed, middle | (to << 16), rounds);
    return countSome(seed, from | (middle << 16), rounds) + join(right);
  },

  utsTask: (seed: number, rounds: number, top: number): number =>
    1 + countSome(seed, top << 16, rounds),
});

function forkChild(hash: number, depth: number, child: number, rounds: number): Fork<number> {
  return fork(count, childOf(hash, depth, child, rounds), depth + 1, rounds);
}

/** Counts them with a fork for every node. */
export const uts: Task<(seed: number, rounds: number, top: number) => number> = utsTask;
