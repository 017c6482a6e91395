/**
 * After a death: which queued tasks still have an entry somewhere.
 *
 * A thread that is killed between taking an entry out of a queue and claiming its task leaves the
 * task in no queue. So after a death every submitter compares its queued tasks with what the queues
 * hold, and gives those that are missing a new entry, of a new generation (slots.ts). An entry that
 * is on its way through a live thread's hands at this moment is missed too; it is then stale, and
 * dropped.
 */

import { EMPTY, GlobalQueue, isHandle, Stealer } from '@pilfer/deque';
import { compareExchange, load, read, store } from './atomics.js';
import { threadOf } from './control-word.js';
import {
  DEATHS,
  MAX_THREADS,
  OBITUARIES,
  READING,
  regionStart,
  SLOT_CONTROL,
  THREAD_DEATHS_SEEN,
  THREAD_SLOTS_USED,
} from './layout.js';
import type { Memory } from './memory.js';
import type { Submitter } from './submitter.js';

/**
 * Moves what a dead thread has left in its deque to the global queue, where it is found at once and
 * in its order. What a thief takes meanwhile is in good hands too.
 */
export function rescueDeque(memory: Memory, block: number): void {
  const queue = new GlobalQueue(memory.buffer, memory.plan.queueAt);
  const deque = new Stealer(memory.buffer, memory.dequeAt(block));
  const one = new Int32Array(1);
  for (let entry = deque.steal(); entry !== EMPTY; entry = deque.steal()) {
    if (!isHandle(entry)) continue; // a thief was faster
    one[0] = entry;
    while (queue.pushBatch(one, 1) === 0); // there is room for every slot's entry: see planMemory
  }
}

/** Looks through all queues; returns a test for being in one of them. */
export function lookThroughQueues(memory: Memory): (entry: number) => boolean {
  const { buffer, plan } = memory;
  const seen = new Set<number>();
  const note = (entry: number): void => {
    seen.add(entry);
  };
  // Twice, since an entry can move from a queue not yet visited to one already visited.
  for (let round = 0; round < 2; round++) {
    new GlobalQueue(buffer, plan.queueAt).peek(note);
    for (let block = 0; block < plan.blocks; block++) {
      new Stealer(buffer, memory.dequeAt(block)).peek(note);
    }
  }
  return (entry) => seen.has(entry);
}

/**
 * Reads the obituaries that a thread has not seen; returns how many there are in all. The caller has
 * written READING before, and writes the result afterwards: so no thread's number is used again
 * between its being read here and the end of `visit`.
 */
export function readObituaries(
  memory: Memory,
  seen: number,
  visit: (thread: number) => void,
): number {
  const deaths = load(memory.cells, DEATHS);
  for (let i = Math.max(seen, deaths - MAX_THREADS); i < deaths; i++) {
    const dead = load(memory.cells, OBITUARIES + (i % MAX_THREADS));
    if (dead !== 0) visit(dead); // 0: struck out
  }
  return deaths;
}

/** What a machine does about the deaths of others: it settles what they have left of its own tasks. */
export class Obituaries {
  private seen: number;
  private readonly memory: Memory;
  private readonly at: number;
  private readonly submitter: Submitter;

  constructor(memory: Memory, submitter: Submitter) {
    this.memory = memory;
    this.submitter = submitter;
    this.at = memory.threadCell(submitter.thread) + THREAD_DEATHS_SEEN;
    this.seen = read(memory.cells, this.at);
  }

  /** Acts upon those that are new. A plain read if there are none. */
  act(): void {
    const { memory, submitter } = this;
    if (read(memory.cells, DEATHS) === this.seen) return;
    store(memory.cells, this.at, READING);
    this.seen = readObituaries(memory, this.seen, (dead) => submitter.recover(dead));
    if (submitter.used > 0) submitter.requeueVanished(lookThroughQueues(memory));
    store(memory.cells, this.at, this.seen);
  }
}

/**
 * Says whether the number of a dead thread, of the `death`th death, is of no interest to the live ones
 * any more. They need not all have read the obituary, which one in the middle of a long task can't:
 * if none of those that have not has a task that was with the dead one, the obituary is struck out.
 *
 * *Why that is safe.* A dead thread takes no more tasks, so what the look at the slots says stays
 * true. A live thread writes READING and then reads the obituary; here it is struck out, and then
 * `deathsSeen` is read: so either the live thread finds it struck out, or it is seen reading.
 */
export function isForgotten(
  memory: Memory,
  live: readonly number[],
  dead: number,
  death: number,
): boolean {
  const late = live.filter((thread) => !hasRead(memory, thread, death));
  if (late.length === 0) return true;
  if (late.some((thread) => hasTaskWith(memory, thread, dead))) return false;
  compareExchange(memory.cells, OBITUARIES + ((death - 1) % MAX_THREADS), dead, 0);
  return late.every((thread) => deathsSeen(memory, thread) !== READING);
}

/** Says whether a thread has acted upon the obituary of the `death`th death. */
export function hasRead(memory: Memory, thread: number, death: number): boolean {
  return deathsSeen(memory, thread) >= death;
}

function deathsSeen(memory: Memory, thread: number): number {
  return load(memory.cells, memory.threadCell(thread) + THREAD_DEATHS_SEEN);
}

/** Says whether a task that `thread` has submitted was with the dead one. */
function hasTaskWith(memory: Memory, thread: number, dead: number): boolean {
  const { cells, plan } = memory;
  const first = regionStart(plan, thread);
  const end = first + load(cells, memory.threadCell(thread) + THREAD_SLOTS_USED);
  for (let slot = first; slot < end; slot++) {
    if (threadOf(load(cells, memory.slotCell(slot) + SLOT_CONTROL)) === dead) return true;
  }
  return false;
}

/** Says whether the next obituaries would overwrite some that are not struck out and not read. */
export function isFullOfObituaries(memory: Memory, live: readonly number[]): boolean {
  const { cells, plan } = memory;
  const deaths = load(cells, DEATHS);
  let oldest = deaths;
  for (const thread of live) {
    const seen = deathsSeen(memory, thread);
    if (seen !== READING) oldest = Math.min(oldest, seen);
  }
  for (let death = oldest; death < deaths - MAX_THREADS + plan.threads; death++) {
    if (load(cells, OBITUARIES + (death % MAX_THREADS)) !== 0) return true;
  }
  return false;
}
