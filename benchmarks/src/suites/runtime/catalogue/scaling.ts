/** More threads, up to four times as many as there are cores; and tasks without any limit. */

import { availableParallelism } from 'node:os';
import { noWorseThan } from '../goals.js';
import { ONE_QUEUE, OURS, SPLIT } from '../pools.js';
import type { Figures } from '../scenario.js';
import type { Group, Line } from './group.js';

const CORES = availableParallelism();

/** One thread, doubled up to four times the cores. */
const WORKERS: readonly number[] = Array.from(
  { length: Math.floor(Math.log2(4 * CORES)) + 1 },
  (_, i) => 2 ** i,
);

export const SCALING: Group = {
  title: 'Scaling',
  about:
    `700 tasks of 0.1 to 50 ms (Pareto) on 1, 2, … threads; this machine has ${CORES} cores. ` +
    'Speed-up: the time of the same contender on one thread, divided by its time. Burst: 100 tasks ' +
    'of 5 ms at once, where nothing limits how many threads or promises there are.',
  scenarios: [
    {
      name: 'scaling',
      contenders: [OURS, ONE_QUEUE.name, 'piscina', 'tinypool', 'plain queue', SPLIT.name],
      rounds: 2,
      workers: WORKERS,
      combine: (runs): Figures =>
        Object.fromEntries(
          WORKERS.slice(1).map((workers, i) => [
            `on${workers}`,
            (runs[0]?.['milliseconds'] ?? NaN) / (runs[i + 1]?.['milliseconds'] ?? NaN),
          ]),
        ),
      lines: WORKERS.slice(1).map((workers): Line => ({
        name: `speed-up on ${workers} threads`,
        unit: '×',
        figure: `on${workers}`,
        better: 'more',
      })),
    },
    {
      name: 'burst',
      contenders: [OURS, 'piscina', 'plain queue', 'Worker per task', 'promise per task'],
      rounds: 2,
      lines: [
        {
          name: '100 tasks of 5 ms at once',
          unit: 'ms',
          figure: 'milliseconds',
          better: 'less',
          goal: noWorseThan('Worker per task'),
        },
        {
          name: 'peak memory of the process meanwhile',
          unit: 'MB',
          figure: 'megabytes',
          better: 'less',
        },
      ],
    },
  ],
};
