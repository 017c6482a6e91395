/**
 * Runs the one-thread loops and answers how much the heap grew. What V8 collects and deoptimizes
 * after the warm-up, it writes to standard output.
 */

import { setFlagsFromString } from 'node:v8';
import { answer, question } from '../../child.js';
import { rehearse } from '../../interleave.js';
import { allContests } from './contests.js';

/** How much the used heap grew over one loop. */
export interface Growth {
  readonly name: string;
  readonly bytes: number;
  readonly done: number;
}

const operations = question() as number;
const contests = allContests();

function run(calls: number, { ours, prepare }: (typeof contests)[number]): void {
  for (let i = 0; i < calls; i++) {
    prepare?.();
    ours();
  }
}

function measure(contest: (typeof contests)[number], count: number): Growth {
  const calls = Math.ceil(count / contest.operations);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  run(calls, contest);
  const bytes = process.memoryUsage().heapUsed - before;
  return { name: contest.name, bytes, done: calls * contest.operations };
}

for (const contest of contests) rehearse(contest, 300);
// All of it twice: each loop is compiled once more after the others have run.
for (let pass = 0; pass < 2; pass++) {
  for (const contest of contests) measure(contest, operations / 4);
}
setFlagsFromString('--trace-deopt');
setFlagsFromString('--trace-gc');
const growth = contests.map((contest) => measure(contest, operations));
setFlagsFromString('--no-trace-deopt');
setFlagsFromString('--no-trace-gc');
answer(growth);
