/** Runs the scenarios: contenders in turns, each time in a fresh process; and makes rows of what they did. */

import { join } from 'node:path';
import { ChildFailure, Interrupted, runChild } from '../../child.js';
import { describeMachine, watchConditions } from '../../machine.js';
import { median } from '../../statistics.js';
import type { Order, Section } from '../../suite.js';
import type { Question } from './child.js';
import { GROUPS } from './catalogue.js';
import type { Scenario } from './catalogue/group.js';
import { Journal, type Entry } from './journal.js';
import { OURS } from './pools.js';
import { contendersOf, trials, wantedScenarios, type Trial } from './plan.js';
import { Progress } from './progress.js';
import { rowOf } from './rows.js';
import { WORKERS, type Figures, type ScenarioName } from './scenario.js';
import { askAgain } from './tries.js';
import { isAccident, NOT_INSTALLED, verdictOf } from './verdicts.js';
import { spend } from './work.js';

/** Who takes longer than this has no result. */
const LIMIT_MS = 30_000;
/** For all scenarios together, on a machine that does other things too. */
const SMOKE_LIMIT_MS = 300_000;

/** Where a run that was stopped is kept. */
const JOURNAL = join(import.meta.dirname, '../../../results/.runtime.journal');

/** Measures what is wanted, section by section. */
export function measure(order: Order): Section[] {
  const file = order.smoke ? undefined : JOURNAL;
  const journal = new Journal(file, describeMachine(), order.resume);
  const ns = timeIteration();
  if (order.smoke) smoke(order, journal, ns);
  else if (runAll(order, journal, ns)) journal.finish();
  return GROUPS.map(({ title, about, scenarios }): Section => {
    const rows = scenarios.flatMap((scenario) =>
      scenario.lines
        .filter(({ name }) => order.wants(`${title}: ${name}`))
        .flatMap((line) => rowOf(scenario, line, contendersOf(scenario, order), journal) ?? []),
    );
    return { title, about, rows };
  });
}

/** Returns whether it came to the end: Ctrl-C leaves a journal to go on from. */
function runAll(order: Order, journal: Journal, ns: number): boolean {
  const all = trials(order);
  const progress = new Progress(all, journal, order.minutes);
  const missing = new Set<string>();
  for (const trial of all) {
    const { scenario, contender, round } = trial;
    if (journal.has(scenario.name, contender, round)) continue;
    if (journal.isOut(scenario.name, contender)) continue;
    if (round > 0 && progress.isOver()) {
      order.log(`  the ${order.minutes} minutes are over`);
      break;
    }
    if (missing.has(contender)) {
      journal.add({
        scenario: scenario.name,
        contender,
        round,
        seconds: 0,
        verdict: NOT_INSTALLED,
      });
      continue;
    }
    order.log(progress.describe(trial));
    try {
      const entry = runOnce(trial, order, ns);
      if (entry.verdict === NOT_INSTALLED) missing.add(contender);
      journal.add(entry);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      order.log('  stopped; the same command with --resume goes on from here');
      process.exitCode = 130;
      return false;
    }
  }
  return true;
}

function runOnce({ scenario, contender, round }: Trial, order: Order, ns: number): Entry {
  const endOfTrial = watchConditions();
  const entry = { scenario: scenario.name, contender, round };
  const conditions = (): Pick<Entry, 'seconds' | 'foreign'> => {
    const { seconds, foreign } = endOfTrial();
    return { seconds, ...(foreign === undefined ? {} : { foreign }) };
  };
  try {
    const runs = (scenario.workers ?? [WORKERS]).flatMap((workers) =>
      ask(scenario, [scenario.name], { contender, workers, smoke: false, ns }),
    );
    const figures = scenario.combine?.(runs) ?? runs[0] ?? {};
    return { ...entry, figures, ...conditions() };
  } catch (error) {
    if (!(error instanceof ChildFailure)) throw error;
    const verdict = verdictOf(error);
    const why = verdict === NOT_INSTALLED ? verdict : error.message.trimEnd().slice(-2000);
    order.log(`  ${contender} is out: ${why}`);
    return { ...entry, verdict, ...conditions() };
  }
}

/** How a process is set up. */
interface Setup {
  readonly contender: string;
  readonly workers: number;
  readonly smoke: boolean;
  readonly ns: number;
}

function ask(
  { flags = [], limit = LIMIT_MS }: Pick<Scenario, 'flags' | 'limit'>,
  scenarios: readonly ScenarioName[],
  { ns, ...rest }: Setup,
): Figures[] {
  const asked: Question = { ...rest, scenarios, nsPerIteration: ns };
  const all = ['--expose-gc', '--disable-warning=ExperimentalWarning', ...flags];
  return runChild<Figures[]>(new URL('./child.js', import.meta.url), asked, { flags: all, limit })
    .answer;
}

/**
 * Shows that each scenario works, and each contender; not each with each, and not each in a process of
 * its own.
 */
function smoke(order: Order, journal: Journal, ns: number): void {
  const scenarios = wantedScenarios(order).filter(({ isRisky }) => isRisky !== true);
  const contenders = new Set(scenarios.flatMap((scenario) => contendersOf(scenario, order)));
  for (const contender of contenders) {
    const introduction = scenarios.find((scenario) => scenario.contenders.includes(contender));
    const theirs = scenarios.filter(
      (scenario) =>
        (contender === OURS || scenario === introduction) &&
        scenario.contenders.includes(contender),
    );
    for (const part of [theirs.filter(isSafe), theirs.filter((scenario) => !isSafe(scenario))]) {
      const [first] = part;
      if (first === undefined) continue;
      order.log(`  ${contender}`);
      const names = part.map(({ name }) => name);
      const setup: Setup = { contender, workers: WORKERS, smoke: true, ns };
      record(part, contender, journal, () =>
        askAgain(
          contender,
          () => ask({ ...first, limit: SMOKE_LIMIT_MS }, names, setup),
          isAccident,
          (error) => {
            order.log(`  ${contender}, again: ${String(error).trimEnd().slice(-2000)}`);
          },
        ),
      );
    }
  }
}

/** In others, threads or the process may die. */
function isSafe({ flags }: Scenario): boolean {
  return flags === undefined;
}

/** @throws whatever went wrong, unless a rival is not installed. */
function record(
  scenarios: readonly Scenario[],
  contender: string,
  journal: Journal,
  run: () => Figures[],
): void {
  let all: Figures[] | undefined;
  try {
    all = run();
  } catch (error) {
    if (!(error instanceof ChildFailure) || verdictOf(error) !== NOT_INSTALLED) throw error;
  }
  scenarios.forEach(({ name, combine, workers = [] }, i) => {
    const figures = all?.[i];
    const entry = { scenario: name, contender, round: 0, seconds: 0 };
    if (figures === undefined) journal.add({ ...entry, verdict: NOT_INSTALLED });
    else journal.add({ ...entry, figures: combine?.(workers.map(() => figures)) ?? figures });
  });
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
