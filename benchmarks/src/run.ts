/** The command: `pnpm bench [suite…] [--smoke] [--filter TEXT] [--json FILE]`. */

import { join } from 'node:path';
import { parseArguments, usage, UsageError, type Request } from './arguments.js';
import { describeMachine as inspect, watchConditions } from './machine.js';
import {
  describeConditions,
  describeMachine,
  markdown,
  missedGoals,
  writeText,
  type Results,
} from './report.js';
import type { Row, Section, Suite } from './suite.js';
import { deque } from './suites/deque.js';
import { textTable } from './table.js';

const SUITES: ReadonlyMap<string, Suite> = new Map([['deque', deque]]);
const RESULTS = join(import.meta.dirname, '../results');

async function measure(name: string, suite: Suite, request: Request): Promise<Results> {
  const { smoke, filter = '' } = request;
  const machine = inspect();
  console.log(`${name}: ${suite.about}\n${describeMachine(machine)}\n`);
  const endOfRun = watchConditions();
  const measured = await suite.run({
    smoke,
    wants: (row) => row.toLowerCase().includes(filter.toLowerCase()),
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
    const { name, unit, value, floor, ratio, note } = row;
    return {
      name,
      unit,
      value,
      ...(floor === undefined ? {} : { floor }),
      ...(ratio === undefined ? {} : { ratio }),
      ...(note === undefined ? {} : { note }),
    };
  });
  return { ...section, rows };
}

function keep(results: Results, { smoke, filter, json }: Request): void {
  const isFull = !smoke && filter === undefined;
  const raw = `${JSON.stringify(results, undefined, 2)}\n`;
  if (isFull) {
    writeText(join(RESULTS, `${results.suite}.md`), markdown(results));
    writeText(join(RESULTS, `${results.suite}.json`), raw);
  }
  if (json !== undefined) writeText(json, raw);
  if (smoke) return;
  const missed = missedGoals(results.sections);
  console.log(missed.length === 0 ? 'All goals reached.' : `Missed: ${missed.join('; ')}.`);
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
