/** What the machines' keeper asks of the runtime, and tells it. */

import type { Loss } from './hand.js';
import type { HangsHost } from './hangs.js';
import type { TaskId } from './parentage.js';
import type { PostedError } from './posted-error.js';
import type { Submitter } from './submitter.js';

/** What the crew needs of the runtime. */
export interface CrewHost extends Pick<HangsHost, 'giveUpLoad'> {
  /** Settles the main thread's tasks that the dead one ran. */
  recover(thread: number): void;
  /** Takes over a dead thread's own tasks. */
  inherit(thread: number, isLive: (thread: number) => boolean): Submitter;
  /** A task that runs was stopped: so are its children, which are ended so many ms later. */
  abandon(parent: TaskId, killAfter: number): void;
  /** Gives vanished tasks new entries. */
  requeueVanished(estates: readonly Submitter[]): void;
  machineLost(loss: Loss): void;
  /** A thread that has not exited yet has lost its P to another one. */
  retaken(thread: number, p: number): void;
  /** A thread has exited. @param p its P, if nobody had taken it before. */
  gone(thread: number, p: number | undefined, exitCode: number): void;
  strayError(error: PostedError): void;
  /** Machines can't be started: nothing will ever run. */
  broken(error: Error): void;
}
