/** Placement by load: join the shortest queue. */

import { noVictims } from '@pilfer/scheduler/policy';
import type { Placement } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';
import { leastLoaded } from './least-loaded.js';

export const shortestQueue: NamedPolicy = {
  name: 'shortest-queue',
  about: 'new tasks to the P with the least to do, no stealing',
  policy: (queues) => {
    const placement: Placement = {
      name: 'shortest',
      place: (_, procs, draw) => leastLoaded(queues, procs, draw),
    };
    return goWith('shortest-queue', { placement, victims: noVictims }, { stealRounds: 0 });
  },
};
