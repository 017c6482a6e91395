/** What forks cost where nobody steals, and what stealing gains: single figures, each with a goal. */

import { runChild } from '../../child.js';
import { median } from '../../statistics.js';
import type { Goal, Order, Row, Section, Unit } from '../../suite.js';

/** What is asked of a process. */
export interface CostQuestion {
  readonly cost: string;
  readonly smoke: boolean;
}

interface Line {
  /** What the process measures; one line may stand for a part of it. */
  readonly cost: string;
  readonly name: string;
  readonly unit: Unit;
  readonly limit: number;
  readonly isAtMost: boolean;
  readonly note?: string;
}

const atMost = { isAtMost: true } as const;
const atLeast = { isAtMost: false } as const;

const LINES: readonly Line[] = [
  {
    ...atMost,
    cost: 'pair',
    name: 'fork + join of a task nobody steals, the call included',
    unit: 'ns',
    limit: 10,
    note: 'a second M is parked; rayon 16 ns in fib, Java 50, TBB 236, goroutine 1,900 (cited)',
  },
  {
    ...atMost,
    cost: 'spoilt pair',
    name: 'the same after other tasks have spoilt the type feedback',
    unit: 'ns',
    limit: 16,
    note: 'twelve tasks with other numbers and kinds of arguments',
  },
  {
    ...atLeast,
    cost: 'irregular',
    name: 'irregular leaves of 1 to 20 ms: serial ÷ (2 × time on 2 Ms)',
    unit: '×',
    limit: 0.95,
  },
  {
    ...atMost,
    cost: 'small trees',
    name: '10⁵ trees of 16 forks on 2 Ms ÷ on 1 M',
    unit: '×',
    limit: 1.3,
    note: 'nobody is woken in vain',
  },
  {
    ...atLeast,
    cost: 'nested run',
    name: '`await context().runtime.run(…)` inside a task, 16 at a time',
    unit: 'k/s',
    limit: 300,
  },
  {
    ...atLeast,
    cost: 'forks a second',
    name: 'forks a second: fib(32) on 2 Ms',
    unit: 'M/s',
    limit: 50,
  },
];

/** Measures them, each in processes of its own. */
export function measureCosts({ smoke, wants, log }: Order): Section {
  const rows = LINES.filter(({ name }) => wants(name)).map((line): Row => {
    log(`  ${line.name}`);
    const script = new URL('./costs-child.js', import.meta.url);
    const asked: CostQuestion = { cost: line.cost, smoke };
    const runs = Array.from(
      { length: smoke ? 1 : 3 },
      () => runChild<number[]>(script, asked, { flags: [] }).answer,
    );
    const rounds = runs.map(median);
    const value = median(rounds);
    return {
      name: line.name,
      unit: line.unit,
      value,
      better: line.isAtMost ? 'less' : 'more',
      rounds,
      goal: goalOf(line, value),
      ...(line.note === undefined ? {} : { note: line.note }),
    };
  });
  return {
    title: 'Costs',
    about:
      'Medians of the rounds in each of three processes, and of the three. V8 compiles as it does ' +
      'in a program. Times are taken on the machine, inside a task.',
    rows,
  };
}

function goalOf({ limit, isAtMost }: Line, value: number): Goal {
  return isAtMost
    ? { text: `≤ ${limit}`, reached: value <= limit }
    : { text: `≥ ${limit}`, reached: value >= limit };
}
