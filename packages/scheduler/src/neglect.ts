/**
 * Work in sight, while somebody sleeps in his event loop.
 *
 * A machine that sleeps there may be in a callback of one of its tasks, for as long as that takes: it
 * has been rung, and does not hear it (idle.ts, "In the event loop"). Nobody knows of that but itself,
 * so the others are rung after a while, one after the other.
 *
 * That is main's business, before and while it sleeps itself (results-poll.ts): whoever else publishes
 * is a machine, which looks for work again as soon as its task lets it.
 */

import { GlobalQueue, Stealer } from '@pilfer/deque';
import type { Idle } from './idle.js';
import type { Memory } from './memory.js';

/** Main's eye for it. */
export class Neglect {
  private readonly idle: Idle;
  private readonly queue: GlobalQueue;
  private readonly stealers: readonly Stealer[];

  constructor(memory: Memory, idle: Idle) {
    const { buffer, plan } = memory;
    this.idle = idle;
    this.queue = new GlobalQueue(buffer, plan.queueAt);
    this.stealers = Array.from(
      { length: plan.blocks },
      (_, block) => new Stealer(buffer, memory.dequeAt(block)),
    );
  }

  /** Whether there is any. One `Atomics` call per 32 possible threads, if nobody sleeps like that. */
  isSeen(): boolean {
    if (this.idle.dozing.lowest() === -1) return false;
    return this.queue.size > 0 || this.stealers.some((stealer) => stealer.size > 0);
  }
}
