/** Idle Ps that look for work by themselves. */

import { oneTask, UniformVictims, wakeNever } from '@pilfer/scheduler/policy';
import type { VictimStrategy } from '@pilfer/scheduler/policy';
import { SimError } from '../program/errors.js';
import type { SimPolicy } from '../program/policy.js';
import { goWith } from './base.js';
import type { NumberedPolicy } from './entry.js';

const draws: VictimStrategy = { name: 'draws', create: (procs) => new UniformVictims(procs) };

/**
 * Nobody is woken. A P that becomes idle visits one random victim, and again after exponential times
 * of mean 1/rate: the stealing of M. Mitzenmacher, "Analyses of load stealing models based on
 * differential equations" (1998).
 *
 * @param rate attempts per second of an idle P; 0: only the one when it becomes idle
 */
export function retryAtRate(rate: number): SimPolicy {
  if (!(rate >= 0 && rate <= 1e9)) {
    throw new SimError(`retry: expected a rate from 0 to 10^9 per second, got ${rate}`);
  }
  return goWith(
    `retry-${rate}`,
    {
      victims: draws,
      amount: oneTask,
      wake: wakeNever,
      visitsPerRound: 1,
      retryNs: rate === 0 ? 0 : Math.max(1, Math.floor(1e9 / rate + 0.5)),
    },
    { stealRounds: 1, runNext: false, searchFactor: 0, globalInterval: 0 },
  );
}

export const retryN: NumberedPolicy = {
  name: 'retry',
  about: 'nobody is woken; an idle P visits a random one N times a second',
  make: retryAtRate,
};
