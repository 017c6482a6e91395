/** The life of a task. */

import { Kind } from './kinds.js';
import { arg, ProcState } from './schema.js';
import type { KindInfo } from './schema.js';

const into = arg('into', 'into', 'where it was put');

export const taskKinds: readonly KindInfo[] = [
  {
    kind: Kind.create,
    layer: 'both',
    site: 'Submitter.sendTo and requeue, before the push',
    task: 'the new one',
    args: [
      arg('parent', 'task', 'the task that creates it; none: submitted from outside'),
      arg('name', 'text', 'name of its function'),
      into,
    ],
    text: '{a} creates {task} {b} into {c}',
  },
  {
    kind: Kind.ready,
    layer: 'both',
    site: 'Processor.ready, before the push',
    task: 'the one that may run again',
    args: [
      arg('by', 'task', 'the task that made it so; none: a timer, the network, the monitor'),
      arg('reason', 'wait', 'what it waited for'),
      into,
    ],
    text: '{a} readies {task}, which waited for {b}, into {c}',
  },
  {
    kind: Kind.start,
    layer: 'both',
    site: 'Runner.start, after the claim',
    task: 'the one that runs from now on, for the first time or again',
    args: [
      arg('source', 'source', 'where it was found'),
      arg('inherits', 'flag', 'it runs in what is left of the slice before'),
      arg('victim', 'proc', 'whose it was, if it was stolen'),
    ],
    text: 'runs {task}, from {a}',
    enters: ProcState.running,
  },
  {
    kind: Kind.end,
    layer: 'both',
    site: 'Runner.finish, before the result is published; Submitter.cancel and recover',
    task: 'the one that will not run any more',
    args: [arg('outcome', 'outcome', 'how it ended'), arg('error', 'text', 'its error, if any')],
    text: '{task} ends: {a}',
    enters: ProcState.scheduling,
  },
  {
    kind: Kind.block,
    layer: 'both',
    site: 'Machine.block, before it can be readied',
    task: 'the running one, which waits from now on',
    args: [
      arg('reason', 'wait', 'what it waits for'),
      arg('on', 'number', 'the task, channel or lock'),
    ],
    text: '{task} waits for {a}',
    enters: ProcState.scheduling,
  },
  {
    kind: Kind.yield,
    layer: 'both',
    site: 'Machine.yield, before the push',
    task: 'the running one, which lets others go first',
    args: [into],
    text: '{task} yields, into {a}',
    enters: ProcState.scheduling,
  },
  {
    kind: Kind.preemptRequest,
    layer: 'both',
    site: 'Monitor.retake, before the flag is set; proc is where it runs',
    task: 'the running one, which is asked to stop',
    args: [arg('age', 'us', 'how old its slice is')],
    text: '{task} on {proc} is asked to stop after {a}',
  },
  {
    kind: Kind.preempt,
    layer: 'both',
    site: 'Machine.yield, at the end of a slice, before the push',
    task: 'the one that stops',
    args: [into],
    text: '{task} is preempted, into {a}',
    enters: ProcState.scheduling,
  },
  {
    kind: Kind.asyncPending,
    layer: 'runtime',
    site: 'Runner.wait, when the function returned a promise',
    task: 'the one that awaits; it stays on its M',
    args: [arg('pending', 'count', 'tasks that await on this M')],
    text: '{task} awaits; {a} pending',
    enters: ProcState.scheduling,
  },
  {
    kind: Kind.asyncResume,
    layer: 'runtime',
    site: 'Runner.wait, when its promise has settled',
    task: 'the one that goes on',
    args: [arg('pending', 'count', 'tasks that still await on this M')],
    text: '{task} goes on; {a} pending',
    enters: ProcState.running,
  },
  {
    kind: Kind.refuse,
    layer: 'both',
    site: 'MainCore.refuse, when admission refuses',
    task: '',
    args: [arg('name', 'text', 'name of the function'), arg('queued', 'count', 'tasks in front')],
    text: '{a} is refused: {b} tasks are queued',
  },
  {
    kind: Kind.settle,
    layer: 'runtime',
    site: 'Submitter.finish and reject',
    task: 'the one whose promise settles',
    args: [arg('outcome', 'outcome', 'what the caller gets')],
    text: 'the promise of {task} settles: {a}',
  },
];
