/** Runs the scenarios: contenders in turns, each time in a fresh process. */

import { ChildFailure, runChild } from '../../child.js';
import { watchConditions } from '../../machine.js';
import { median } from '../../statistics.js';
import type { Order, Rival, Row, Section } from '../../suite.js';
import type { Question } from './child.js';
import { GROUPS, type Line, type Scenario } from './catalogue.js';
import { OURS } from './pools.js';
import { WORKERS, type Figures } from './scenario.js';
import { spend } from './work.js';

/** A pool that takes longer than this has no result. */
const LIMIT_MS = 60_000;

/** What became of one contender in one scenario. */
interface Outcome {
  readonly contender: string;
  readonly rounds: Figures[];
  /** Why it is out, if it is. */
  verdict?: string;
}

/** Measures what is wanted, section by section. */
export function measure(order: Order): Section[] {
  const nsPerIteration = timeIteration();
  return GROUPS.map(({ title, about, scenarios }): Section => {
    const rows = scenarios.flatMap((scenario) => {
      const lines = scenario.lines.filter(({ name }) => order.wants(`${title}: ${name}`));
      return lines.length === 0 ? [] : rowsOf(scenario, lines, order, nsPerIteration);
    });
    return { title, about, rows };
  });
}

function rowsOf(scenario: Scenario, lines: readonly Line[], order: Order, ns: number): Row[] {
  const { smoke, wantsRival, log } = order;
  const outcomes = scenario.contenders
    .filter((name) => name === OURS || wantsRival(name))
    .filter((name) => !smoke || name === OURS || introductionOf(name) === scenario)
    .map((contender): Outcome => ({ contender, rounds: [] }));
  const endOfScenario = watchConditions();
  for (let round = 0; round < (smoke ? 1 : scenario.rounds); round++) {
    for (const outcome of outcomes) {
      if (outcome.verdict !== undefined) continue;
      log(`  ${scenario.name}, round ${round + 1}: ${outcome.contender}`);
      runOnce(scenario, outcome, order, ns);
    }
  }
  const { foreign } = endOfScenario();
  return lines.map((line) => rowOf(line, outcomes, foreign));
}

/** A smoke run shows that each scenario works, and each contender; not each with each. */
function introductionOf(contender: string): Scenario | undefined {
  const scenarios = GROUPS.flatMap((group) => group.scenarios);
  return scenarios.find(({ contenders }) => contenders.includes(contender));
}

function runOnce(scenario: Scenario, outcome: Outcome, order: Order, ns: number): void {
  const { contender } = outcome;
  try {
    const runs = (scenario.workers ?? [WORKERS]).map((workers) => {
      const asked: Question = {
        scenario: scenario.name,
        contender,
        workers,
        smoke: order.smoke,
        nsPerIteration: ns,
      };
      const script = new URL('./child.js', import.meta.url);
      const options = { flags: ['--expose-gc'], limit: LIMIT_MS };
      return runChild<Figures>(script, asked, options).answer;
    });
    outcome.rounds.push(scenario.combine?.(runs) ?? (runs[0] as Figures));
  } catch (error) {
    if (contender === OURS || !(error instanceof ChildFailure)) throw error;
    order.log(`  ${contender} is out: ${error.message}`);
    outcome.verdict = error.message.includes('WrongAnswer') ? 'wrong answer' : 'no result';
  }
}

function rowOf(line: Line, outcomes: readonly Outcome[], foreign: number | undefined): Row {
  const rivals = outcomes.map(({ contender, rounds, verdict }): Rival => {
    const values = rounds.flatMap(({ [line.figure]: value }) => value ?? []);
    if (verdict !== undefined || values.length === 0) {
      return { name: contender, verdict: verdict ?? 'not measured' };
    }
    return {
      name: contender,
      value: median(values),
      ...(values.length > 1 ? { least: Math.min(...values), most: Math.max(...values) } : {}),
    };
  });
  const medians = new Map(
    rivals.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  );
  const goal = medians.has(OURS) ? line.goal(medians) : undefined;
  return {
    name: line.name,
    unit: line.unit,
    value: medians.get(OURS) ?? NaN,
    rivals,
    ...(goal === undefined ? {} : { goal }),
    ...(foreign === undefined ? {} : { note: `${(foreign * 100).toFixed(0)} %` }),
  };
}

/** Nanoseconds that an iteration of `spend` takes here: once for all, so that tasks are equal. */
function timeIteration(): number {
  const iterations = 2_000_000;
  const times = Array.from({ length: 9 }, () => {
    const begun = performance.now();
    spend(iterations);
    return ((performance.now() - begun) * 1e6) / iterations;
  });
  return median(times.slice(2));
}
