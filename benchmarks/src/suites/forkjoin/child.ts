/** Measures one problem, in a process of its own: plain, on 1 M and on 2 Ms, in turns. */

import { Runtime, type Stats } from '@pilfer/scheduler';
import { answer, question } from '../../child.js';
import { PROBLEMS } from './problems.js';
import type { Prepared } from './problem.js';

/** What is asked. */
export interface Question {
  readonly problem: string;
  readonly smoke: boolean;
  /** Milliseconds for all timed rounds together, about. */
  readonly budget: number;
}

/** Milliseconds, round by round. */
export interface Figures {
  readonly plain: number[];
  readonly one: number[];
  readonly two: number[];
  /** Medians of counters of a run on 2 Ms. */
  readonly counts: Readonly<Record<Count, number>>;
}

const COUNTS = ['forked', 'exposed', 'stolen'] as const;
type Count = (typeof COUNTS)[number];

/** Runs that are not counted: V8 compiles, memory is touched, machines start. */
const REHEARSALS = 2;
const LEAST_ROUNDS = 3;
const MOST_ROUNDS = 15;

async function measure({ problem, smoke, budget }: Question): Promise<Figures> {
  const found = PROBLEMS.find(({ name }) => name === problem);
  if (found === undefined) throw new Error(`there is no problem ${problem}`);
  const prepared = found.make(smoke);
  const [one, two] = [new Runtime({ procs: 1 }), new Runtime({ procs: 2 })];
  const figures = { plain: [] as number[], one: [] as number[], two: [] as number[] };
  const counts: Record<Count, number>[] = [];
  const ways = {
    plain: () => time(prepared, () => Promise.resolve(prepared.plain())),
    one: () => time(prepared, () => call(one, prepared)),
    two: async () => {
      const before = two.stats().total;
      const ms = await time(prepared, () => call(two, prepared));
      counts.push(difference(before, two.stats().total));
      return ms;
    },
  };
  const names = ['plain', 'one', 'two'] as const;
  for (let i = 0; i < (smoke ? 1 : REHEARSALS); i++) for (const name of names) await ways[name]();
  counts.length = 0;
  const end = performance.now() + budget;
  const [least, most] = smoke ? [1, 1] : [LEAST_ROUNDS, MOST_ROUNDS];
  for (let round = 0; round < least || (round < most && performance.now() < end); round++) {
    for (let i = 0; i < 3; i++) {
      const name = names[(round + i) % 3] as (typeof names)[number];
      figures[name].push(await ways[name]());
    }
  }
  await Promise.all([one.close(), two.close()]);
  return { ...figures, counts: medians(counts) };
}

function call(runtime: Runtime, { task, args }: Prepared): Promise<unknown> {
  return runtime.run(task as (...args: unknown[]) => unknown, ...args);
}

/** @throws Error if the answer is wrong. */
async function time(prepared: Prepared, run: () => Promise<unknown>): Promise<number> {
  prepared.prepare?.();
  const begun = performance.now();
  const returned = await run();
  const ms = performance.now() - begun;
  const found = prepared.answer === undefined ? returned : prepared.answer(returned);
  if (found !== prepared.expected) {
    throw new Error(`WrongAnswer: expected ${prepared.expected}, received ${String(found)}`);
  }
  return ms;
}

function difference(before: Stats['total'], after: Stats['total']): Record<Count, number> {
  const entries = COUNTS.map((name) => [name, after[name] - before[name]] as const);
  return Object.fromEntries(entries) as Record<Count, number>;
}

function medians(counts: readonly Record<Count, number>[]): Record<Count, number> {
  const middle = (name: Count): number =>
    counts.map((each) => each[name]).sort((a, b) => a - b)[counts.length >> 1] ?? 0;
  return { forked: middle('forked'), exposed: middle('exposed'), stolen: middle('stolen') };
}

answer(await measure(question() as Question));
