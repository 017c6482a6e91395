/** Measures one cost; answers with its rounds. */

import { Runtime } from '@pilfer/scheduler';
import { answer, question } from '../../child.js';
import type { CostQuestion } from './costs.js';
import { here, work } from './costs.tasks.js';
import { fib } from './problems/fib.tasks.js';

const LEAVES = 256;

async function measure(cost: string, smoke: boolean): Promise<number[]> {
  const [one, two] = [new Runtime({ procs: 1 }), new Runtime({ procs: 2 })];
  try {
    return await rounds(cost, smoke, one, two);
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
}

async function rounds(cost: string, smoke: boolean, one: Runtime, two: Runtime): Promise<number[]> {
  const pairs = smoke ? 1e4 : 1e6;
  const trees = smoke ? 100 : 1e5;
  switch (cost) {
    case 'pair':
      return repeat(smoke, () => two.run(here.pairs, pairs));
    case 'spoilt pair':
      return repeat(smoke, () => two.run(here.spoiltPairs, pairs));
    case 'small trees':
      return repeat(smoke, async () => {
        const alone = await one.run(here.smallTrees, trees);
        return (await two.run(here.smallTrees, trees)) / alone;
      });
    case 'nested run':
      return repeat(smoke, () => two.run(here.nestedRuns, smoke ? 10 : 5000));
    case 'forks a second': {
      const forks = smoke ? 10_945 : 3_524_577;
      return repeat(smoke, async () => {
        const begun = performance.now();
        await two.run(fib, smoke ? 20 : 32);
        return forks / 1e3 / (performance.now() - begun);
      });
    }
    default:
      return irregular(smoke, two);
  }
}

/** Serial ÷ (2 × time): on 2 Ms, 1 is all that there is to gain. */
async function irregular(smoke: boolean, two: Runtime): Promise<number[]> {
  const lengths = new Int32Array(new SharedArrayBuffer(4 * LEAVES));
  const perMs = 700_000;
  let x = 7;
  for (let i = 0; i < LEAVES; i++) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    // Few are long: between 1 and 20 ms, with a density that falls with the square.
    lengths[i] = smoke ? 1000 : perMs / (1 - (0.95 * x) / 2 ** 32);
  }
  return repeat(smoke, async () => {
    const begun = performance.now();
    for (const length of lengths) work(length);
    const serial = performance.now() - begun;
    const start = performance.now();
    await two.run(here.tree, lengths, 0, LEAVES);
    return serial / 2 / (performance.now() - start);
  });
}

async function repeat(smoke: boolean, run: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < (smoke ? 1 : 6); i++) values.push(await run());
  return values.slice(smoke ? 0 : 2);
}

const { cost, smoke } = question() as CostQuestion;
answer(await measure(cost, smoke));
