/** A whole workload: functions, what they share, and what arrives from outside. */

import type { Duration } from './distributions.js';
import type { Body } from './operations.js';

/** A function that Gs run. */
export interface FunctionDeclaration {
  readonly name: string;
  readonly body: Body;
  /** Rank under policies that serve the global queue by rank, smallest first; 0 if not given. */
  readonly rank?: number;
}

/** A channel; capacity 0 is unbuffered. */
export interface ChannelDeclaration {
  readonly name: string;
  readonly capacity: number;
}

/** Something that is only a name: a mutex. */
export interface MutexDeclaration {
  readonly name: string;
}

/** A wait group or a counter, with the number it starts from. */
export interface CounterDeclaration {
  readonly name: string;
  readonly count: number;
}

/** When Gs of one source come. The gaps and sizes are drawn from the arrival stream. */
export type Process =
  /** A G after each gap: exponential gaps make it Poisson. */
  | { readonly kind: 'renewal'; readonly gap: Duration }
  /** `size` Gs at once after each gap. */
  | { readonly kind: 'bursts'; readonly gap: Duration; readonly size: Duration }
  /** `clients` that each submit a G, wait for its end, think, and submit again. */
  | { readonly kind: 'closed'; readonly clients: number; readonly think: Duration }
  /** At these times, ns, in ascending order. */
  | { readonly kind: 'times'; readonly times: readonly number[] };

/**
 * Where an arriving G shows up: from outside, where the policy's placement decides (Go: the global
 * queue); or at a P, as if created there: a random one, the next in turn, or a given one.
 */
export type ArrivalPlace = 'outside' | 'random' | 'turn' | number;

/** A source of Gs. */
export interface ArrivalDeclaration {
  readonly name: string;
  readonly function: string;
  readonly process: Process;
  readonly place: ArrivalPlace;
  /** How many Gs come in all; absent: no limit. */
  readonly count?: number;
  /** Nothing comes after this time, ns; absent: no limit. */
  readonly until?: number;
}

/** A workload as plain data. The run ends when every G has ended and nothing more arrives. */
export interface Program {
  readonly name: string;
  readonly functions: readonly FunctionDeclaration[];
  /** The function of the first G, which P0 runs at time 0; absent: there are only arrivals. */
  readonly main?: string;
  readonly channels: readonly ChannelDeclaration[];
  readonly mutexes: readonly MutexDeclaration[];
  readonly waitGroups: readonly CounterDeclaration[];
  readonly counters: readonly CounterDeclaration[];
  readonly arrivals: readonly ArrivalDeclaration[];
}
