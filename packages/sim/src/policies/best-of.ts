/** The longest of a few random queues. */

import { NO_VICTIM, UniformVictims } from '@pilfer/scheduler/policy';
import type { Victims } from '@pilfer/scheduler/policy';
import { SimError } from '../program/errors.js';
import type { PolicySource, Queues } from '../program/policy.js';
import { goWith } from './base.js';
import type { NumberedPolicy } from './entry.js';

/** Draws `d` victims and visits the one with most queued: one visit a round. */
export function bestOf(d: number): PolicySource {
  if (!Number.isSafeInteger(d) || d < 1) {
    throw new SimError(`best-of: expected an integer from 1, got ${d}`);
  }
  return (queues) =>
    goWith(`best-of-${d}`, {
      victims: {
        name: `best-of-${d}`,
        create: (procs, self) => new BestVictim(queues, procs, self, d),
      },
    });
}

class BestVictim implements Victims {
  readonly #queues: Queues;
  readonly #draws: UniformVictims;
  readonly #self: number;
  readonly #d: number;
  #best: number = NO_VICTIM;

  constructor(queues: Queues, procs: number, self: number, d: number) {
    this.#queues = queues;
    this.#draws = new UniformVictims(procs);
    this.#self = self;
    this.#d = d;
  }

  reset(random: number): void {
    this.#draws.reset(random);
    this.#best = NO_VICTIM;
    let most = -1;
    for (let drawn = 0; drawn < this.#d;) {
      const victim = this.#draws.next();
      if (victim === NO_VICTIM) return;
      if (victim === this.#self) continue;
      drawn++;
      const length = this.#queues.length(victim);
      if (length > most) {
        most = length;
        this.#best = victim;
      }
    }
  }

  next(): number {
    const victim = this.#best;
    this.#best = NO_VICTIM;
    return victim;
  }

  hit(): void {
    // The next round is drawn afresh.
  }
}

export const bestOfN: NumberedPolicy = {
  name: 'best-of',
  about: 'Go, but the longest of N random queues is the victim',
  make: bestOf,
};
