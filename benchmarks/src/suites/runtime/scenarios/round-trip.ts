/** One call at a time: how long its caller waits. */

import { median } from '../../../statistics.js';
import { BARE } from '../pools.js';
import { expectAnswer, type Figures, type Setting } from '../scenario.js';
import { openPool } from './open.js';

/** How long the caller has been silent before a call. */
const SHORT_SILENCE_MS = 0.2;
const LONG_SILENCE_MS = 100;

/** Medians in microseconds: back to back; 200 µs after the last answer; 100 ms after it. */
export async function roundTrip({ contender, smoke }: Setting): Promise<Figures> {
  const pool = contender === BARE.name ? await BARE.open(1) : await openPool(contender);
  let turn = 0;
  const call = async (): Promise<number> => {
    const begun = performance.now();
    const sum = await pool.add(turn, 1);
    const microseconds = (performance.now() - begun) * 1000;
    expectAnswer('add', ++turn, sum);
    return microseconds;
  };
  const times = async (count: number, silence: () => Promise<void>): Promise<number> => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) {
      await silence();
      all.push(await call());
    }
    return median(all);
  };
  const none = (): Promise<void> => Promise.resolve();
  await times(smoke ? 20 : 1000, none);
  const figures = {
    backToBack: await times(smoke ? 20 : 3000, none),
    afterSilence: await times(smoke ? 20 : 500, spin),
    parked: await times(smoke ? 2 : 14, sleep),
  };
  await pool.close();
  return figures;
}

/** The caller computes something itself meanwhile. */
function spin(): Promise<void> {
  const end = performance.now() + SHORT_SILENCE_MS;
  while (performance.now() < end);
  return Promise.resolve();
}

function sleep(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LONG_SILENCE_MS));
}
