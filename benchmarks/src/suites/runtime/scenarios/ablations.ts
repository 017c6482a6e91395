/** What stealing gives, and private forks: ours with a choice changed, on work that makes more work. */

import { Runtime } from '@pilfer/scheduler';
import { expectAnswer, WORKERS, type Figures, type Setting } from '../scenario.js';
import { EAGER, NO_SPIN, ONE_QUEUE } from '../pools.js';
import { family } from '../family.tasks.js';

const OPTIONS = new Map([
  [ONE_QUEUE.name, { stealing: false }],
  [EAGER.name, { exposure: 'eager' }],
  [NO_SPIN.name, { spin: 0 }],
] as const);

/** Doubly recursive, a fork at every call, next to no work: what forks cost. */
export async function forkTree({ contender, smoke }: Setting): Promise<Figures> {
  const [n, times] = smoke ? [10, 1] : [contender === EAGER.name ? 21 : 33, 3];
  const runtime = open(contender);
  await runtime.run(family.forked, Math.min(n, 20));
  const all: number[] = [];
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    expectAnswer('fib', fibonacci(n), await runtime.run(family.forked, n));
    all.push(performance.now() - begun);
  }
  await runtime.close();
  const forks = family.calls(n) / 2;
  return { perSecond: forks / 1000 / Math.min(...all) };
}

/** A tree of forks whose leaves compute for 20 µs: how much of two processors is used. */
export async function leafTree({ contender, smoke, nsPerIteration }: Setting): Promise<Figures> {
  const depth = smoke ? 5 : 14;
  const iterations = Math.round(20_000 / nsPerIteration);
  const runtime = open(contender);
  await runtime.run(family.leaves, 8, iterations);
  const serialBegun = performance.now();
  const expected = family.leaves(depth - 3, iterations) * 8;
  const serial = (performance.now() - serialBegun) * 8;
  const begun = performance.now();
  expectAnswer('leaves', expected, await runtime.run(family.leaves, depth, iterations));
  const milliseconds = performance.now() - begun;
  await runtime.close();
  return { efficiency: serial / WORKERS / milliseconds };
}

/** Tasks that submit tasks and await them: a tree of awaits, next to no work. */
export async function nestedTree({ contender, smoke }: Setting): Promise<Figures> {
  const n = smoke ? 6 : 18;
  const runtime = open(contender);
  await runtime.run(family.nested, Math.min(n, 14));
  const begun = performance.now();
  expectAnswer('fib', fibonacci(n), await runtime.run(family.nested, n));
  const milliseconds = performance.now() - begun;
  await runtime.close();
  return { perSecond: family.calls(n) / milliseconds };
}

function open(contender: string): Runtime {
  return new Runtime({ procs: WORKERS, ...OPTIONS.get(contender) });
}

function fibonacci(n: number): number {
  let [a, b] = [0, 1];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
}
