// The coordinator in a virtual world, in full: `node packages/scheduler/stress/coordinator.mjs`.
//
// SEEDS=100000 lives from SEED=1 on. A life that goes wrong prints its seed; SEED=n SEEDS=1 plays it
// again, event for event. Exits with 1 if one went wrong.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import ts from 'typescript';

const sources = new URL('../test/world/', import.meta.url);
const compiled = new URL('../.cache/world/', import.meta.url);
const first = Number(process.env['SEED'] ?? 1);
const count = Number(process.env['SEEDS'] ?? 100_000);

const { live, loadWorldParts } = await load();
const parts = await loadWorldParts();
const sum = { tasks: 0, deaths: 0, ms: 0, failed: 0 };
const begun = performance.now();
for (let seed = first; seed < first + count; seed++) {
  const { problem, tasks, deaths, ms } = await live(parts, seed);
  sum.tasks += tasks;
  sum.deaths += deaths;
  sum.ms += ms;
  if (problem === undefined) continue;
  sum.failed++;
  console.log(`SEED=${seed} SEEDS=1: ${problem}`);
}
const seconds = (performance.now() - begun) / 1000;
console.log(
  `${count} lives in ${seconds.toFixed(1)} s: ${sum.tasks} tasks, ${sum.deaths} deaths, ` +
    `${Math.round(sum.ms / 1000)} simulated seconds; ${sum.failed} went wrong`,
);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** The simulation is TypeScript, for the tests; the types are erased here, and checked there. */
async function load() {
  await rm(compiled, { recursive: true, force: true });
  await mkdir(compiled, { recursive: true });
  for (const file of await readdir(sources)) {
    const text = await readFile(new URL(file, sources), 'utf8');
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2023,
        verbatimModuleSyntax: true,
      },
    });
    // The sources find the package's root two folders up, and so must these.
    await writeFile(new URL(file.replace(/\.ts$/, '.js'), compiled), outputText);
  }
  const modules = await Promise.all(
    ['life.js', 'parts.js'].map((file) => import(new URL(file, compiled).href)),
  );
  await rm(compiled, { recursive: true });
  return Object.assign({}, ...modules);
}
