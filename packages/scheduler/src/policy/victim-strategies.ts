/**
 * Other ways to choose a victim, to compare with Go's. Each makes at most as many visits a round as
 * there are Ps, so that the comparison is about the choice and not about the number of looks.
 *
 * A choice that needs to know how long the queues are (the best of d) is made of these by whoever
 * knows the lengths: draw d victims, take the richest.
 */

import { nextState, output } from './random.js';
import { checkProcs, NO_VICTIM, VictimOrder } from './victims.js';
import type { Victims, VictimStrategy } from './victims.js';

/** Always the next P in id order, from the thief's right-hand neighbour on. */
export class SequentialVictims implements Victims {
  readonly #procs: number;
  readonly #first: number;
  #position = 0;
  #left = 0;

  constructor(procs: number, self: number) {
    checkProcs(procs);
    this.#procs = procs;
    this.#first = (self + 1) % procs;
  }

  reset(): void {
    this.#position = this.#first;
    this.#left = this.#procs;
  }

  next(): number {
    if (this.#left === 0) return NO_VICTIM;
    this.#left--;
    const victim = this.#position;
    this.#position = victim + 1 === this.#procs ? 0 : victim + 1;
    return victim;
  }

  hit(): void {
    // Every round is the same.
  }
}

/** Independent draws, with replacement: the choice of the classical bounds; a round may miss a P. */
export class UniformVictims implements Victims {
  readonly #procs: number;
  #state = 1;
  #left = 0;

  constructor(procs: number) {
    checkProcs(procs);
    this.#procs = procs;
  }

  reset(random: number): void {
    this.#state = random + 1;
    this.#left = this.#procs;
  }

  next(): number {
    if (this.#left === 0) return NO_VICTIM;
    this.#left--;
    this.#state = nextState(this.#state);
    return output(this.#state) % this.#procs;
  }

  hit(): void {
    // Draws have no memory.
  }
}

/** The victim of the last successful steal first, then the others in Go's order: each P once. */
export class LastVictim implements Victims {
  readonly #others: VictimOrder;
  #last: number = NO_VICTIM;
  #isFirst = false;

  constructor(procs: number) {
    this.#others = new VictimOrder(procs);
  }

  reset(random: number): void {
    this.#others.reset(random);
    this.#isFirst = this.#last !== NO_VICTIM;
  }

  next(): number {
    if (this.#isFirst) {
      this.#isFirst = false;
      return this.#last;
    }
    const victim = this.#others.next();
    return victim === this.#last ? this.#others.next() : victim;
  }

  hit(victim: number): void {
    this.#last = victim;
  }
}

const nobody: Victims = {
  reset: () => undefined,
  next: () => NO_VICTIM,
  hit: () => undefined,
};

/** Visits the Ps in id order, from the right-hand neighbour on. */
export const sequentialOrder: VictimStrategy = {
  name: 'sequential',
  create: (procs, self) => new SequentialVictims(procs, self),
};

/** Draws each victim independently of the others. */
export const uniformOrder: VictimStrategy = {
  name: 'uniform',
  create: (procs) => new UniformVictims(procs),
};

/** Goes back to where it last found something. */
export const lastVictimOrder: VictimStrategy = {
  name: 'last-victim',
  create: (procs) => new LastVictim(procs),
};

/** Steals from nobody. */
export const noVictims: VictimStrategy = { name: 'nobody', create: () => nobody };
