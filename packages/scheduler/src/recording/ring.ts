/**
 * One thread's events on their way to the main thread: a ring in shared memory with one writer, that
 * thread, and one reader, the main thread. It is Lamport's bounded buffer of two counters ("Proving
 * the Correctness of Multiprocess Programs", 1977): the writer alone moves `head`, the reader alone
 * moves `tail`, and neither ever waits.
 *
 * *No record is seen half written.* The writer fills the place and then stores `head`; the reader
 * loads `head` and reads only what lies before it. *No record is overwritten before it was read.*
 * The reader copies the places and then stores `tail`; the writer takes a place only if `tail`, as
 * it last loaded it, says that it was given back. Both stores are sequentially consistent, so the
 * plain accesses to the records in between are ordered by them, and there is no race on a record.
 *
 * A full ring drops the new event and counts it: recording never delays a task. When there is room
 * again, an event `lost` says how many are missing there.
 *
 * A thread that dies leaves everything before `head`, which the reader takes after its exit.
 */

import { load, store, type Cells } from '../atomics.js';
import { RING_HEAD, RING_RECORDS, RING_TAIL } from '../layout.js';
import type { Memory } from '../memory.js';
import { RECORD_WORDS } from '../trace/layout.js';

/** The writer's side. */
export class RingWriter {
  /** Events dropped since the last one that was written. */
  dropped = 0;
  private readonly cells: Cells;
  private readonly at: number;
  private readonly capacity: number;
  private head: number;
  /** Events that surely fit from `head` on. */
  private room = 0;

  constructor(memory: Memory, thread: number) {
    this.cells = memory.cells;
    this.at = memory.ringCell(thread);
    this.capacity = memory.plan.recordEvents;
    this.head = load(this.cells, this.at + RING_HEAD);
  }

  /** True if so many events fit. Looks at the reader's counter only when it must. */
  hasRoom(events: number): boolean {
    if (this.room >= events) return true;
    const used = (this.head - load(this.cells, this.at + RING_TAIL)) >>> 0;
    this.room = this.capacity - used;
    return this.room >= events;
  }

  /** The first cell of the next record; {@link publish} makes it visible. */
  place(): number {
    return this.at + RING_RECORDS + (this.head & (this.capacity - 1)) * RECORD_WORDS;
  }

  /** Publishes the record that was written to {@link place}. */
  publish(): void {
    this.room--;
    this.head = (this.head + 1) | 0;
    store(this.cells, this.at + RING_HEAD, this.head);
  }
}

/** The reader's side. */
export class RingReader {
  private readonly cells: Cells;
  private readonly at: number;
  private readonly capacity: number;

  constructor(memory: Memory, thread: number) {
    this.cells = memory.cells;
    this.at = memory.ringCell(thread);
    this.capacity = memory.plan.recordEvents;
  }

  /** Calls `take` with the cell of each record that has come, then gives their places back. */
  drain(take: (cells: Int32Array, at: number) => void): void {
    const tail = load(this.cells, this.at + RING_TAIL);
    const head = load(this.cells, this.at + RING_HEAD);
    for (let i = tail; i !== head; i = (i + 1) | 0) {
      take(this.cells, this.at + RING_RECORDS + (i & (this.capacity - 1)) * RECORD_WORDS);
    }
    if (tail !== head) store(this.cells, this.at + RING_TAIL, head);
  }
}
