/** `pilfer policies`: the policies that have a name. */

import { policyNames } from '../../policies/index.js';
import { columns } from '../command.js';
import type { Command } from '../command.js';
import { Exit } from '../errors.js';

/** What each policy does, in a few words; a test keeps the list complete. */
const ABOUT: Readonly<Record<string, string>> = {
  go: "Go's rules: steal half, victims in random coprime order, one searcher woken at a time",
  pilfer: "this library's own: newest first, private forks exposed on demand, no preemption",
  'steal-one': 'Go, but a steal moves one task',
  'steal-half': 'Go by another name: a steal moves half of the queue, rounded up',
  sequential: 'Go, but victims in the order of their numbers',
  uniform: 'Go, but each victim drawn anew',
  'last-victim': 'Go, but first the victim of the last steal',
  'no-stealing': 'Go without stealing',
  'global-queue': 'one queue for all, whose lock everybody needs',
  'central-list': "one queue in the order of ranks: Graham's list scheduling",
  'round-robin': 'new tasks to each P in turn, no stealing',
  random: 'new tasks to a random P, no stealing',
  'shortest-queue': 'new tasks to the P with the least to do, no stealing',
  'work-sharing': 'who has work gives it to an idle P; no stealing',
  'help-first': 'after a fork the creator goes on (as Go)',
  'work-first': 'after a fork the new task runs, and the creator can be stolen (as Cilk)',
  'steal-N': 'Go, but a steal moves at most N tasks',
  'best-of-N': 'Go, but the longest of N random queues is the victim',
  'threshold-N': 'steals one task, from queues of at least N',
  'retry-N': 'nobody is woken; an idle P visits a random one N times a second',
};

export const policies: Command = {
  name: 'policies',
  about: 'lists the policies',
  usage: '[flags]',
  flags: { json: { about: 'one JSON document' } },
  examples: [
    ['pilfer policies', 'the list'],
    ['pilfer policies --json', 'for a program'],
    ['pilfer run fork-join --policy best-of-2', 'a run under one of them'],
  ],
  run(args, io) {
    const all = policyNames().map((name) => ({ name, about: ABOUT[name] ?? '' }));
    if (args.has('json')) io.out(`${JSON.stringify(all, null, 2)}\n`);
    else io.out(`${columns(all.map(({ name, about }) => [name, about])).join('\n')}\n`);
    return Exit.ok;
  },
};
