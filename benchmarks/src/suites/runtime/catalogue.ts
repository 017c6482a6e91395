/** The scenarios by section: who takes part, which figures they give, and what ours must reach. */

import {
  all,
  noLessThan,
  noMoreThan,
  noWorseThanBest,
  timesBare,
  timesBest,
  type Judge,
} from './goals.js';
import { BARE, POOLS, SPLIT } from './pools.js';
import type { Figures, ScenarioName } from './scenario.js';
import type { Unit } from '../../suite.js';

/** One row of the report. */
export interface Line {
  readonly name: string;
  readonly unit: Unit;
  /** Which figure of the scenario. */
  readonly figure: string;
  readonly goal: Judge;
}

/** Something that contenders do, each in a process of its own. */
export interface Scenario {
  readonly name: ScenarioName;
  readonly contenders: readonly string[];
  readonly rounds: number;
  readonly lines: readonly Line[];
  /** Numbers of threads, a process for each; one of the default number, if not given. */
  readonly workers?: readonly number[];
  /** Makes one set of figures of those. */
  readonly combine?: (runs: readonly Figures[]) => Figures;
}

/** Scenarios of one subject. */
export interface Group {
  readonly title: string;
  readonly about: string;
  readonly scenarios: readonly Scenario[];
}

const pools = POOLS.map(({ name }) => name);
const withSplit = [...pools, SPLIT.name];

export const GROUPS: readonly Group[] = [
  {
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
        contenders: pools,
        rounds: 3,
        lines: [
          {
            name: 'tiny tasks, 1,000 outstanding',
            unit: 'k/s',
            figure: 'perSecond',
            goal: all(noLessThan(1000), timesBest(8)),
          },
          {
            name: "main thread's CPU per tiny task",
            unit: 'µs',
            figure: 'mainCpu',
            goal: noMoreThan(1),
          },
        ],
      },
      {
        name: 'atOnce',
        contenders: withSplit,
        rounds: 3,
        lines: [
          {
            name: 'tiny tasks, 200,000 at once',
            unit: 'k/s',
            figure: 'perSecond',
            goal: noLessThan(700),
          },
        ],
      },
      {
        name: 'even',
        contenders: withSplit,
        rounds: 3,
        lines: [
          {
            name: '20,000 tasks of 50 µs: efficiency',
            unit: '×',
            figure: 'efficiency',
            goal: noLessThan(0.9),
          },
        ],
      },
      {
        name: 'skewed',
        contenders: withSplit,
        rounds: 3,
        lines: [
          {
            name: '2,000 tasks of 0.1 to 50 ms (Pareto): greedy ÷ time',
            unit: '×',
            figure: 'ofGreedy',
            goal: noLessThan(0.97),
          },
        ],
      },
    ],
  },
  {
    title: 'Round trip',
    about:
      'One call at a time, two threads: median of the time from the call to its answer. After ' +
      '200 µs: the caller computes meanwhile. Parked: everything has slept for 100 ms. Bare: ' +
      'notify to a sleeping thread, a message back.',
    scenarios: [
      {
        name: 'roundTrip',
        contenders: [...pools, BARE.name],
        rounds: 3,
        lines: [
          {
            name: 'back to back',
            unit: 'µs',
            figure: 'backToBack',
            goal: noMoreThan(5),
          },
          {
            name: 'after 200 µs',
            unit: 'µs',
            figure: 'afterSilence',
            goal: noMoreThan(20),
          },
          {
            name: 'parked',
            unit: 'µs',
            figure: 'parked',
            goal: timesBare(1.2),
          },
        ],
      },
    ],
  },
  {
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
            goal: noWorseThanBest('more'),
          },
        ],
      })),
    ],
  },
  {
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
            goal: noMoreThan(0.1),
          },
        ],
      },
    ],
  },
];
