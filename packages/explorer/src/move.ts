/** What a step of a world was. */

import type { Operation } from './memory.js';
import type { Call } from './program.js';

/** What one step was, for schedules. */
export interface Move {
  readonly thread: string;
  readonly what: 'does' | 'sleeps' | 'times out' | 'crashes' | 'starts';
  readonly call: Call | undefined;
  readonly operation: Operation | undefined;
  /** What the operation returned, as a number. */
  readonly saw: number;
}

/** What a step did wrong. */
export interface Problem {
  readonly oracle: string;
  readonly message: string;
}

/** Hears of each step that is possible: `next` is the row it leads to, valid until it returns. */
export type Visit = (next: Int32Array, move: Move) => void;
