/**
 * What a stretch of time can look like, on any lane: the states of a P (`ProcState`, same numbers),
 * and what a task does while no P has it.
 */

import { ProcState } from '@pilfer/scheduler/trace';

/** One way to look. */
export const Look: typeof ProcState & {
  /** A task that could run, and waits for a P. */
  readonly runnable: 9;
  /** A task that waits for something else than a P. */
  readonly waiting: 10;
} = { ...ProcState, runnable: 9, waiting: 10 };

/** One of {@link Look}. */
export type Look = (typeof Look)[keyof typeof Look];

/** Looks are 0 to this − 1. */
export const LOOKS: number = 11;

/** A look in words. Its colours are in the style sheet of the page. */
export interface LookInfo {
  readonly name: string;
  readonly meaning: string;
}

/** Look → its words. */
export const LOOK_INFO: readonly LookInfo[] = [
  { name: 'idle', meaning: 'nobody holds the P' },
  { name: 'scheduling', meaning: 'its M is between two tasks' },
  { name: 'searching', meaning: 'its M looks for work elsewhere' },
  { name: 'work', meaning: 'a task runs' },
  { name: 'joining', meaning: 'its task waits in a join, and nothing else runs' },
  { name: 'system call', meaning: 'its task is in a call' },
  { name: 'parked', meaning: 'its M sleeps' },
  { name: 'loading', meaning: 'its M loads a module' },
  { name: 'event loop', meaning: 'its M turns its event loop' },
  { name: 'runnable', meaning: 'the task waits for a P' },
  { name: 'waiting', meaning: 'the task waits for something else than a P' },
];
