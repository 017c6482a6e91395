/** The command: `pnpm bench [suite…] [options]`; see `--help`. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contains,
  parseArguments,
  suggestPart,
  usage,
  UsageError,
  type Request,
} from './arguments.js';
import { Interrupted } from './child.js';
import { describeMachine as inspect, watchConditions } from './machine.js';
import {
  describeConditions,
  describeMachine,
  markdown,
  merge,
  missedGoals,
  writeText,
  type Results,
} from './report.js';
import { writeReport } from './pages/write.js';
import { checkMachine, compareResults, describeChanges } from './regression.js';
import type { Row, Section, Suite } from './suite.js';
import { deque } from './suites/deque.js';
import { forkjoin } from './suites/forkjoin.js';
import { overhead } from './suites/overhead.js';
import { runtime } from './suites/runtime.js';
import { scale } from './suites/scale.js';
import { sim } from './suites/sim.js';
import { textTable } from './table.js';

const SUITES: ReadonlyMap<string, Suite> = new Map([
  ['deque', deque],
  ['forkjoin', forkjoin],
  ['overhead', overhead],
  ['runtime', runtime],
  ['scale', scale],
  ['sim', sim],
]);
const RESULTS = join(import.meta.dirname, '../results');

async function measure(name: string, suite: Suite, request: Request): Promise<Results> {
  const { smoke, filter = '', rival = '', minutes, resume } = request;
  const machine = inspect();
  console.log(`${name}: ${suite.about}\n${describeMachine(machine)}\n`);
  const endOfRun = watchConditions();
  const measured = await suite.run({
    smoke,
    minutes,
    resume,
    wants: (row) => contains(row, filter),
    wantsRival: (name) => contains(name, rival),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const sections = smoke ? measured.map(withoutGoals) : measured;
  const results = { suite: name, about: suite.about, machine, conditions: endOfRun(), sections };
  for (const { title, rows } of sections) {
    if (rows.length > 0) console.log(`${title}\n${textTable(rows)}\n`);
  }
  console.log(`${describeConditions(results.conditions)}.`);
  return results;
}

/** A smoke run is too short for its figures to mean anything. */
function withoutGoals(section: Section): Section {
  const rows = section.rows.map((row): Row => {
    const kept = Object.entries(row).filter(([key]) => key !== 'goal' && key !== 'against');
    return Object.fromEntries(kept) as unknown as Row;
  });
  return { ...section, rows };
}

function keep(measured: Results, request: Request, stored: Results | undefined): void {
  const { smoke, filter, rival, json } = request;
  const isStopped = process.exitCode !== undefined;
  const isFull = !smoke && filter === undefined && rival === undefined && !isStopped;
  const file = join(RESULTS, `${measured.suite}.json`);
  const results = request.merge && existsSync(file) ? merge(readResults(file), measured) : measured;
  const raw = `${JSON.stringify(results, undefined, 2)}\n`;
  if (isFull || (request.merge && !isStopped)) {
    writeText(join(RESULTS, `${results.suite}.md`), markdown(results));
    writeText(file, raw);
    writeReport(RESULTS, [...SUITES.keys()]);
  }
  if (json !== undefined) writeText(json, raw);
  if (smoke) return;
  if (stored !== undefined) {
    const changes = compareResults(stored, measured);
    console.log(describeChanges(changes));
    if (changes.some(({ verdict }) => verdict === 'worse')) process.exitCode = 1;
  }
  if (isStopped) return;
  if (!measured.sections.some(({ rows }) => rows.some(({ goal }) => goal !== undefined))) return;
  const missed = missedGoals(measured.sections);
  console.log(missed.length === 0 ? 'All goals reached.' : `Missed: ${missed.join('; ')}.`);
}

/** @throws UsageError if there is no row of that name. */
function checkFilter({ filter = '' }: Request, measured: readonly Results[]): void {
  if (measured.some(({ sections }) => sections.some(({ rows }) => rows.length > 0))) return;
  const names = measured.flatMap(({ suite }) => {
    const file = join(RESULTS, `${suite}.json`);
    if (!existsSync(file)) return [];
    return readResults(file).sections.flatMap(({ title, rows }) => [
      title,
      ...rows.map(({ name }) => name),
    ]);
  });
  const close = suggestPart(filter, names);
  const hint = close === undefined ? '' : `; did you mean ${JSON.stringify(close)}?`;
  throw new UsageError(`--filter: no row's name contains ${JSON.stringify(filter)}${hint}`);
}

function readResults(file: string): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

/**
 * The stored results to compare with, and the only suite that can be: a run of minutes shall not end
 * in a complaint about its command line.
 *
 * @throws UsageError if there are none, or they are of another suite or machine.
 */
function storedResults({ against, suites }: Request): Results | undefined {
  if (against === undefined) return undefined;
  let stored: Results;
  try {
    stored = readResults(against);
  } catch (error) {
    throw new UsageError(`--against: ${(error as Error).message}`);
  }
  if (!SUITES.has(stored.suite)) {
    throw new UsageError(`--against: expected a suite's results, received ${against}`);
  }
  if (suites.length < SUITES.size && !suites.every((name) => name === stored.suite)) {
    throw new UsageError(
      `--against: the stored results are of suite ${stored.suite}, received ${suites.join(', ')}`,
    );
  }
  checkMachine(stored, inspect());
  return stored;
}

async function main(given: readonly string[]): Promise<void> {
  const names = [...SUITES.keys()];
  const rivals = [...SUITES.values()].flatMap((suite) => suite.rivals ?? []);
  const request = parseArguments(given, names, rivals);
  if (request.help) {
    console.log(usage(names));
    return;
  }
  const stored = storedResults(request);
  const all: Results[] = [];
  for (const name of stored === undefined ? request.suites : [stored.suite]) {
    const suite = SUITES.get(name);
    if (suite === undefined || process.exitCode === 130) continue;
    const results = await measure(name, suite, request);
    all.push(results);
    keep(results, request, stored);
  }
  if (request.filter !== undefined && process.exitCode !== 130) checkFilter(request, all);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Interrupted) process.exitCode = 130;
  else if (error instanceof UsageError) {
    console.error(`bench: ${error.message}\nTry --help.`);
    process.exitCode = 2;
  } else throw error;
}
