/** Tasks that misbehave. */

import { MINOR, ONE_QUEUE, POOLS } from '../pools.js';
import { describeFaults } from '../scenarios/faults.js';
import type { FaultKind } from '../work.js';
import type { Group, Scenario } from './group.js';
import type { Judge } from '../goals.js';
import { OURS } from '../pools.js';

const CONTENDERS = [
  ...POOLS.map(({ name }) => name),
  ...MINOR.map(({ name }) => name).filter((name) => name === ONE_QUEUE.name || name === 'threads'),
];

const TITLES: Readonly<Record<FaultKind, string>> = {
  throw: 'a task throws',
  exit: 'a task calls process.exit',
  loop: 'a task loops for ever, limit 500 ms where there is one',
  memory: 'a task takes all memory',
};

/** The bad task is rejected, and nobody else is hurt. */
const isContained: Judge = (medians) => ({
  text: 'rejected; 20/20',
  reached: medians.get(OURS) === 1,
});

export const FAULTS: Group = {
  title: 'Faults',
  about:
    'One task misbehaves among 20 that do not, two threads. What becomes of it within 3 s; how many ' +
    'of the 20 give their result; whether 20 tasks that come later do ("damaged": some; "dead": ' +
    'none). Heaps of 96 MB. "Uncaught": an error on the main thread that ends a program without a ' +
    'handler.',
  scenarios: Object.entries(TITLES).map(([kind, name]): Scenario => ({
    name: `fault: ${kind as FaultKind}`,
    contenders: CONTENDERS,
    rounds: 1,
    flags: ['--max-old-space-size=96'],
    isRisky: kind === 'memory',
    limit: 30_000,
    lines: [
      {
        name,
        unit: '×',
        figure: 'contained',
        better: 'more',
        text: describeFaults,
        goal: isContained,
      },
    ],
  })),
};
