/**
 * What dead threads leave: their regions of the task table, and their numbers. A number is used again
 * when nothing refers to it any more: all live threads have acted upon the obituary, or need not
 * (recovery.ts), and all slots of its region are free. They are looked after now and then until they
 * are, so that no payload of a dead thread's tasks waits for the next death.
 */

import type { Memory } from './memory.js';
import { hasRead, isForgotten, isFullOfObituaries } from './recovery.js';
import type { Submitter } from './submitter.js';

interface Estate {
  readonly death: number;
  readonly submitter: Submitter;
}

/** The numbers of one runtime's threads, and what hangs on those of the dead. */
export class Estates {
  private readonly open: Estate[] = [];
  private readonly free: number[] = [];
  private readonly memory: Memory;

  constructor(memory: Memory) {
    this.memory = memory;
    for (let thread = memory.plan.threads - 1; thread > 0; thread--) this.free.push(thread);
  }

  /** Who looks after the tasks of dead threads. */
  get submitters(): readonly Submitter[] {
    return this.open.map(({ submitter }) => submitter);
  }

  /** Takes a region over, at the `death`th death. */
  add(death: number, submitter: Submitter): void {
    this.open.push({ death, submitter });
  }

  /** Frees what has come back to the dead; returns whether they still have something. */
  tidy(): boolean {
    let isLeft = false;
    for (const { death, submitter } of this.open) {
      submitter.collect();
      submitter.sift((thread) => hasRead(this.memory, thread, death));
      isLeft ||= submitter.used > 0;
    }
    return isLeft;
  }

  /** A thread number that nothing refers to any more; undefined if there is none now. */
  takeThread(live: readonly number[]): number | undefined {
    if (isFullOfObituaries(this.memory, live)) return undefined;
    this.tidy();
    for (let i = 0; i < this.open.length; i++) {
      const { death, submitter } = this.open[i] as Estate;
      const { thread } = submitter;
      if (submitter.used > 0 || !isForgotten(this.memory, live, thread, death)) continue;
      this.open.splice(i--, 1);
      this.free.unshift(thread);
    }
    return this.free.pop();
  }

  /** Puts a number back for which no thread could be started. */
  putBack(thread: number): void {
    this.free.push(thread);
  }
}
