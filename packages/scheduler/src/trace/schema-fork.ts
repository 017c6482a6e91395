/** Fork and join. Private forks are counted, not told one by one: they cost less than an event. */

import { Kind } from './kinds.js';
import { arg, ProcState } from './schema.js';
import type { KindInfo } from './schema.js';

export const forkKinds: readonly KindInfo[] = [
  {
    kind: Kind.fork,
    layer: 'both',
    site: 'Forks.slowPath and Machine.settle: what the fast path has counted since the last one',
    task: 'the one that forked',
    args: [
      arg('count', 'count', 'forks since the last such event'),
      arg('private', 'count', 'forks not joined yet that nobody else can see'),
    ],
    text: '{task} has forked {a} times; {b} are private',
  },
  {
    kind: Kind.expose,
    layer: 'both',
    site: 'Forks.expose, before the push',
    task: 'the new one: a private fork that others may take from now on, from the local queue',
    args: [
      arg('parent', 'task', 'the task that forked it'),
      arg('name', 'text', 'name of its function'),
      arg('private', 'count', 'forks left that nobody else can see'),
    ],
    text: '{a} exposes {task} {b}; {c} stay private',
  },
  {
    kind: Kind.joinBegin,
    layer: 'both',
    site: 'Forks.join of an exposed fork, first',
    task: 'the joiner',
    args: [
      arg('joined', 'task', 'the fork it needs'),
      arg('depth', 'count', 'joins around this one on the same stack'),
    ],
    text: '{task} joins {a}',
    enters: ProcState.joining,
  },
  {
    kind: Kind.joinEnd,
    layer: 'both',
    site: 'Forks.join of an exposed fork, last',
    task: 'the joiner, which goes on',
    args: [
      arg('joined', 'task', 'the fork, which has ended'),
      arg('how', 'join', 'how its result came'),
    ],
    text: '{task} has joined {a}: {b}',
    enters: ProcState.running,
  },
];
