/** Rows of the report, from what the contenders did. */

import { bootstrapRatio, median } from '../../statistics.js';
import type { Against, Rival, Row } from '../../suite.js';
import type { Line, Scenario } from './catalogue/group.js';
import type { Journal } from './journal.js';
import { OURS, POOLS } from './pools.js';

/** The row of a line; undefined if nobody has done anything yet. */
export function rowOf(
  scenario: Scenario,
  line: Line,
  contenders: readonly string[],
  journal: Journal,
): Row | undefined {
  const rivals: Rival[] = [];
  const rounds = new Map<string, number[]>();
  const foreign: number[] = [];
  for (const contender of contenders) {
    const entries = journal.of(scenario.name, contender);
    foreign.push(...entries.flatMap((entry) => entry.foreign ?? []));
    const verdict = entries.find((entry) => entry.verdict !== undefined)?.verdict;
    const values = entries.flatMap(({ figures }) => figures?.[line.figure] ?? []);
    if (verdict === undefined && values.length > 0) rounds.set(contender, values);
    const last = entries.at(-1)?.figures;
    if (entries.length === 0) continue;
    if (verdict !== undefined) rivals.push({ name: contender, verdict });
    else if (values.length === 0) rivals.push({ name: contender, verdict: 'not measured' });
    else if (line.text !== undefined && last !== undefined) {
      rivals.push({ name: contender, verdict: line.text(last) });
    } else rivals.push(rivalOf(contender, values));
  }
  if (rivals.length === 0) return undefined;
  const medians = new Map([...rounds].map(([name, values]) => [name, median(values)] as const));
  const goal = medians.has(OURS) ? line.goal?.(medians) : undefined;
  const against = line.text === undefined ? againstBest(line.better, rounds) : undefined;
  return {
    name: line.name,
    unit: line.unit,
    value: medians.get(OURS) ?? NaN,
    better: line.better,
    rivals,
    ...(goal === undefined ? {} : { goal }),
    ...(against === undefined ? {} : { against }),
    ...(foreign.length === 0 ? {} : { note: `${(median(foreign) * 100).toFixed(0)} %` }),
  };
}

function rivalOf(name: string, values: readonly number[]): Rival {
  return {
    name,
    value: median(values),
    rounds: values,
    ...(values.length > 1 ? { least: Math.min(...values), most: Math.max(...values) } : {}),
  };
}

/** How many times as good as the best of the pools that people use. */
function againstBest(
  better: Line['better'],
  rounds: ReadonlyMap<string, readonly number[]>,
): Against | undefined {
  const ours = rounds.get(OURS);
  let best: readonly [string, readonly number[]] | undefined;
  for (const { name } of POOLS) {
    const values = rounds.get(name);
    if (name === OURS || values === undefined) continue;
    const isBetter =
      best === undefined ||
      (better === 'more' ? median(values) > median(best[1]) : median(values) < median(best[1]));
    if (isBetter) best = [name, values];
  }
  if (ours === undefined || best === undefined) return undefined;
  const [name, theirs] = best;
  const pair = better === 'more' ? ([ours, theirs] as const) : ([theirs, ours] as const);
  return { name, value: median(theirs), ...bootstrapRatio(...pair) };
}
