/**
 * Random numbers from one 32-bit word.
 *
 * The word steps through Marsaglia's xorshift (13, 17, 5): every value but 0, once each, in 2^32 − 1
 * steps. A step is three shifts, so the word may as well live in a shared cell
 * ({@link nextState}). The steps are linear over single bits; {@link output} multiplies that away.
 * Go draws from wyrand (`cheaprand`), which needs 64-bit products and would allocate here.
 *
 * A stream is a word of its own, derived from a seed, a purpose and an index. Two runs that differ
 * in one policy draw the same arrivals and durations (common random numbers), because no purpose
 * draws from another's stream.
 */

/** What a stream of random numbers is for. */
export const Stream = {
  /** Order in which a thief visits its victims; one stream per P. */
  victim: 1,
  /** Times at which tasks arrive. */
  arrival: 2,
  /** How long tasks run. */
  service: 3,
  /** Where new tasks are placed. */
  placement: 4,
  /** Which faults strike, and when. */
  fault: 5,
} as const;

/** One of {@link Stream}, or any other number a caller keeps apart from them. */
export type Stream = (typeof Stream)[keyof typeof Stream];

/** Returns the state after `state`, as a signed 32-bit number. 0 stays 0: seed by {@link streamState}. */
export function nextState(state: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  return state ^ (state << 5);
}

/** Returns the random number of a state: 0 to 2^31 − 1, which never leaves V8's small integers. */
export function output(state: number): number {
  const mixed = Math.imul(state ^ (state >>> 16), 0x7feb352d);
  return (mixed ^ (mixed >>> 15)) & 0x7fffffff;
}

/** Mixes 32 bits so that each input bit turns about half of the output bits (murmur3's finaliser). */
export function mix(word: number): number {
  word ^= word >>> 16;
  word = Math.imul(word, 0x85ebca6b);
  word ^= word >>> 13;
  word = Math.imul(word, 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/** Returns the first state of a stream; never 0. */
export function streamState(seed: number, stream: number, index: number): number {
  const word = mix(
    mix(mix(seed | 0) + Math.imul(stream, 0x9e3779b9)) + Math.imul(index, 0x85ebca77),
  );
  return word === 0 ? 0x9e3779b9 | 0 : word;
}

/** One stream of random numbers. */
export class Random {
  #state: number;

  /** Starts stream `stream`, number `index`, of a seed. */
  constructor(seed: number, stream = 0, index = 0) {
    this.#state = streamState(seed, stream, index);
  }

  /** The word that decides all further numbers; set it to go back to a checkpoint. */
  get state(): number {
    return this.#state;
  }

  set state(state: number) {
    if ((state | 0) === 0) throw new RangeError(`random: the state must not be 0, got ${state}`);
    this.#state = state | 0;
  }

  /** Draws an integer from 0 to 2^31 − 1. */
  next(): number {
    this.#state = nextState(this.#state);
    return output(this.#state);
  }

  /** Draws an integer from 0 to n − 1; its bias is below n / 2^31. */
  below(n: number): number {
    return this.next() % n;
  }

  /** Draws from [0, 1) in steps of 2^−53, by two draws. */
  fraction(): number {
    const high = this.next() >>> 5;
    return (high * 0x8000000 + (this.next() >>> 4)) / 0x20000000000000;
  }
}
