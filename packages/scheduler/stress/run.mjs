#!/usr/bin/env node
// @ts-check
/**
 * The long run of the runtime's stress scenarios, all or those named:
 *
 *   node --expose-gc packages/scheduler/stress/run.mjs [scenario…]
 *
 * SIZE is the share of the full run (1 unless told: a million tasks of every outcome, and so on);
 * SEED the seed that a failure has printed; TIMES how often, each time with the next seed. A line for
 * each scenario; the exit code is 1 if one has failed.
 */
import { scenarios } from './scenarios.mjs';

const { SIZE = '1', SEED = String(Date.now() % 2 ** 31), TIMES = '1' } = process.env;
const size = Number(SIZE);
const firstSeed = Number(SEED);
const times = Number(TIMES);
const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(scenarios, name));
if (unknown.length > 0 || !(size > 0) || !Number.isInteger(firstSeed) || !(times >= 1)) {
  console.error('usage: [SIZE=share] [SEED=integer] [TIMES=count] run.mjs [scenario…]');
  console.error(`scenarios: ${Object.keys(scenarios).join(' ')}`);
  process.exit(2);
}

for (let time = 0; time < times; time++) {
  for (const [name, run] of Object.entries(scenarios)) {
    if (names.length === 0 || names.includes(name)) await attempt(name, run, firstSeed + time);
  }
}
// What a failed scenario has left running shall not keep this process.
process.exit();

/** @param {string} name @param {(typeof scenarios)[string]} run @param {number} seed */
async function attempt(name, run, seed) {
  const started = performance.now();
  try {
    const figures = Object.entries(await run({ size, seed })).map(
      ([key, value]) => `${key} ${value}`,
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(['ok    ', name.padEnd(12), `${seconds} s`, ...figures, `seed ${seed}`].join('  '));
  } catch (error) {
    console.log(`FAILED  ${name}  seed ${seed}`);
    console.error(error);
    process.exitCode = 1;
  }
}
