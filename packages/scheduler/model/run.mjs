// The full form of the model tests: `pnpm model [word]`, for all programs whose row has the word.
//
// Prints a row per program. Exits with 1 if one shows a violation, or is not explored to its end.
// The planted bugs are the tests' business: see test/*.model.test.ts.
import { describeReport, explore, REPORT_HEAD, reportRow } from '@pilfer/explorer';
import { importErased } from '../../../scripts/erase-types.mjs';

const WIDTHS = [84, 11, 12, 7, 14, 6, 8, 0];

const word = process.argv[2] ?? '';
const {
  doomPrograms,
  forkDeathPrograms,
  forkPrograms,
  heirPrograms,
  idlePrograms,
  joinerPrograms,
  loadForkParts,
  loadParts,
  orphanPrograms,
  resultsPrograms,
  slotPrograms,
} = await importErased(new URL('../test/', import.meta.url), [
  'model/doom.js',
  'model/fork-deaths.js',
  'model/fork-joiners.js',
  'model/fork-world.js',
  'model/forks.js',
  'model/heirs.js',
  'model/idle.js',
  'model/load.js',
  'model/orphans.js',
  'model/results.js',
  'model/slots.js',
]);

const parts = await loadParts();
const forkParts = await loadForkParts();
const programs = {
  slots: slotPrograms(parts),
  doom: doomPrograms(parts),
  orphans: orphanPrograms(parts),
  idle: idlePrograms(parts),
  results: resultsPrograms(parts),
  heirs: heirPrograms(parts),
  forks: forkPrograms(forkParts),
  joins: joinerPrograms(forkParts),
  deaths: forkDeathPrograms(forkParts),
};

print(REPORT_HEAD);
for (const [protocol, of] of Object.entries(programs)) {
  for (const { name, build, options } of of) {
    const title = `${protocol}: ${name}`;
    if (!title.includes(word)) continue;
    const report = explore(title, build, options);
    print(reportRow(report));
    if (report.verdict === 'ok') continue;
    process.exitCode = 1;
    console.log(`\n${describeReport(report)}`);
  }
}

function print(cells) {
  console.log(
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[i])))
      .join('  '),
  );
}
