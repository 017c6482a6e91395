// The coordinator in a virtual world, in full: `node packages/scheduler/stress/coordinator.mjs`.
//
// SEEDS=100000 lives from SEED=1 on. A life that goes wrong prints its seed; SEED=n SEEDS=1 plays it
// again, event for event. Exits with 1 if one went wrong.
import { importErased } from '../../../scripts/erase-types.mjs';

const first = Number(process.env['SEED'] ?? 1);
const count = Number(process.env['SEEDS'] ?? 100_000);

const { live, loadWorldParts } = await importErased(new URL('../test/', import.meta.url), [
  'world/life.js',
  'world/parts.js',
]);
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
