/** Where runnable Gs are put. */

import { GLOBAL_QUEUE, noVictims, placeGlobally, placeSpread } from '@pilfer/scheduler/policy';
import type { Placement } from '@pilfer/scheduler/policy';
import type { PolicySource, Queues, SimPolicy } from '../program/policy.js';
import { goWith } from './base.js';

/** One queue for all: every put and take goes through its lock. */
export const globalQueue: SimPolicy = goWith(
  'global-queue',
  { placement: placeGlobally, victims: noVictims },
  { stealRounds: 0, globalBatchMax: 1 },
);

/** One queue in the order of the functions' ranks: Graham's list scheduling. */
export const centralList: SimPolicy = goWith(
  'central-list',
  { placement: placeGlobally, victims: noVictims, globalOrder: 'rank' },
  { stealRounds: 0, globalBatchMax: 1 },
);

/** To a random P; nobody steals. */
export const randomPlacement: SimPolicy = goWith(
  'random',
  { placement: placeSpread, victims: noVictims },
  { stealRounds: 0 },
);

/** To each P in turn; nobody steals. */
export const roundRobin: PolicySource = () => {
  let turn = 0;
  const placement: Placement = { name: 'turn', place: (_, procs) => turn++ % procs };
  return goWith('round-robin', { placement, victims: noVictims }, { stealRounds: 0 });
};

/** To the P with the least to do, the one drawn among equals; nobody steals. */
export const shortestQueue: PolicySource = (queues) => {
  const placement: Placement = {
    name: 'shortest',
    place: (_, procs, draw) => leastLoaded(queues, procs, draw),
  };
  return goWith('shortest-queue', { placement, victims: noVictims }, { stealRounds: 0 });
};

/** Who has work gives it away: to an idle P if there is one, else it keeps it. Nobody steals. */
export const workSharing: PolicySource = (queues) => {
  const placement: Placement = {
    name: 'push',
    place: (creator, procs, draw) => {
      const least = leastLoaded(queues, procs, draw);
      if (creator < 0) return least;
      return queues.load(least) === 0 ? least : creator;
    },
  };
  return goWith('work-sharing', { placement, victims: noVictims }, { stealRounds: 0 });
};

function leastLoaded(queues: Queues, procs: number, draw: number): number {
  let best: number = GLOBAL_QUEUE;
  let least = Infinity;
  for (let i = 0; i < procs; i++) {
    const p = (draw + i) % procs;
    const load = queues.load(p);
    if (load < least) {
      least = load;
      best = p;
    }
  }
  return best;
}
