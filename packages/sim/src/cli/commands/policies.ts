/** `pilfer policies`: the policies that have a name. */

import { policyList } from '../../policies/index.js';
import { columns } from '../command.js';
import type { Command } from '../command.js';
import { Exit } from '../errors.js';

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
    const all = policyList();
    if (args.has('json')) io.out(`${JSON.stringify(all, null, 2)}\n`);
    else io.out(`${columns(all.map(({ name, about }) => [name, about])).join('\n')}\n`);
    return Exit.ok;
  },
};
