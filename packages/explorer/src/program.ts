/** What a program for the explorer consists of. */

import type { Cells } from './memory.js';
import { show } from './show.js';

/** One call that a thread makes: the unit of crashes, of results, and of linearizability. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Makes the call: deterministic, with bounded loops, and no `catch` around shared memory. */
  readonly run: () => unknown;
  /** Says of a result whether the call is made once more, before the next one. */
  readonly repeats?: (result: unknown) => boolean;
}

/** A sequence of calls and the private objects that they use. */
export interface Thread {
  readonly calls: readonly Call[];
  /** Objects that only this thread uses and that remember something between its calls. */
  readonly objects?: readonly object[];
  /**
   * When the thread may take its first step: at once, when no other thread can move any more, or
   * when another thread has crashed.
   *
   * @default 'first'
   */
  readonly starts?: 'first' | 'last' | { readonly whenCrashed: string };
}

/** A cell's name in schedules and views. */
export interface CellName {
  readonly name: string;
  readonly cells: Cells;
  readonly index: number;
}

/** The end of one run, with all shared memory as the run left it, in the real buffers. */
export interface Leaf {
  /**
   * Each thread's results, one for each call that returned: the last one, of a call that repeats.
   * Empty unless the program checks.
   */
  readonly results: Readonly<Record<string, readonly unknown[]>>;
  /** The threads that crashed, each with the call in which it did, if in one. */
  readonly crashed: ReadonlyMap<string, Call | undefined>;
  /** The threads that sleep for ever, each with its call. */
  readonly stuck: ReadonlyMap<string, Call | undefined>;
}

/** One state of the world, for invariants. */
export interface View {
  /** The value of a named cell. */
  cell(name: string): number;
  /** Whether the thread has made all its calls. */
  isDone(thread: string): boolean;
  /** Whether the thread sleeps in `wait` or `awaitRing` and nobody has woken it. */
  isAsleep(thread: string): boolean;
}

/** Says whether a step of a thread kept what must hold. */
export type Invariant = (now: View, before: View, thread: string) => boolean;

/** What the calls mean when they are made one after another. */
export interface SequentialModel {
  readonly initial: unknown;
  readonly outcomes: (state: unknown, call: Call) => Iterable<readonly [unknown, unknown]>;
}

/** Threads on shared memory, and what must hold of them. Built anew for each exploration. */
export interface Scenario {
  readonly threads: Readonly<Record<string, Thread>>;
  readonly cells?: readonly CellName[];
  /** Looks at the end of each run; returns what is wrong, or undefined. */
  readonly check?: (leaf: Leaf) => string | undefined;
  /** Must hold after each step of a thread, by name. */
  readonly always?: Readonly<Record<string, Invariant>>;
  /** If given, each run must be equivalent to the same calls made one after another. */
  readonly model?: SequentialModel;
  /** Says of a run in which threads sleep for ever whether that is right. By default, never. */
  readonly mayBeStuck?: (leaf: Leaf) => boolean;
}

/** Makes a {@link Call}. */
export function call(name: string, args: readonly unknown[], run: () => unknown): Call {
  return { name, args, run };
}

/**
 * Makes a call that is made again and again, for as long as `repeats` says so of its result. Unlike
 * a loop inside a call it need not be bounded, and its past is forgotten each time: what it has to
 * remember belongs into an object of its thread.
 */
export function callWhile<R>(
  repeats: (result: R) => boolean,
  name: string,
  args: readonly unknown[],
  run: () => R,
): Call {
  return { name, args, run, repeats: (result) => repeats(result as R) };
}

/** Names a cell. */
export function nameCell(name: string, cells: Cells, index: number): CellName {
  return { name, cells, index };
}

/**
 * Makes a {@link SequentialModel} of an initial state, and a function that lists what a call may
 * return in a state, each result with the state that follows.
 */
export function sequentialModel<S>(
  initial: S,
  outcomes: (state: S, call: Call) => Iterable<readonly [result: unknown, state: S]>,
): SequentialModel {
  return { initial, outcomes: (state, made) => outcomes(state as S, made) };
}

/** Writes a call as source: `push(1)`. */
export function showCall({ name, args }: Call): string {
  return `${name}(${args.map(show).join(', ')})`;
}
