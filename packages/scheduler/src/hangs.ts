/**
 * Machines that hang where no limit of a task ends them: a load that never finishes, and an event
 * loop that stands still though no task is on the stack.
 */

import { load, read } from './atomics.js';
import type { Clock } from './clock.js';
import { tooLong } from './functions/load-failures.js';
import type { Hand } from './hand.js';
import { THREAD_LOADING_FOR, THREAD_RUNNING } from './layout.js';
import { LoadWatch } from './load-gate.js';
import type { Memory } from './memory.js';
import type { Orders } from './orders.js';

/** How often a thread's event loop is looked at that may stand still; three times means it does. */
const STILL_MS = 150;

/** What is needed of the crew. */
export interface HangsHost {
  readonly orders: Orders;
  /** Those who have not exited, by number. */
  readonly hands: ReadonlyMap<number, Hand>;
  /** Modules that every machine loads before its first task. */
  readonly modules: Set<string>;
  terminate(thread: number, culprit: string): void;
  /**
   * The module of this function does not finish loading: rejects its task in this slot, if it has
   * not started. Returns the name and the module, if it is in one.
   */
  giveUpLoad(slot: number, fn: number): { readonly name: string; readonly url: string } | undefined;
}

/** Finds machines that hang, and ends them. */
export class Hangs {
  /** Modules that never finish loading. */
  readonly modules: Set<string>;
  private readonly loads: LoadWatch;
  private readonly memory: Memory;
  private readonly clock: Clock;
  private readonly loadTimeout: number;
  private readonly host: HangsHost;
  private isStopped = false;

  constructor(memory: Memory, clock: Clock, loadTimeout: number, host: HangsHost) {
    this.memory = memory;
    this.clock = clock;
    this.loadTimeout = loadTimeout;
    this.host = host;
    this.modules = new Set();
    this.loads = new LoadWatch(
      memory,
      clock,
      loadTimeout,
      () => host.hands.values(),
      (hand) => this.loadsTooLong(hand),
    );
  }

  /**
   * Ends a thread whose event loop does not turn any more, though no task is on its stack: one hangs
   * after an `await`. While a task is on the stack, that one has every right to be.
   */
  suspect(thread: number, culprit: string): void {
    const { hands, orders } = this.host;
    const hand = hands.get(thread);
    if (hand === undefined || hand.culprit !== undefined) return;
    let turns = false;
    orders
      .send(hand, (id) => ({ kind: 'ping', id }))
      .then(
        () => (turns = true),
        () => undefined,
      );
    let still = 0;
    const look = (): void => {
      if (turns || this.isStopped || hands.get(thread) !== hand) return;
      still = this.onStack(thread) === -1 ? still + 1 : 0;
      if (still === 3) this.host.terminate(thread, culprit);
      else this.clock.after(STILL_MS, look).unref();
    };
    look();
  }

  /** A thread has exited. */
  forget(hand: Hand): void {
    this.loads.forget(hand);
  }

  /** The runtime closes: all threads are ended anyway. */
  stop(): void {
    this.isStopped = true;
    this.loads.stop();
  }

  /** A load does not come to an end: neither that module nor its thread is good for anything. */
  private loadsTooLong({ thread }: Hand): void {
    const { host, loadTimeout } = this;
    const ordered = host.orders.giveUpLoads(thread, (url) => tooLong({ url }, loadTimeout));
    for (const url of ordered) host.modules.delete(url);
    // Not the slot's function: the task may have been given to another machine, and be over.
    const at = this.memory.threadCell(thread) + THREAD_LOADING_FOR;
    const task = host.giveUpLoad(this.onStack(thread), read(this.memory.cells, at));
    if (task !== undefined) this.modules.add(task.url);
    host.terminate(thread, task?.name ?? `the load of ${ordered.join(', ')}`);
  }

  /** The slot of the task on a thread's stack, started or loading its module; or −1. */
  private onStack(thread: number): number {
    return load(this.memory.cells, this.memory.threadCell(thread) + THREAD_RUNNING) - 1;
  }
}
