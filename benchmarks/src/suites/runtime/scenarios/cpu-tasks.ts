/** Tasks that compute: even and tiny, or of very different sizes. */

import { listScheduling, pareto } from '../model.js';
import { SPLIT } from '../pools.js';
import {
  expectAnswer,
  keepBusy,
  warmUp,
  WORKERS,
  type Figures,
  type Setting,
} from '../scenario.js';
import { spend } from '../work.js';
import { openPool } from './open.js';

/** Every so many tasks one is timed beforehand and afterwards, to know what the list should take. */
const SAMPLE = 8;

/** 20,000 tasks of 50 µs. The main thread alone, which has one core: twice the ideal time. */
export async function even({ contender, smoke, nsPerIteration }: Setting): Promise<Figures> {
  const iterations = Math.round(50_000 / nsPerIteration);
  const list = new Float64Array(smoke ? 200 : 20_000).fill(iterations);
  const before = timeSerially(list);
  const milliseconds = await timePool(contender, list, smoke);
  const serial = Math.min(before, timeSerially(list)) * SAMPLE;
  return { milliseconds, efficiency: serial / WORKERS / milliseconds };
}

/**
 * 2,000 tasks of 0.1 to 50 ms, many short and few long, always the same ones. Their durations, for
 * the list scheduling, are those they have while all cores are busy.
 */
export async function skewed({ contender, smoke, nsPerIteration }: Setting): Promise<Figures> {
  const times = pareto({ count: smoke ? 30 : 2000, seed: 42, shape: 1.1, least: 0.1, most: 50 });
  const list = times.map((ms) => Math.round((ms * 1e6) / nsPerIteration));
  const before = await timeTogether(list);
  const milliseconds = await timePool(contender, list, smoke);
  const perIteration = Math.min(before, await timeTogether(list));
  const durations = list.map((iterations) => iterations * perIteration);
  return { milliseconds, ofGreedy: listScheduling(durations, WORKERS) / milliseconds };
}

/** Times the sample on this thread. */
function timeSerially(list: Float64Array): number {
  for (let i = 0; i < 50; i++) spend(50_000); // compiled
  const tasks = sampleOf(list);
  const begun = performance.now();
  for (const iterations of tasks) spend(iterations);
  return performance.now() - begun;
}

/** Milliseconds that an iteration takes if each thread runs the sample, all at once. */
async function timeTogether(list: Float64Array): Promise<number> {
  const split = await SPLIT.open(WORKERS);
  await split.sum('spend', new Float64Array(100).fill(50_000));
  const tasks = sampleOf(list);
  const forAll = Float64Array.from({ length: tasks.length * WORKERS }, (_, i) =>
    Number(tasks[Math.floor(i / WORKERS)]),
  );
  const begun = performance.now();
  await split.sum('spend', forAll);
  const elapsed = performance.now() - begun;
  await split.close();
  return elapsed / sumOf(tasks);
}

function sampleOf(list: Float64Array): Float64Array {
  return list.filter((_, i) => i % SAMPLE === 0);
}

/** Times the list by a contender, checking the sum of its answers. */
async function timePool(
  contender: string,
  list: Float64Array,
  smoke: boolean,
  workers: number = WORKERS,
): Promise<number> {
  const { milliseconds, sum } = await (contender === SPLIT.name
    ? runSplit(list, workers)
    : runPool(contender, list, smoke, workers));
  const known = new Map<number, number>();
  let expected = 0;
  for (const iterations of list) {
    const result = known.get(iterations) ?? spend(iterations);
    known.set(iterations, result);
    expected += result;
  }
  expectAnswer('sum', expected, sum);
  return milliseconds;
}

/** A time, and the sum of the answers. */
interface Run {
  readonly milliseconds: number;
  readonly sum: number;
}

async function runSplit(list: Float64Array, workers: number): Promise<Run> {
  const split = await SPLIT.open(workers);
  await split.sum('spend', new Float64Array(100).fill(50_000));
  const begun = performance.now();
  const sum = await split.sum('spend', list);
  const milliseconds = performance.now() - begun;
  await split.close();
  return { milliseconds, sum };
}

async function runPool(
  contender: string,
  list: Float64Array,
  smoke: boolean,
  workers: number,
): Promise<Run> {
  const pool = await openPool(contender, workers);
  await warmUp(pool, smoke ? 20 : 200);
  // Long ones, so that every thread gets some: where few threads are enough, few are woken.
  await keepBusy(4 * workers, smoke ? 10 : 50 * workers, () => pool.spend(2_000_000));
  const begun = performance.now();
  const results: Promise<number>[] = [];
  for (const iterations of list) results.push(pool.spend(iterations));
  const sum = (await Promise.all(results)).reduce((a, b) => a + b, 0);
  const milliseconds = performance.now() - begun;
  await pool.close();
  return { milliseconds, sum };
}

/** Tasks of this many milliseconds in a burst, and how many. */
const BURST_MS = 5;
const BURST = 100;

/** 100 tasks of 5 ms at once: their time, and the most memory that the process ever had. */
export async function burst({ contender, smoke, nsPerIteration }: Setting): Promise<Figures> {
  const iterations = Math.round((BURST_MS * 1e6) / nsPerIteration / (smoke ? 100 : 1));
  const pool = await openPool(contender);
  await pool.spend(1000);
  const begun = performance.now();
  const count = smoke ? 4 : BURST;
  const answers = await Promise.all(Array.from({ length: count }, () => pool.spend(iterations)));
  const milliseconds = performance.now() - begun;
  await pool.close();
  for (const answer of answers) expectAnswer('spend', spend(iterations), answer);
  return { milliseconds, megabytes: process.resourceUsage().maxRSS / 1000 };
}

/** The tasks of {@link skewed}, a third as many, on any number of threads: how much faster than a loop? */
export async function scaling(setting: Setting): Promise<Figures> {
  const { contender, smoke, nsPerIteration, workers } = setting;
  const times = pareto({ count: smoke ? 10 : 700, seed: 43, shape: 1.1, least: 0.1, most: 50 });
  const list = times.map((ms) => Math.round((ms * 1e6) / nsPerIteration));
  const before = timeSerially(list);
  const milliseconds = await timePool(contender, list, smoke, workers);
  const sampled = sumOf(sampleOf(list));
  const serial = (Math.min(before, timeSerially(list)) * sumOf(list)) / sampled;
  return { milliseconds, speedUp: serial / milliseconds };
}

function sumOf(list: Float64Array): number {
  return list.reduce((a, b) => a + b);
}
