/** The goals of all suites in one table: goal, ours, the best of the others, ratio, reached or missed. */

import type { Results } from '../report.js';
import type { Row } from '../suite.js';
import { describeAgainst, formatFigure } from '../table.js';
import { reasonFor } from './reasons.js';

/** A goal and what became of it. */
export interface GoalLine {
  readonly suite: string;
  readonly name: string;
  readonly goal: string;
  readonly ours: string;
  readonly best: string;
  readonly ratio: string;
  readonly reached: boolean;
  readonly reason: string;
}

/** All goals, in the order of the suites. */
export function goalLines(all: readonly Results[]): GoalLine[] {
  return all.flatMap(({ suite, sections }) =>
    sections.flatMap(({ title, rows }) => rows.flatMap((row) => lineOf(suite, title, row))),
  );
}

function lineOf(suite: string, title: string, row: Row): GoalLine[] {
  const { name, unit, value, goal, against, floor, ratio, rivals } = row;
  if (goal === undefined) return [];
  const inWords = rivals?.find((rival) => rival.name === 'ours' && rival.value === undefined);
  const best =
    against !== undefined
      ? `${against.name}: ${formatFigure(against.value, unit)}`
      : floor !== undefined
        ? `floor: ${formatFigure(floor, unit)}`
        : '';
  return [
    {
      suite,
      name,
      goal: goal.text,
      ours: inWords?.verdict ?? formatFigure(value, unit),
      best,
      ratio: against !== undefined ? describeAgainst(against) : (ratio?.toFixed(2) ?? ''),
      reached: goal.reached,
      reason: goal.reached ? '' : (reasonFor(title, name) ?? ''),
    },
  ];
}
