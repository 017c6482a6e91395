/** Sleeping and waking, modules, the event loop, and what a program says itself. */

import { Kind } from './kinds.js';
import { arg, ProcState } from './schema.js';
import type { KindInfo } from './schema.js';

export const sleepKinds: readonly KindInfo[] = [
  {
    kind: Kind.wake,
    layer: 'both',
    site: 'Idle.wake, before the sleeper is woken; machine is the waker',
    task: '',
    args: [
      arg('woken', 'machine', 'whom it wakes'),
      arg('cause', 'wake', 'why'),
      arg('given', 'proc', 'the P it hands over, if any'),
    ],
    text: 'wakes {a}: {b}',
  },
  {
    kind: Kind.park,
    layer: 'both',
    site: 'Machine.park, before the last look; proc is none if it gave its P up',
    task: '',
    args: [
      arg('mode', 'park', 'how it sleeps'),
      arg('parked', 'count', 'Ms that sleep, with this'),
    ],
    text: 'parks ({a}); {b} sleep',
    enters: ProcState.parked,
  },
  {
    kind: Kind.unpark,
    layer: 'both',
    site: 'Machine.park, when it is awake again',
    task: '',
    args: [
      arg('by', 'machine', 'who woke it; none: the main thread, or nobody'),
      arg('cause', 'wake', 'why'),
    ],
    text: 'is awake, by {a}: {b}',
    enters: ProcState.scheduling,
  },
  {
    kind: Kind.loadBegin,
    layer: 'runtime',
    site: 'MachineThread.resolve, first',
    task: '',
    args: [arg('module', 'text', 'its URL')],
    text: 'loads {a}',
    enters: ProcState.loading,
  },
  {
    kind: Kind.loadEnd,
    layer: 'runtime',
    site: 'MachineThread.resolve, last',
    task: '',
    args: [arg('module', 'text', 'its URL'), arg('failed', 'flag', 'it could not be loaded')],
    text: 'has loaded {a}; failed: {b}',
    enters: ProcState.scheduling,
  },
  {
    kind: Kind.turnBegin,
    layer: 'runtime',
    site: 'Machine.turn, first',
    task: '',
    args: [arg('pending', 'count', 'tasks that await on this M')],
    text: 'turns its event loop; {a} pending',
    enters: ProcState.turning,
  },
  {
    kind: Kind.turnEnd,
    layer: 'runtime',
    site: 'Machine.turn, last',
    task: '',
    args: [arg('pending', 'count', 'tasks that await on this M')],
    text: 'has turned its event loop; {a} pending',
    enters: ProcState.scheduling,
  },
];

export const noteKinds: readonly KindInfo[] = [
  {
    kind: Kind.error,
    layer: 'both',
    site: 'Machine.settle, and the handlers of what no task caught',
    task: 'whose it is, if known',
    args: [arg('message', 'text', 'what it says'), arg('stray', 'flag', 'its task had returned')],
    text: 'error in {task}: {a}',
  },
  {
    kind: Kind.label,
    layer: 'both',
    site: 'Context.label',
    task: 'the running one',
    args: [
      arg('label', 'text', "the program's own words"),
      arg('value', 'number', 'its own number'),
    ],
    text: '{task}: {a} {b}',
  },
  {
    kind: Kind.counter,
    layer: 'both',
    site: 'Monitor.sample; proc is whose counter it is, none: of all',
    task: '',
    args: [
      arg('name', 'text', 'which counter; see CounterName'),
      arg('low', 'low', 'low word of its value'),
      arg('high', 'high', 'high word of its value'),
    ],
    text: 'counter {a} of {proc} is {b}',
  },
  {
    kind: Kind.lost,
    layer: 'runtime',
    site: 'Recorder.write, where its ring was full; machine is whose ring',
    task: '',
    args: [
      arg('low', 'low', 'low word of how many events are missing before this one'),
      arg('high', 'high', 'high word'),
    ],
    text: '{a} events are missing here',
  },
];
