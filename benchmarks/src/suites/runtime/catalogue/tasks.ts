/** Tasks from outside: how many, how soon, with what payload, and what a pool takes for itself. */

import type { Group, Scenario } from './group.js';
import { all, noLessThan, noMoreThan, noWorseThanBest, timesBare, timesBest } from '../goals.js';
import { BARE, MINOR, NO_SPIN, ONE_QUEUE, POOLS, SPLIT } from '../pools.js';

const pools = POOLS.map(({ name }) => name);
const everybody = [
  ...pools,
  ONE_QUEUE.name,
  ...MINOR.flatMap(({ name }) => (/poolifier|threads/.test(name) ? [name] : [])),
];

export const THROUGHPUT: Group = {
  title: 'Throughput',
  about:
    'Two threads. Tiny tasks add two numbers; 1,000 outstanding: as many loops that each await ' +
    'their task. At once: 200,000 submitted in one go; who has not finished after 2.5 s is ' +
    'counted by what is done. Efficiency: the same tasks on the main thread of the same process, ' +
    'divided by twice the time that the pool took. Greedy: list scheduling of the same durations ' +
    '(as they are while both cores are busy) on two processors, computed, divided by the time of ' +
    'the pool.',
  scenarios: [
    {
      name: 'outstanding',
      contenders: everybody,
      rounds: 3,
      lines: [
        {
          name: 'tiny tasks, 1,000 outstanding',
          unit: 'k/s',
          figure: 'perSecond',
          better: 'more',
          goal: all(noLessThan(1000), timesBest(8)),
        },
        {
          name: "main thread's CPU per tiny task",
          unit: 'µs',
          figure: 'mainCpu',
          better: 'less',
          goal: noMoreThan(1),
        },
      ],
    },
    {
      name: 'atOnce',
      contenders: [...pools, SPLIT.name],
      rounds: 3,
      lines: [
        {
          name: 'tiny tasks, 200,000 at once',
          unit: 'k/s',
          figure: 'perSecond',
          better: 'more',
          goal: noLessThan(700),
        },
      ],
    },
    {
      name: 'even',
      // threads.js would need 40 s.
      contenders: [...everybody.filter((name) => name !== 'threads'), SPLIT.name],
      rounds: 3,
      lines: [
        {
          name: '20,000 tasks of 50 µs: efficiency',
          unit: '×',
          figure: 'efficiency',
          better: 'more',
          goal: noLessThan(0.9),
        },
      ],
    },
    {
      name: 'skewed',
      contenders: [...everybody, SPLIT.name],
      rounds: 3,
      lines: [
        {
          name: '2,000 tasks of 0.1 to 50 ms (Pareto): greedy ÷ time',
          unit: '×',
          figure: 'ofGreedy',
          better: 'more',
          goal: noLessThan(0.97),
        },
      ],
    },
  ],
};

export const ROUND_TRIP: Group = {
  title: 'Round trip',
  about:
    'One call at a time, two threads: median of the time from the call to its answer. After ' +
    '200 µs: the caller computes meanwhile. Parked: everything has slept for 100 ms. Bare: ' +
    'notify to a sleeping thread, a message back.',
  scenarios: [
    {
      name: 'roundTrip',
      contenders: [...pools, NO_SPIN.name, BARE.name],
      rounds: 3,
      lines: [
        {
          name: 'back to back',
          unit: 'µs',
          figure: 'backToBack',
          better: 'less',
          goal: noMoreThan(5),
        },
        {
          name: 'after 200 µs',
          unit: 'µs',
          figure: 'afterSilence',
          better: 'less',
          goal: noMoreThan(20),
        },
        {
          name: 'parked',
          unit: 'µs',
          figure: 'parked',
          better: 'less',
          goal: timesBare(1.2),
        },
      ],
    },
  ],
};

export const PAYLOADS: Group = {
  title: 'Payloads',
  about:
    'There and back, checked to be equal copies; 100 outstanding for the small object, 4 for the ' +
    'others. Shared memory is not copied: both sides count in it.',
  scenarios: [
    {
      name: 'smallObject',
      contenders: pools,
      rounds: 3,
      lines: [
        {
          name: 'object of three fields',
          unit: 'k/s',
          figure: 'perSecond',
          better: 'more',
          goal: noLessThan(150),
        },
      ],
    },
    ...(
      [
        ['nestedJson', '111 KB of nested JSON'],
        ['bytes', '1 MB of bytes'],
        ['sharedMemory', '1 MB of shared memory'],
      ] as const
    ).map(([name, title]): Scenario => ({
      name,
      contenders: pools,
      rounds: 3,
      lines: [
        {
          name: title,
          unit: '/s',
          figure: 'perSecond',
          better: 'more',
          goal: noWorseThanBest('more'),
        },
      ],
    })),
  ],
};

export const RESOURCES: Group = {
  title: 'Resources',
  about:
    'Heap: growth of the main thread over 100,000 queued tiny tasks, promises included. First ' +
    'result: from the start of the process, two threads. Resident: a process with five threads ' +
    'that have worked less one with one, divided by four. Idle: over two seconds.',
  scenarios: [
    {
      name: 'heap',
      contenders: pools,
      rounds: 2,
      lines: [
        {
          name: 'heap per queued task',
          unit: 'B',
          figure: 'bytes',
          better: 'less',
          goal: noMoreThan(220),
        },
      ],
    },
    {
      name: 'start',
      contenders: pools,
      rounds: 7,
      lines: [
        {
          name: 'process start to first result',
          unit: 'ms',
          figure: 'milliseconds',
          better: 'less',
          goal: noWorseThanBest('less'),
        },
      ],
    },
    {
      name: 'resident',
      contenders: pools,
      rounds: 3,
      workers: [1, 5],
      combine: ([one, five]) => ({
        megabytes: ((five?.['megabytes'] ?? NaN) - (one?.['megabytes'] ?? NaN)) / 4,
      }),
      lines: [
        {
          name: 'resident memory per idle thread',
          unit: 'MB',
          figure: 'megabytes',
          better: 'less',
          goal: noMoreThan(10),
        },
      ],
    },
    {
      name: 'idle',
      contenders: pools,
      rounds: 2,
      lines: [
        {
          name: 'CPU of an idle pool',
          unit: '%',
          figure: 'percent',
          better: 'less',
          goal: noMoreThan(0.1),
        },
      ],
    },
  ],
};
