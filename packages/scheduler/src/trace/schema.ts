/** The shape of the table that says what every event means. */

import type { CodeSet } from './codes.js';
import type { Kind } from './kinds.js';

/**
 * What a P spends its time on. A P in `running` works; all other states are what a "why idle"
 * account adds up.
 */
export const ProcState = {
  /** Nobody holds it. */
  idle: 0,
  /** Its M is between two tasks. */
  scheduling: 1,
  /** Its M looks for work elsewhere. */
  searching: 2,
  running: 3,
  /** Its task waits in a join, and nothing else runs. */
  joining: 4,
  syscall: 5,
  /** Its M sleeps and keeps it. */
  parked: 6,
  /** Its M loads a module. */
  loading: 7,
  /** Its M turns the event loop. */
  turning: 8,
} as const;

/** One of {@link ProcState}. */
export type ProcState = (typeof ProcState)[keyof typeof ProcState];

/**
 * How to read an argument: an id (`NONE` for none), a count, a duration in µs, yes or no, an entry
 * of the string table, any number, the low or high word of a large one, or a code.
 */
export type ArgType =
  | 'task'
  | 'proc'
  | 'machine'
  | 'count'
  | 'us'
  | 'flag'
  | 'text'
  | 'number'
  | 'low'
  | 'high'
  | CodeSet;

/** One argument of an event. */
export interface ArgInfo {
  readonly name: string;
  readonly type: ArgType;
  readonly meaning: string;
}

/** Who records a kind. */
export type Layer = 'both' | 'runtime' | 'simulator';

/** What an event of one kind means. */
export interface KindInfo {
  readonly kind: Kind;
  readonly layer: Layer;
  /** The function of the runtime that records it, and the moment. */
  readonly site: string;
  /** Which task it names; empty if none. */
  readonly task: string;
  /** Its arguments a, b and c; those missing are 0. */
  readonly args: readonly ArgInfo[];
  /** A sentence about it: `{task}`, `{proc}`, `{machine}`, `{a}`, `{b}`, `{c}` stand for its fields. */
  readonly text: string;
  /** The state its P is in from now on, if it changes. */
  readonly enters?: ProcState;
}

/** Makes an argument's row. */
export function arg(name: string, type: ArgType, meaning: string): ArgInfo {
  return { name, type, meaning };
}
