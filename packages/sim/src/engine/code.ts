/** A compiled program, and where its instructions come from, for messages. */

import type { Program } from '../program/program.js';
import type { Sampler } from './sampler.js';

/** One `choose`: cumulated shares, and where each option begins. */
export interface CompiledChoice {
  readonly shares: readonly number[];
  readonly targets: readonly number[];
}

/** One `select`: its cases, and where it goes on without any. */
export interface CompiledSelect {
  readonly sends: readonly boolean[];
  readonly channels: readonly number[];
  readonly targets: readonly number[];
  /** −1: it waits. */
  readonly otherwise: number;
}

/** What the interpreter runs. */
export interface Code {
  readonly program: Program;
  readonly words: Int32Array;
  /** Function → its first instruction. */
  readonly entries: Int32Array;
  /** Function → rank in a global queue by rank. */
  readonly ranks: Float64Array;
  /** Instruction → `function 'f', operation 3 (send)`. */
  readonly places: ReadonlyMap<number, string>;
  readonly counts: readonly number[];
  readonly choices: readonly CompiledChoice[];
  readonly selects: readonly CompiledSelect[];
  readonly sampler: Sampler;
  readonly main: number;
  /** Largest number of Ps a program asks for; 0 if it does not. */
  readonly mostProcessors: number;
}
