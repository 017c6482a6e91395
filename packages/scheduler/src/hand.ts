/** What the main thread knows of one machine's thread. */

import type { MachineHandle } from './world.js';

/** A machine's thread. */
export interface Hand {
  readonly thread: number;
  readonly p: number;
  readonly block: number;
  readonly machine: MachineHandle;
  booted: boolean;
  replaced: boolean;
  /** Why it is being ended. */
  culprit: string | undefined;
  error: Error | undefined;
}

/** Why a machine is gone. */
export interface Loss {
  readonly thread: number;
  readonly p: number;
  readonly exitCode: number;
  /** The task that was to be stopped, if the runtime ended the thread for it. */
  readonly culprit: string | undefined;
  /** What the thread died of, if it said so. */
  readonly error: Error | undefined;
}
