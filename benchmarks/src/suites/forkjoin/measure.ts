/** The problems as rows: times, and what they mean. */

import { runChild } from '../../child.js';
import { median, ratios } from '../../statistics.js';
import type { Order, Rival, Row, Section } from '../../suite.js';
import type { Figures, Question } from './child.js';
import { nativeRivals } from './native.js';
import { PROBLEMS } from './problems.js';
import type { Problem } from './problem.js';

const BUDGET_MS = 6000;

interface Measured {
  readonly problem: Problem;
  readonly figures: Figures;
}

/** Measures the problems, each in a process of its own. */
export function measureProblems(order: Order): Section[] {
  const measured = PROBLEMS.filter(({ name }) => order.wants(name)).map((problem): Measured => {
    order.log(`  ${problem.name}`);
    const asked: Question = {
      problem: problem.name,
      smoke: order.smoke,
      budget: order.smoke ? 0 : BUDGET_MS,
    };
    const script = new URL('./child.js', import.meta.url);
    return { problem, figures: runChild<Figures>(script, asked, { flags: [] }).answer };
  });
  return [
    {
      title: 'Problems: milliseconds',
      about:
        'Wall-clock time of one run, from the main thread and back. The same algorithm in all ' +
        'columns but where the name says otherwise; plain, 1 M and 2 Ms in turns, in one process a ' +
        'problem; a wrong answer ends the run. Right of ours, other runtimes on 2 threads: see ' +
        'the section on them.',
      rows: measured.map(timesOf),
    },
    {
      title: 'Problems: plain ÷ ours, and forks',
      about:
        'How many times as fast as plain serial JavaScript, with forks and all: the median of the ' +
        "rounds' ratios. Forks, exposures and steals of a run on 2 Ms; nanoseconds a fork are our " +
        'time on 1 M minus the plain time, divided by forks.',
      rows: measured.flatMap(speedUps),
    },
  ];
}

function timesOf({ problem, figures }: Measured): Row {
  const ours = [
    rival('plain JS', figures.plain),
    rival('ours, 1 M', figures.one),
    rival('ours, 2 Ms', figures.two),
  ];
  return {
    name: problem.name,
    unit: 'ms',
    value: median(figures.two),
    rivals: [...ours, ...nativeRivals(problem.native)],
  };
}

function rival(name: string, values: readonly number[]): Rival {
  return { name, value: median(values), least: Math.min(...values), most: Math.max(...values) };
}

function speedUps({ problem, figures }: Measured): Row[] {
  const { forked, exposed, stolen } = figures.counts;
  const overhead = (median(figures.one) - median(figures.plain)) * 1e6;
  const notes = {
    1: forked >= 100_000 ? `${(overhead / forked).toFixed(1)} ns a fork` : '',
    2: `${forked} forks, ${exposed} exposed, ${stolen} stolen`,
  };
  return ([1, 2] as const).map((machines): Row => {
    const ours = machines === 1 ? figures.one : figures.two;
    const rounds = ratios(figures.plain, ours);
    const value = median(rounds);
    const goal = problem.goals.find((each) => each.machines === machines);
    return {
      name: `${problem.name}: ${machines === 1 ? '1 M' : '2 Ms'}`,
      unit: '×',
      value,
      better: 'more',
      rounds,
      ...(goal === undefined
        ? {}
        : { goal: { text: `≥ ${goal.atLeast}`, reached: value >= goal.atLeast } }),
      note: notes[machines],
      raw: { forked, exposed, stolen },
    };
  });
}
