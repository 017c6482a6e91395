/** The command: `pnpm bench [suite…] [options]`; see `--help`. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArguments, usage, UsageError, type Request } from './arguments.js';
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
import type { Row, Section, Suite } from './suite.js';
import { deque } from './suites/deque.js';
import { forkjoin } from './suites/forkjoin.js';
import { runtime } from './suites/runtime.js';
import { sim } from './suites/sim.js';
import { textTable } from './table.js';

const SUITES: ReadonlyMap<string, Suite> = new Map([
  ['deque', deque],
  ['forkjoin', forkjoin],
  ['runtime', runtime],
  ['sim', sim],
]);
const RESULTS = join(import.meta.dirname, '../results');

async function measure(name: string, suite: Suite, request: Request): Promise<Results> {
  const { smoke, filter = '', rival = '' } = request;
  const machine = inspect();
  console.log(`${name}: ${suite.about}\n${describeMachine(machine)}\n`);
  const endOfRun = watchConditions();
  const measured = await suite.run({
    smoke,
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

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** A smoke run is too short for its figures to mean anything. */
function withoutGoals(section: Section): Section {
  const rows = section.rows.map((row): Row => {
    const { name, unit, value, floor, ratio, note, rivals } = row;
    return {
      name,
      unit,
      value,
      ...(floor === undefined ? {} : { floor }),
      ...(ratio === undefined ? {} : { ratio }),
      ...(note === undefined ? {} : { note }),
      ...(rivals === undefined ? {} : { rivals }),
    };
  });
  return { ...section, rows };
}

function keep(measured: Results, request: Request): void {
  const { smoke, filter, rival, json } = request;
  const isFull = !smoke && filter === undefined && rival === undefined;
  const file = join(RESULTS, `${measured.suite}.json`);
  const results = request.merge && existsSync(file) ? merge(readResults(file), measured) : measured;
  const raw = `${JSON.stringify(results, undefined, 2)}\n`;
  if (isFull || request.merge) {
    writeText(join(RESULTS, `${results.suite}.md`), markdown(results));
    writeText(file, raw);
  }
  if (json !== undefined) writeText(json, raw);
  if (smoke) return;
  const missed = missedGoals(measured.sections);
  console.log(missed.length === 0 ? 'All goals reached.' : `Missed: ${missed.join('; ')}.`);
}

function readResults(file: string): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

async function main(given: readonly string[]): Promise<void> {
  const names = [...SUITES.keys()];
  const request = parseArguments(given, names);
  if (request.help) {
    console.log(usage(names));
    return;
  }
  for (const name of request.suites) {
    const suite = SUITES.get(name);
    if (suite !== undefined) keep(await measure(name, suite, request), request);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`bench: ${error.message}\nTry --help.`);
  process.exitCode = 2;
}
