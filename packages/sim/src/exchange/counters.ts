/** What counters of a timeline show: told once per moment, and only where something has changed. */

import { NONE } from '@pilfer/scheduler/trace';
import { isIdle, type Follower } from './follower.js';
import type { TimelineSink } from './timeline-sink.js';

const NAMES = ['global queue', 'searching Ms', 'parked Ms', 'idle Ps'] as const;

/** Tells the counters of a follower. */
export class Counters {
  readonly #sink: TimelineSink;
  readonly #follower: Follower;
  readonly #totals = [NaN, NaN, NaN, NaN];
  readonly #queues: number[] = [];

  constructor(sink: TimelineSink, follower: Follower) {
    this.#sink = sink;
    this.#follower = follower;
  }

  /** Tells what is so from now on. */
  tell(time: number): void {
    const { procs, globalQueue, searching, parked } = this.#follower;
    let idle = 0;
    for (const [proc, { exists, state, queued }] of procs.entries()) {
      if (exists && isIdle(state)) idle++;
      if (this.#queues[proc] === queued) continue;
      this.#queues[proc] = queued;
      this.#sink.counter(`queue P${proc}`, proc, time, queued);
    }
    this.#tellTotal(0, time, globalQueue);
    this.#tellTotal(1, time, searching);
    this.#tellTotal(2, time, parked);
    this.#tellTotal(3, time, idle);
  }

  #tellTotal(i: 0 | 1 | 2 | 3, time: number, value: number): void {
    if (this.#totals[i] === value) return;
    this.#totals[i] = value;
    this.#sink.counter(NAMES[i], NONE, time, value);
  }
}
