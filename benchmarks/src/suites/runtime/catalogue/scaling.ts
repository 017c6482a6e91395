/** More threads, up to four times as many as there are cores; and tasks without any limit. */

import { availableParallelism } from 'node:os';
import { noWorseThan } from '../goals.js';
import { ELASTIC, ONE_QUEUE, OURS, SPLIT } from '../pools.js';
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
    'Speed-up: the time of a loop over the same tasks on the main thread of the same process, ' +
    'divided by that of the pool; so all are measured with one measure, and a pool gains nothing by ' +
    'being slow on one thread. Burst: 100 tasks of 5 ms at once, where nothing limits how many ' +
    'threads or promises there are.',
  scenarios: [
    {
      name: 'scaling',
      contenders: [OURS, ONE_QUEUE.name, 'piscina', 'tinypool', 'plain queue', SPLIT.name],
      rounds: 2,
      workers: WORKERS,
      combine: (runs): Figures =>
        Object.fromEntries(
          WORKERS.map((workers, i) => [`on${workers}`, runs[i]?.['speedUp'] ?? NaN]),
        ),
      lines: WORKERS.map((workers): Line => ({
        name: `speed-up on ${workers} thread${workers === 1 ? '' : 's'}`,
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

export const ELASTICITY: Group = {
  title: 'Fixed and elastic pools',
  about:
    'Bursts of 40 tasks of 5 ms, a second of silence between them, four threads at most. Elastic: ' +
    'one thread at least, and one that is idle for 0.3 s ends. A fixed pool answers the first task ' +
    'of a burst as soon as the last one, and pays with the memory of threads that sleep; an elastic ' +
    'one gives that back, and each burst waits for threads that start. Ours is fixed: a machine ' +
    'that sleeps costs memory and no processor time. Threads: those that the pool has added to the ' +
    'process, at the end of a silence.',
  scenarios: [
    {
      name: 'bursts',
      contenders: [OURS, 'piscina', 'poolifier', ...ELASTIC.map(({ name }) => name)],
      rounds: 2,
      lines: [
        {
          name: 'burst after a second of silence: first answer',
          unit: 'ms',
          figure: 'first',
          better: 'less',
        },
        {
          name: 'burst after a second of silence: last answer',
          unit: 'ms',
          figure: 'last',
          better: 'less',
        },
        { name: 'threads alive in the silence', unit: '×', figure: 'threads', better: 'less' },
        { name: 'memory in the silence', unit: 'MB', figure: 'megabytes', better: 'less' },
      ],
    },
  ],
};
