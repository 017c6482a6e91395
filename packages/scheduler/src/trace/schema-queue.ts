/** Searching, stealing, and the global queue. */

import { Kind } from './kinds.js';
import { arg, ProcState } from './schema.js';
import type { KindInfo } from './schema.js';

export const queueKinds: readonly KindInfo[] = [
  {
    kind: Kind.searchBegin,
    layer: 'both',
    site: 'Machine.search, after it counted itself',
    task: '',
    args: [arg('searching', 'count', 'Ms that search, with this one')],
    text: 'searches; {a} do',
    enters: ProcState.searching,
  },
  {
    kind: Kind.searchEnd,
    layer: 'both',
    site: 'Machine.endSearch, after it uncounted itself',
    task: '',
    args: [
      arg('found', 'flag', 'it found work'),
      arg('searching', 'count', 'Ms that still search'),
      arg('visits', 'count', 'victims it has looked at'),
    ],
    text: 'stops searching after {c} visits; found work: {a}; {b} still search',
    enters: ProcState.scheduling,
  },
  {
    kind: Kind.miss,
    layer: 'both',
    site: 'Processor.steal, after a visit in vain; of a search the first to each victim',
    task: '',
    args: [
      arg('victim', 'proc', 'whom it visited'),
      arg('why', 'miss', 'why it got nothing'),
      arg('round', 'count', 'round of the search, from 0'),
    ],
    text: 'gets nothing from {a}: {b}',
  },
  {
    kind: Kind.hungry,
    layer: 'both',
    site: 'Processor.steal and Idle.park, before the cell is set',
    task: '',
    args: [arg('victim', 'proc', 'who is asked to expose forks; none: everybody')],
    text: 'asks {a} for forks',
  },
  {
    kind: Kind.steal,
    layer: 'both',
    site: 'Processor.steal, after the last task was taken; proc is the thief',
    task: 'the one that the thief runs first',
    args: [
      arg('victim', 'proc', 'whose tasks they were'),
      arg('count', 'count', 'tasks that moved'),
      arg('of', 'count', "length of the victim's queue before; 0: it was its next task"),
    ],
    text: 'steals {b} of {c} from {a}, and runs {task} first',
  },
  {
    kind: Kind.overflow,
    layer: 'both',
    site: 'Processor.push, before the tasks are published',
    task: 'the new one, which found the queue full',
    args: [
      arg('count', 'count', 'tasks that move to the global queue, the new one included'),
      arg('queued', 'count', 'length of the global queue then'),
    ],
    text: 'moves {a} tasks to the global queue, {task} the last; {b} there',
  },
  {
    kind: Kind.globalTake,
    layer: 'both',
    site: 'Processor.takeGlobal and takeOldest, after they were taken',
    task: 'the one to run first; the others go to the local queue',
    args: [
      arg('count', 'count', 'tasks taken'),
      arg('queued', 'count', 'tasks left'),
      arg('tick', 'flag', 'the tick said so'),
    ],
    text: 'takes {a} from the global queue, {b} left, and runs {task} first',
  },
  {
    kind: Kind.globalPush,
    layer: 'both',
    site: 'MainCore.flush, before the push',
    task: 'the first of them',
    args: [
      arg('count', 'count', 'tasks published together'),
      arg('queued', 'count', 'length of the global queue then'),
    ],
    text: 'publishes {a} tasks; {b} in the global queue',
  },
];
