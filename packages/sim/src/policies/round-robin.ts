/** Placement in turn. */

import { noVictims } from '@pilfer/scheduler/policy';
import type { Placement } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';

export const roundRobin: NamedPolicy = {
  name: 'round-robin',
  about: 'new tasks to each P in turn, no stealing',
  policy: () => {
    let turn = 0;
    const placement: Placement = { name: 'turn', place: (_, procs) => turn++ % procs };
    return goWith('round-robin', { placement, victims: noVictims }, { stealRounds: 0 });
  },
};
