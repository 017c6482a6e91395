/** Tasks that do next to nothing: what remains is the pool. */

import type { Pool } from '../pool.js';
import { SPLIT } from '../pools.js';
import {
  expectAnswer,
  keepBusy,
  mainThreadCpu,
  warmUp,
  WORKERS,
  WrongAnswer,
  type Figures,
  type Setting,
} from '../scenario.js';
import { openPool } from './open.js';

const OUTSTANDING = 1000;
const AT_ONCE = 200_000;
/** Some pools would take minutes for all of them: what is done by then is counted. */
const PATIENCE_MS = 2500;

/** A thousand loops that each await their task. */
export async function outstanding({ contender, smoke }: Setting): Promise<Figures> {
  const pool = await openPool(contender);
  await warmUp(pool, smoke ? 20 : 300);
  let sum = 0;
  const before = mainThreadCpu();
  const { perSecond, calls } = await keepBusy(OUTSTANDING, smoke ? 30 : 1000, async (turn) => {
    const answer = await pool.add(turn, 1);
    sum += answer;
  });
  const after = mainThreadCpu();
  expectAnswer('sum', (calls * (calls + 1)) / 2, sum);
  await pool.close();
  return {
    perSecond: perSecond / 1000,
    ...(before === undefined || after === undefined
      ? {}
      : { mainCpu: ((after - before) / calls) * 1000 }),
  };
}

/** All of them submitted in one go. */
export async function atOnce({ contender, smoke }: Setting): Promise<Figures> {
  const count = smoke ? 2000 : AT_ONCE;
  if (contender === SPLIT.name) return splitAtOnce(count);
  const pool = await openPool(contender);
  await warmUp(pool, smoke ? 20 : 300);
  const begun = performance.now();
  const done = await settle(pool, count);
  const seconds = (performance.now() - begun) / 1000;
  if (done === count) await pool.close();
  return { perSecond: done / 1000 / seconds, done: done / count };
}

async function splitAtOnce(count: number): Promise<Figures> {
  const split = await SPLIT.open(WORKERS);
  const list = Float64Array.from({ length: count }, (_, i) => i);
  await split.sum('add', list);
  const begun = performance.now();
  expectAnswer('sum', (count * (count + 1)) / 2, await split.sum('add', list));
  const seconds = (performance.now() - begun) / 1000;
  await split.close();
  return { perSecond: count / 1000 / seconds, done: 1 };
}

/** Returns how many were settled when all were, or patience was at its end. */
function settle(pool: Pool, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let done = 0;
    let sum = 0;
    const timer = setTimeout(() => resolve(done), PATIENCE_MS);
    const settled = (value: number): void => {
      sum += value;
      if (++done < count) return;
      clearTimeout(timer);
      if (sum === (count * (count + 1)) / 2) resolve(done);
      else reject(new WrongAnswer(`sum: received ${sum}`));
    };
    for (let i = 0; i < count; i++) pool.add(i, 1).then(settled, reject);
  });
}
