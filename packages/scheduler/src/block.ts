/** A main thread that blocks for a task: only `runSync` does. */

import { load, wait } from './atomics.js';
import type { Clock } from './clock.js';
import { TimeoutError, WorkerLostError } from './errors.js';
import { THREAD_BELL } from './layout.js';
import type { MainHost } from './main-host.js';
import type { Memory } from './memory.js';
import type { Submitter } from './submitter.js';
import type { TaskLimits } from './task-limits.js';

/** How long a blocked main thread sleeps at most before it looks around. */
const SLICE_MS = 50;

/** What a blocked thread works with. */
export interface BlockParts {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly submitter: Submitter;
  readonly limits: TaskLimits;
  readonly host: Pick<MainHost, 'isDead'>;
}

/** Settles what comes until the task of a slot is over; stops that one after `timeout` milliseconds. */
export function blockUntil(
  isOver: () => boolean,
  slot: number,
  timeout: number,
  { memory, clock, submitter, limits, host }: BlockParts,
): void {
  const bell = memory.threadCell(0) + THREAD_BELL;
  for (const end = clock.now() + timeout; !isOver();) {
    const rings = load(memory.cells, bell);
    if (submitter.collect() > 0 || !submitter.sleep()) continue;
    wait(memory.cells, bell, rings, SLICE_MS);
    // Nobody comes after a machine that dies now: that takes this thread's event loop.
    if (host.isDead(submitter.runner(slot))) {
      submitter.cancel(slot, new WorkerLostError('runSync: the machine is gone'));
    } else if (clock.now() > end) {
      limits.stop(slot, new TimeoutError(`runSync: not done after ${timeout} ms`), 0);
    }
  }
}
