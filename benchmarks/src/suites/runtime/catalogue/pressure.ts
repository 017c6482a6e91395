/** The pressure test, and what it costs to go from one piece of work to the next. */

import { timesFewer } from '../goals.js';
import { OURS } from '../pools.js';
import { ONLY_LIMITED, UNLIMITED } from '../scenarios/pressure.js';
import type { Group, Line } from './group.js';

export const PRESSURE: Group = {
  title: 'Pressure',
  about:
    '100,000 HTTP requests to a server on the same machine, a process of its own; each answer costs ' +
    '20 µs of computing. `Promise.all`: all at once, on the main thread, through 8,000 sockets at ' +
    'most (what a process may open here). Ours: a thousand at a time, computing in a runtime of one ' +
    'machine with `queueLimit: 1000`. Limit alone: the same thousand, on the main thread. Latency: from the start ' +
    'of a request to its answer. Collections: of the main thread. An article measured 3.75 times ' +
    'less memory, 6.4 times fewer collections and 1.33 times less latency, of 1,000 goroutines ' +
    'against as many as there are requests: those are the goals.',
  scenarios: [
    {
      name: 'pressure',
      contenders: [OURS, UNLIMITED, ONLY_LIMITED],
      rounds: 2,
      limit: 120_000,
      lines: [
        {
          name: 'peak memory of the process',
          unit: 'MB',
          figure: 'megabytes',
          better: 'less',
          goal: timesFewer(3.75, UNLIMITED),
        },
        {
          name: 'garbage collections',
          unit: '×',
          figure: 'collections',
          better: 'less',
          goal: timesFewer(6.4, UNLIMITED),
        },
        { name: 'collections of the whole heap', unit: '×', figure: 'full', better: 'less' },
        { name: 'pauses of collections, in all', unit: 'ms', figure: 'pauses', better: 'less' },
        {
          name: 'mean latency',
          unit: 'ms',
          figure: 'mean',
          better: 'less',
          goal: timesFewer(1.33, UNLIMITED),
        },
        { name: 'latency, p50', unit: 'ms', figure: 'p50', better: 'less' },
        { name: 'latency, p99', unit: 'ms', figure: 'p99', better: 'less' },
        { name: 'requests that failed', unit: '×', figure: 'errors', better: 'less' },
        { name: 'requests a second', unit: 'k/s', figure: 'perSecond', better: 'more' },
      ],
    },
  ],
};

export const SWITCHES: Group = {
  title: 'Cost of a switch',
  about:
    'From one piece of work to the next, by how far apart they are: in the same loop, on the same ' +
    'thread, on a thread that waits for it, on a new one. Generator: suspended and resumed. Fork ' +
    'and join: the call included. Task, threads that wake each other (`Atomics.notify` and `wait`) ' +
    'and message: there and back, one at a time.',
  scenarios: [
    {
      name: 'switches',
      contenders: [OURS],
      rounds: 2,
      lines: (
        [
          ['function call', 'ns', 'call'],
          ['generator', 'ns', 'generator'],
          ['fork and join', 'ns', 'fork'],
          ['promise', 'ns', 'promise'],
          ['setImmediate', 'ns', 'immediate'],
          ['task, there and back', 'µs', 'task'],
          ['threads that wake each other', 'µs', 'wake'],
          ['message, there and back', 'µs', 'message'],
          ['new thread', 'ms', 'thread'],
        ] as const
      ).map(([name, unit, figure]): Line => ({
        name: `switch: ${name}`,
        unit,
        figure,
        better: 'less',
      })),
    },
  ],
};
