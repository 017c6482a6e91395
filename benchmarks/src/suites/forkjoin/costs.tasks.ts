/** Tasks that measure what forks cost, on the machine itself. */

import { context, fork, join, tasks, type Fork, type Tasks } from '@pilfer/scheduler';

const FORKS_PER_TREE = 16;

const leaves = tasks(import.meta.url, {
  add: (a: number, b: number): number => a + b,
  one: (a: number): number => a + 1,
  none: (): number => 1,
  three: (a: number, b: number, c: number): number => a + b + c,
  four: (a: number, b: number, c: number, d: number): number => a + b + c + d,
  text: (a: string): string => `${a}!`,
  pair: (a: string, b: number): string => a + String(b),
  object: (a: { readonly n: number }): { readonly n: number } => ({ n: a.n + 1 }),
  list: (a: readonly number[]): number => a.length,
  double: (a: number, b: number): number => a * b + 0.5,
  flag: (a: boolean): boolean => !a,
  nothing: (a: undefined): undefined => a,
  big: (a: bigint): bigint => a + 1n,
  /** Works for so many milliseconds, by the count, not by the clock. */
  work(iterations: number): number {
    let x = iterations | 1;
    for (let i = 0; i < iterations; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
    return x;
  },
});

/** Nanoseconds of a fork, its call and its join. */
function timePairs(pairs: number): number {
  const begun = performance.now();
  let sum = 0;
  for (let i = 0; i < pairs; i++) sum = (sum + join(fork(leaves.add, i, 1))) | 0;
  const ns = ((performance.now() - begun) * 1e6) / pairs;
  if (sum !== ((((pairs - 1) * pairs) / 2 + pairs) | 0)) throw new Error('WrongAnswer: pairs');
  return ns;
}

/** Forks and joins of other tasks, in the same functions of the library. */
function spoil(times: number): void {
  for (let i = 0; i < times; i++) {
    join(fork(leaves.one, i));
    join(fork(leaves.none));
    join(fork(leaves.three, i, 1.5, i));
    join(fork(leaves.four, i, i, i, i));
    join(fork(leaves.text, 'a'));
    join(fork(leaves.pair, 'a', i));
    join(fork(leaves.object, { n: i }));
    join(fork(leaves.list, [i]));
    join(fork(leaves.double, i, 0.5));
    join(fork(leaves.flag, true));
    join(fork(leaves.nothing, undefined));
    join(fork(leaves.big, 1n));
  }
}

const measuring = {
  pairs: (pairs: number): number => timePairs(pairs),

  spoiltPairs(pairs: number): number {
    spoil(2000);
    return timePairs(pairs);
  },

  /** A tree of leaves of these lengths, by halves. */
  tree(iterations: Int32Array<SharedArrayBuffer>, from: number, to: number): number {
    if (to - from === 1) return leaves.work(iterations[from] ?? 0);
    const middle = (from + to) >>> 1;
    const right = fork(here.tree, iterations, middle, to);
    const left = here.tree(iterations, from, middle);
    return (left + join(right)) | 0;
  },

  /** Milliseconds for so many small trees, one after the other. */
  smallTrees(trees: number): number {
    const begun = performance.now();
    let sum = 0;
    for (let tree = 0; tree < trees; tree++) {
      const forks: Fork<number>[] = [];
      for (let i = 0; i < FORKS_PER_TREE; i++) forks.push(fork(leaves.add, tree, i));
      for (let i = forks.length - 1; i >= 0; i--) sum = (sum + join(forks[i] as Fork<number>)) | 0;
    }
    if (sum === 0.5) throw new Error('WrongAnswer: trees'); // the sum is used
    return performance.now() - begun;
  },

  /** Thousands of nested tasks a second, each awaited in groups. */
  async nestedRuns(groups: number): Promise<number> {
    const { runtime } = context();
    const begun = performance.now();
    for (let group = 0; group < groups; group++) {
      const runs = Array.from({ length: 16 }, (_, i) => runtime.run(leaves.add, group, i));
      const results = await Promise.all(runs);
      if (results[15] !== group + 15) throw new Error('WrongAnswer: nested runs');
    }
    return (groups * 16) / (performance.now() - begun);
  },
};

/** The measuring tasks. */
export const here: Tasks<typeof measuring> = tasks(import.meta.url, measuring);

/** The work of an irregular leaf: about 1.4 ns an iteration. */
export function work(iterations: number): number {
  return leaves.work(iterations);
}
