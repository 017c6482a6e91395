// The full form of the model tests: `pnpm model [word]`, for all programs whose row has the word.
//
// Prints a row per program and per planted bug. Exits with 1 if a program shows a violation or is
// not explored to its end, or if a planted bug is not found.
import { describeReport, explore, REPORT_HEAD, reportRow } from '@pilfer/explorer';
import { importErased } from '../../../scripts/erase-types.mjs';

const WIDTHS = [84, 11, 12, 7, 14, 6, 8, 0];
const OWNER_OPERATIONS = 6;

const word = process.argv[2] ?? '';
let failures = 0;

const programs = await importErased(new URL('../test/', import.meta.url), [
  'model/load.js',
  'model/deque.js',
  'model/suspects.js',
]);
const structures = await programs.loadStructures();

print(REPORT_HEAD);
for (const { structure, programs: of } of programs.SUSPECTS) {
  for (const program of of(structures)) run(structure, program);
}
runAllOwners();
await runMutants();
process.exitCode = failures === 0 ? 0 : 1;

function run(structure, { name, build, options }) {
  const title = `${structure}: ${name}`;
  if (!title.includes(word)) return;
  const report = explore(title, build, options);
  print(reportRow(report));
  if (report.verdict === 'ok') return;
  failures++;
  console.log(`\n${describeReport(report)}`);
}

/** One row for all programs that an owner can run: they differ in nothing else. */
function runAllOwners() {
  const title = `Deque: every owner of ${OWNER_OPERATIONS} pushes and pops ∥ SS ∥ S, from -2`;
  if (!title.includes(word)) return;
  const all = {
    states: 0,
    transitions: 0,
    leaves: 0,
    interleavings: 0n,
    depth: 0,
    milliseconds: 0,
  };
  let verdict = 'ok';
  for (const { name, build } of programs.allOwners(structures, OWNER_OPERATIONS)) {
    const report = explore(name, build);
    for (const figure of ['states', 'transitions', 'leaves', 'milliseconds']) {
      all[figure] += report[figure];
    }
    all.interleavings += report.interleavings ?? 0n;
    all.depth = Math.max(all.depth, report.depth ?? 0);
    if (report.verdict === 'ok') continue;
    failures++;
    verdict = report.verdict;
    console.log(`\n${describeReport(report)}`);
  }
  print(reportRow({ name: title, verdict, violation: undefined, ...all }));
}

async function runMutants() {
  const found = new Map();
  for (const suspect of programs.SUSPECTS) {
    for (const mutant of suspect.mutants) {
      const title = `planted: ${suspect.structure}: ${mutant.name}`;
      if (!title.includes(word)) continue;
      const report = await programs.explorePlanted(suspect, mutant);
      const { verdict, violation } = report;
      const outcome = verdict === 'violation' ? `found: ${violation.oracle}` : `LIVES: ${verdict}`;
      if (verdict !== 'violation') failures++;
      const key = `${suspect.structure} ${outcome}`;
      found.set(key, (found.get(key) ?? 0) + 1);
      print([...reportRow({ ...report, name: title }).slice(0, -1), outcome]);
    }
  }
  for (const [key, count] of found) console.log(`${count} planted bugs: ${key}`);
}

function print(cells) {
  console.log(
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[i])))
      .join('  '),
  );
}
