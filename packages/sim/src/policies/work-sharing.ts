/** Who has work pushes it: to an idle P if there is one, else it keeps it. */

import { noVictims } from '@pilfer/scheduler/policy';
import type { Placement } from '@pilfer/scheduler/policy';
import { goWith } from './base.js';
import type { NamedPolicy } from './entry.js';
import { leastLoaded } from './least-loaded.js';

export const workSharing: NamedPolicy = {
  name: 'work-sharing',
  about: 'who has work gives it to an idle P; no stealing',
  policy: (queues) => {
    const placement: Placement = {
      name: 'push',
      place: (creator, procs, draw) => {
        const least = leastLoaded(queues, procs, draw);
        if (creator < 0) return least;
        return queues.load(least) === 0 ? least : creator;
      },
    };
    return goWith('work-sharing', { placement, victims: noVictims }, { stealRounds: 0 });
  },
};
