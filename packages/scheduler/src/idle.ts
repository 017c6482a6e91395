/**
 * Who sleeps, who searches, and how work wakes a sleeper. Go: head of `proc.go`, "Worker thread
 * parking/unparking".
 *
 * Two sets of threads in shared memory, a bit each, so that a dead thread's part in them can be
 * taken back: with counters a machine that dies while it searches would stop all wake-ups for ever.
 *
 * - `parked`: this thread sleeps, or is about to, and wants to be woken.
 * - `searching`: this thread looks for work (or was just woken to). While there is one, new work
 *   wakes nobody: a searcher finds it.
 *
 * ## No task sits in a queue while every machine sleeps (I3)
 *
 * Submitter: (W1) publish the task; (W2) is anybody searching? If not: (W3) is anybody parked?
 * Machine, before it sleeps: (S1) parked += me; (S2) searching −= me; (S3) look everywhere once
 * more; (S4) sleep on its own parking cell.
 *
 * All are sequentially consistent. If S3 comes after W1 it finds the task, or somebody else has it.
 * Otherwise S1, S2 and S3 all come before W1, so W2 no longer counts this machine: either another
 * one searches, for which the same argument holds in its turn, or W3 sees this machine's bit and
 * wakes it; its cell keeps the token if it is not asleep yet.
 *
 * ## The wake-up itself
 *
 * (1) searching += t, on behalf of the sleeper t, so that the next submitter wakes nobody else;
 * (2) parked −= t, which only one waker can do; (3) unpark t. In this order, since a bit in
 * `searching` that nobody answers for would silence all later wake-ups: a sleeper that wakes by
 * itself takes its own bit out of `parked`; if it is gone, a waker has it, and (1) came before. A
 * waker that loses (2) takes (1) back and tries another sleeper. Taking back may hit a bit that t
 * has set itself in the meantime: then a thread too many may be woken, never one too few.
 *
 * The lowest-numbered sleeper is woken: like the youngest, which Go takes, it is always the same few
 * threads whose caches stay warm, and the choice needs no order to be kept.
 */

import { and, load, or, read, type Cells } from './atomics.js';
import { ring } from './bell.js';
import { RING, type Unparker } from '@pilfer/deque';
import { PARKED, SEARCHING, THREAD_BELL } from './layout.js';
import type { Memory } from './memory.js';
import { shouldWake } from './policy/wake.js';

/** A set of threads in shared memory: any thread may change and read it. */
export class ThreadSet {
  private readonly cells: Cells;
  private readonly at: number;
  private readonly words: number;

  constructor(cells: Cells, at: number, words: number) {
    this.cells = cells;
    this.at = at;
    this.words = words;
  }

  /** Adds a thread. One `Atomics` call. */
  add(thread: number): void {
    or(this.cells, this.at + (thread >>> 5), 1 << (thread & 31));
  }

  /** Removes a thread; returns whether it was in the set. One `Atomics` call. */
  remove(thread: number): boolean {
    const bit = 1 << (thread & 31);
    return (and(this.cells, this.at + (thread >>> 5), ~bit) & bit) !== 0;
  }

  /** Says whether a thread is in the set; possibly an old answer. */
  hasHint(thread: number): boolean {
    return (read(this.cells, this.at + (thread >>> 5)) & (1 << (thread & 31))) !== 0;
  }

  /** Counts the threads. One `Atomics` call per 32 possible threads. */
  count(): number {
    let count = 0;
    for (let i = 0; i < this.words; i++) count += bits(load(this.cells, this.at + i));
    return count;
  }

  /** The lowest-numbered thread from `from` on, or −1. */
  lowest(from = 0): number {
    for (let i = from >>> 5; i < this.words; i++) {
      let word = load(this.cells, this.at + i);
      if (i === from >>> 5) word &= -1 << (from & 31);
      if (word !== 0) return i * 32 + 31 - Math.clz32(word & -word);
    }
    return -1;
  }
}

/** One thread's part in waking and sleeping. */
export class Idle {
  readonly parked: ThreadSet;
  readonly searching: ThreadSet;
  private readonly unparkers: Unparker[];
  private readonly memory: Memory;

  constructor(memory: Memory) {
    const { cells, plan } = memory;
    const words = Math.ceil(plan.threads / 32);
    this.memory = memory;
    this.parked = new ThreadSet(cells, PARKED, words);
    this.searching = new ThreadSet(cells, SEARCHING, words);
    this.unparkers = Array.from({ length: plan.threads }, (_, t) => memory.unparker(t));
  }

  /**
   * Wakes one sleeper if new work asks for it; to be called after the work is published. Returns
   * the thread, or −1. `Atomics` calls: 1 if somebody searches, 2 if nobody is parked.
   */
  wake(): number {
    while (this.searching.lowest() === -1) {
      const thread = this.parked.lowest();
      if (!shouldWake(0, thread === -1 ? 0 : 1)) return -1;
      this.searching.add(thread);
      if (this.parked.remove(thread)) {
        this.unpark(thread);
        return thread;
      }
      this.searching.remove(thread);
    }
    return -1;
  }

  /** Wakes a thread whatever it does: it has mail, or must look around. */
  unpark(thread: number): void {
    if ((this.unparkers[thread] as Unparker).unpark() === RING) this.ring(thread);
  }

  /** Wakes a thread that sleeps in its event loop. */
  ring(thread: number): void {
    ring(this.memory.cells, this.memory.threadCell(thread) + THREAD_BELL);
  }

  /** Takes a dead thread out of both sets. */
  forget(thread: number): void {
    this.parked.remove(thread);
    this.searching.remove(thread);
  }
}

function bits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
