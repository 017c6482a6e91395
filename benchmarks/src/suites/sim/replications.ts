/** Replications in parallel, by the scheduler of this repository: its first user. */

import { Runtime } from '@pilfer/scheduler';
import type { Order, Row, Section } from '../../suite.js';
import { median } from '../../statistics.js';
import { replications as ours } from './replicate.tasks.js';

const WORKERS = 2;

export async function measureReplications(order: Order): Promise<Section> {
  const name = `replications on ${WORKERS} Ps`;
  const about =
    'The same replications one after the other in this thread, and as tasks of a runtime with two ' +
    'Ps; the speed-up is the median of the rounds, each of which does both. Equal results are checked.';
  if (!order.wants(name)) return { title: 'Replications', about, rows: [] };
  order.log(name);
  const replications = order.smoke ? 4 : 16;
  const count = order.smoke ? 1_000 : 40_000;
  const seeds = Array.from({ length: replications }, (_, i) => i + 1);
  const runtime = new Runtime({ procs: WORKERS });
  const speedUps: number[] = [];
  try {
    for (let round = 0; round < (order.smoke ? 1 : 5); round++) {
      let start = performance.now();
      const serial = seeds.map((seed) => ours.replicate(seed, count));
      const serialMs = performance.now() - start;
      start = performance.now();
      const parallel = await Promise.all(
        seeds.map((seed) => runtime.run(ours.replicate, seed, count)),
      );
      speedUps.push(serialMs / (performance.now() - start));
      if (parallel.join() !== serial.join()) throw new Error('replications differ between threads');
    }
  } finally {
    await runtime.close();
  }
  // The first round warms the machines up.
  const rounds = speedUps.length > 1 ? speedUps.slice(1) : speedUps;
  const value = median(rounds);
  const goal = { text: '≥ 1.8', reached: value >= 1.8 };
  const row: Row = { name, unit: '×', value, better: 'more', rounds, goal };
  return { title: 'Replications', about, rows: [row] };
}
