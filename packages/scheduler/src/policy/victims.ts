/**
 * Whom a thief visits, and in what order: Go's way (`stealOrder` in `proc.go`, §7).
 *
 * A round starts at a random P and walks by a random stride that is coprime with the number of Ps,
 * so it meets every P once, and two thieves that start together soon part. One random number makes
 * both choices. Rejected: a shuffle needs n random numbers and an array per thief; a fixed sequence
 * sends all thieves to the same victim; independent draws may miss the only P that has work.
 */

/** What {@link Victims.next} returns at the end of a round. */
export const NO_VICTIM = -1;

/**
 * The order of one thief's visits. A strategy gets exactly one random number per round, whatever it
 * makes of it, so that strategies can be compared on the same random numbers.
 */
export interface Victims {
  /** Begins a round. `random` is an integer from 0 to 2^31 − 1. */
  reset(random: number): void;
  /** Returns the next P to visit, or {@link NO_VICTIM}. It may be the thief's own, which the caller skips. */
  next(): number;
  /** Notes that `victim` had something to steal. */
  hit(victim: number): void;
}

/** A way to choose victims: makes the order for the thief `self` among `procs` Ps. */
export interface VictimStrategy {
  readonly name: string;
  create(procs: number, self: number): Victims;
}

const coprimesOf = new Map<number, Int32Array>();

/** Returns the numbers from 1 to n that have no divisor in common with n, computed once per n. */
export function coprimes(n: number): Int32Array {
  let list = coprimesOf.get(n);
  if (list === undefined) {
    const found: number[] = [];
    for (let i = 1; i <= n; i++) if (greatestCommonDivisor(i, n) === 1) found.push(i);
    list = Int32Array.from(found);
    coprimesOf.set(n, list);
  }
  return list;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** Throws if there cannot be that many Ps. */
export function checkProcs(procs: number): void {
  if (!Number.isSafeInteger(procs) || procs < 1 || procs > 0xffff) {
    throw new RangeError(`victims: procs must be an integer from 1 to 65535, got ${procs}`);
  }
}

/** Random start, random coprime stride: visits each of the Ps once. Go: `randomOrder`, §7. */
export class VictimOrder implements Victims {
  readonly #procs: number;
  readonly #strides: Int32Array;
  #position = 0;
  #stride = 1;
  #left = 0;

  constructor(procs: number) {
    checkProcs(procs);
    this.#procs = procs;
    this.#strides = coprimes(procs);
  }

  /** Begins a round: start = random mod n, stride = coprimes[(random div n) mod their number]. */
  reset(random: number): void {
    const procs = this.#procs;
    const strides = this.#strides;
    this.#position = random % procs;
    this.#stride = strides[((random / procs) | 0) % strides.length] as number;
    this.#left = procs;
  }

  next(): number {
    if (this.#left === 0) return NO_VICTIM;
    this.#left--;
    const victim = this.#position;
    // Modulo n without a branch: which steps wrap is random, so a branch would be guessed wrong.
    const following = victim + this.#stride - this.#procs;
    this.#position = following + (this.#procs & (following >> 31));
    return victim;
  }

  hit(): void {
    // The next round is drawn afresh.
  }
}

/** Go's choice of victims. */
export const coprimeOrder: VictimStrategy = {
  name: 'coprime',
  create: (procs) => new VictimOrder(procs),
};
