#!/usr/bin/env node
// @ts-check
/**
 * The long run of the stress scenarios, all or those named:
 *
 *   node packages/deque/stress/run.mjs [scenario…]
 *
 * STRESS is how many operations each scenario performs (10^8 unless told), SEED the seed that a
 * failure has printed: it repeats what each thread does, but when is the machine's choice. One line
 * for each scenario; the exit code is 1 if one of them failed.
 *
 * Only operations that moved an element count: an attempt that found nothing is not one. In a
 * scenario of parking cells, a park or an unpark is one.
 */
import { scenarios } from './scenarios.mjs';

const { STRESS = '1e8', SEED = String(Date.now() % 2 ** 31) } = process.env;
const operations = Number(STRESS);
const seed = Number(SEED);

const names = process.argv.slice(2);
const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0 || !(operations >= 1) || !Number.isInteger(seed)) {
  console.error(`usage: [STRESS=operations] [SEED=integer] run.mjs [scenario…]`);
  console.error(`scenarios: ${scenarios.map(({ name }) => name).join(' ')}`);
  process.exit(2);
}

const chosen = scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
for (const { name, run, share } of chosen) {
  try {
    const report = await run({ operations: operations * share, seed });
    console.log(`ok      ${lineOf(name, report)}`);
  } catch (error) {
    console.log(`FAILED  ${name}  seed ${seed}`);
    console.error(error);
    process.exitCode = 1;
  }
}

/** @param {string} name @param {import('./crew.mjs').Report} report */
function lineOf(name, report) {
  const { taken, stolen, ...figures } = report.figures;
  const rate = (report.operations / report.seconds / 1e6).toFixed(2);
  const all = {
    ...(stolen !== undefined && { stolen: percent(Number(stolen) / Number(taken)) }),
    ...figures,
  };
  const details = Object.entries(all).map(([figure, value]) => `${figure} ${value}`);
  const operations = report.operations.toLocaleString('en');
  return [
    name.padEnd(14),
    `${operations.padStart(13)} operations`,
    `${rate.padStart(6)} M/s`,
    ...details,
    `seed ${seed}`,
  ].join('  ');
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
