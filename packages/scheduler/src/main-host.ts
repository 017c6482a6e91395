/** What the submitting side on the main thread asks of the runtime. */

import type { TaskId } from './parentage.js';

/** What the core needs of the runtime around it. */
export interface MainHost {
  /** The number of a task function; throws if it can't be one. */
  intern(fn: unknown): number;
  /** The name of a function's number, for messages. */
  nameOf(fn: number): string;
  /** Runs a task on this thread (`caller-runs`). */
  runHere(fn: number, args: readonly unknown[]): unknown;
  /** Ends a thread whose task won't stop. */
  terminate(thread: number, culprit: string): void;
  /** Whether a thread has died, though its exit may not be seen yet; 0: whether all have. */
  isDead(thread: number): boolean;
  /** Ends a thread if its event loop stands still. */
  suspect(thread: number, culprit: string): void;
  /** A task that runs was stopped: so are its children, which are ended so many ms later. */
  abandon(parent: TaskId, killAfter: number): void;
  /** No task is under way. */
  idle(): void;
}
