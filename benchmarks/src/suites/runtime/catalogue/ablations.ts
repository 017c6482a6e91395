/** What stealing gives, and forks that are private until somebody is hungry. */

import { timesOf } from '../goals.js';
import { EAGER, NO_SPIN, ONE_QUEUE, OURS } from '../pools.js';
import type { Group } from './group.js';

const ALL = [OURS, ONE_QUEUE.name, EAGER.name, NO_SPIN.name];

export const ABLATIONS: Group = {
  title: 'Ablations',
  about:
    'Ours with one choice changed, on work that makes more work; two threads. One queue: no ' +
    'stealing, every task in one global queue. Eager forks: each fork is encoded and queued at ' +
    'once. No spinning: who has no work sleeps at once. Steals always take one task, as in Cilk; ' +
    'half a queue, as in Go, only pays where tasks can move for next to nothing.',
  scenarios: [
    {
      name: 'forkTree',
      contenders: ALL,
      rounds: 3,
      lines: [
        {
          name: 'fib, a fork at every call',
          unit: 'M/s',
          figure: 'perSecond',
          better: 'more',
          goal: timesOf(1.2, ONE_QUEUE.name),
        },
      ],
    },
    {
      name: 'leafTree',
      contenders: ALL,
      rounds: 3,
      lines: [
        {
          name: 'tree of forks, leaves of 20 µs: efficiency',
          unit: '×',
          figure: 'efficiency',
          better: 'more',
          goal: timesOf(1.5, ONE_QUEUE.name),
        },
      ],
    },
    {
      name: 'nestedTree',
      contenders: [OURS, ONE_QUEUE.name, NO_SPIN.name],
      rounds: 3,
      lines: [
        {
          name: 'nested tasks that are awaited',
          unit: 'k/s',
          figure: 'perSecond',
          better: 'more',
        },
      ],
    },
  ],
};
