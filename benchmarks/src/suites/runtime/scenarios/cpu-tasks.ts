/** Tasks that compute: even and tiny, or of very different sizes. */

import { listScheduling, pareto } from '../model.js';
import { SPLIT } from '../pools.js';
import { expectAnswer, warmUp, WORKERS, type Figures, type Setting } from '../scenario.js';
import { spend } from '../work.js';
import { openPool } from './open.js';

/** Every so many tasks one is timed on the main thread, before and after: serial time. */
const SAMPLE = 8;

/** 20,000 tasks of 50 µs. */
export async function even({ contender, smoke, nsPerIteration }: Setting): Promise<Figures> {
  const iterations = Math.round(50_000 / nsPerIteration);
  const list = new Float64Array(smoke ? 200 : 20_000).fill(iterations);
  return compare(contender, list, smoke);
}

/** 2,000 tasks of 0.1 to 50 ms, many short and few long, always the same ones. */
export async function skewed({ contender, smoke, nsPerIteration }: Setting): Promise<Figures> {
  const times = pareto({ count: smoke ? 30 : 2000, seed: 42, shape: 1.1, least: 0.1, most: 50 });
  const list = times.map((ms) => Math.round((ms * 1e6) / nsPerIteration));
  return compare(contender, list, smoke);
}

async function compare(contender: string, list: Float64Array, smoke: boolean): Promise<Figures> {
  let expected = 0;
  const serial = [timeSerially(list)];
  for (const iterations of new Set(list)) spend(iterations % 1000);
  const { milliseconds, sum } = await timePool(contender, list, smoke);
  serial.push(timeSerially(list));
  const total = (Math.min(...serial) / sampled(list)) * list.reduce((a, b) => a + b, 0);
  const results = new Map<number, number>();
  for (const iterations of list) {
    const known = results.get(iterations) ?? spend(iterations);
    results.set(iterations, known);
    expected += known;
  }
  expectAnswer('sum', expected, sum);
  const perIteration = total / list.reduce((a, b) => a + b, 0);
  const greedy = listScheduling(
    list.map((iterations) => iterations * perIteration),
    WORKERS,
  );
  return {
    milliseconds,
    efficiency: total / WORKERS / milliseconds,
    ofGreedy: greedy / milliseconds,
  };
}

async function timePool(
  contender: string,
  list: Float64Array,
  smoke: boolean,
): Promise<{ readonly milliseconds: number; readonly sum: number }> {
  if (contender === SPLIT.name) {
    const split = await SPLIT.open(WORKERS);
    await split.sum('spend', new Float64Array(100).fill(50_000));
    const begun = performance.now();
    const sum = await split.sum('spend', list);
    const milliseconds = performance.now() - begun;
    await split.close();
    return { milliseconds, sum };
  }
  const pool = await openPool(contender);
  await warmUp(pool, smoke ? 20 : 200);
  const begun = performance.now();
  const results: Promise<number>[] = [];
  for (const iterations of list) results.push(pool.spend(iterations));
  const sum = (await Promise.all(results)).reduce((a, b) => a + b, 0);
  const milliseconds = performance.now() - begun;
  await pool.close();
  return { milliseconds, sum };
}

function timeSerially(list: Float64Array): number {
  for (let i = 0; i < 50; i++) spend(50_000);
  const begun = performance.now();
  for (let i = 0; i < list.length; i += SAMPLE) spend(list[i] as number);
  return performance.now() - begun;
}

function sampled(list: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < list.length; i += SAMPLE) sum += list[i] as number;
  return sum;
}
