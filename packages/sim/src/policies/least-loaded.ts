/** The P with the least to do: for policies that place by load. */

import { GLOBAL_QUEUE } from '@pilfer/scheduler/policy';
import type { Queues } from '../program/policy.js';

/** Returns the P with the least to do; `draw` decides among equals. */
export function leastLoaded(queues: Queues, procs: number, draw: number): number {
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
