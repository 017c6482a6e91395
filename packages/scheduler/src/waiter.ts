/** A task in front of a full queue. */

import type { Timer } from './clock.js';
import type { TaskOptions } from './options.js';

/** A task that waits for its turn to be accepted. */
export interface Waiter {
  readonly fn: number;
  readonly args: readonly unknown[];
  readonly options: TaskOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** Its deadline, if it has one. */
  due?: number;
  timer?: Timer;
  /** It has been rejected and is only still in the queue. */
  isGone?: true;
}
