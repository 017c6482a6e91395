/**
 * Loading modules, and ending threads, keep out of each other's way.
 *
 * Node aborts the whole process if a thread is terminated while `require` links an ES module (seen
 * with 20.20.2: `v8::Module::IsGraphAsync must be used on an instantiated module`). So one word per
 * thread says what it is about:
 *
 * - the thread swaps 0 to the number of this load before it loads, and stores 0 afterwards;
 * - who ends it swaps 0 to ENDING before. While a load is under way it waits, {@link LINK_MS} at
 *   most: a load that takes longer evaluates a module, which can be interrupted.
 *
 * The two swaps are on one word, so either the load is seen, or the thread finds ENDING, loads
 * nothing and waits for its end.
 *
 * A load that never ends would hold its P for ever, and no limit of a task covers it, since those
 * count from the task's start. {@link LoadWatch} ends such a thread after the option `loadTimeout`.
 * It looks at the word now and then, so that loading costs two `Atomics` calls and no message.
 */

import { compareExchange, load, store, wait, write, type Cells } from './atomics.js';
import type { Clock, Timer } from './clock.js';
import type { Hand } from './hand.js';
import { THREAD_LOADING, THREAD_LOADING_FOR } from './layout.js';
import type { Memory } from './memory.js';

/** The thread is being ended: it loads nothing any more. */
const ENDING = -1;

/** How long a load can put off the end of its thread. */
const LINK_MS = 1000;

/** How often it is tried meanwhile. */
const RETRY_MS = 5;

/** In how many steps a load's time is measured. */
const LOOKS = 8;

/** What a loader does around each load. */
export interface LoadGate {
  /** @param fn number of the function that is to be called then; 0: none. */
  enter(fn: number): void;
  leave(): void;
}

/** The gate of a thread that nobody ends. */
export const openGate: LoadGate = {
  enter(): void {
    // Nobody is in the way.
  },
  leave(): void {
    // Nobody waits.
  },
};

/** The gate of a machine. */
export class MachineLoadGate implements LoadGate {
  private readonly cells: Cells;
  private readonly at: number;
  /** Modules load others, and several can be under way at once. */
  private depth = 0;
  private last = 0;

  constructor(memory: Memory, thread: number) {
    this.cells = memory.cells;
    this.at = memory.threadCell(thread) + THREAD_LOADING;
  }

  /** Says that a load begins; never returns if this thread is being ended. */
  enter(fn: number): void {
    if (this.depth++ > 0) return;
    write(this.cells, this.at + THREAD_LOADING_FOR - THREAD_LOADING, fn);
    this.last = (this.last % 0x7fffffff) + 1;
    if (compareExchange(this.cells, this.at, 0, this.last) === 0) return;
    for (;;) wait(this.cells, this.at, ENDING);
  }

  /** Says that a load is over. */
  leave(): void {
    if (--this.depth === 0) store(this.cells, this.at, 0);
  }
}

/** Ends a thread, but not while it loads modules, for as long as a load can put that off. */
export function endThread(memory: Memory, clock: Clock, hand: Hand, isGone: () => boolean): void {
  const at = memory.threadCell(hand.thread) + THREAD_LOADING;
  const until = clock.now() + LINK_MS;
  const attempt = (): void => {
    if (isGone()) return; // its number may be another's by now
    const word = compareExchange(memory.cells, at, 0, ENDING);
    if (word === 0 || word === ENDING || clock.now() > until) hand.machine.terminate();
    else clock.after(RETRY_MS, attempt);
  };
  attempt();
}

/** Notices loads that take too long. */
export class LoadWatch {
  /** By thread: the load that it was seen at, and how often in a row. */
  private readonly seen = new Map<Hand, { readonly load: number; looks: number }>();
  private readonly clock: Clock;
  private timer: Timer | undefined = undefined;

  /**
   * @param ms after which a load has taken too long; noticed an eighth later at most.
   * @param hands those who live.
   * @param expired called once per such load.
   */
  constructor(
    memory: Memory,
    clock: Clock,
    ms: number,
    hands: () => Iterable<Hand>,
    expired: (hand: Hand) => void,
  ) {
    this.clock = clock;
    const look = (): void => {
      this.timer = clock.after(ms / LOOKS, look);
      this.timer.unref();
      for (const hand of hands()) {
        const word = load(memory.cells, memory.threadCell(hand.thread) + THREAD_LOADING);
        const seen = this.seen.get(hand);
        if (word <= 0) this.seen.delete(hand);
        else if (seen?.load !== word) this.seen.set(hand, { load: word, looks: 0 });
        else if (++seen.looks === LOOKS) expired(hand);
      }
    };
    this.timer = clock.after(ms / LOOKS, look);
    this.timer.unref();
  }

  /** A thread has exited. */
  forget(hand: Hand): void {
    this.seen.delete(hand);
  }

  stop(): void {
    this.clock.cancel(this.timer);
  }
}
