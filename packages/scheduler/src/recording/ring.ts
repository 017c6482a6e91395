/**
 * One thread's events on their way to the main thread: a ring in shared memory with one writer, that
 * thread, and one reader, the main thread. It is Lamport's bounded buffer of two counters ("Proving
 * the Correctness of Multiprocess Programs", 1977): the writer alone moves `head`, the reader alone
 * moves `tail`, and neither ever waits. It counts in units (packed.ts).
 *
 * *No unit is seen half written.* The writer fills the places and then stores `head`; the reader
 * loads `head` and reads only what lies before it. *No unit is overwritten before it was read.*
 * The reader copies the places and then stores `tail`; the writer takes a place only if `tail`, as
 * it last loaded it, says that it was given back. Both stores are sequentially consistent, so the
 * plain accesses to the units in between are ordered by them, and there is no race on a unit. The
 * ring of the main thread has one thread only, and needs no such store.
 *
 * A full ring drops the new event and counts it: recording never delays a task. When there is room
 * again, an event `lost` says how many are missing there.
 *
 * A thread that dies leaves everything before `head`, which the reader takes after its exit.
 */

import { load, store, write, type Cells } from '../atomics.js';
import { RING_HEAD, RING_RECORDS, RING_TAIL } from '../layout.js';
import type { Memory } from '../memory.js';
import { UNIT_WORDS, writeNothing } from './packed.js';

/** The writer's side. */
export class RingWriter {
  /** Events dropped since the last one that was written. */
  dropped = 0;
  private readonly cells: Cells;
  private readonly at: number;
  private readonly mask: number;
  private readonly isAlone: boolean;
  private head: number;
  /** Units that surely fit from `head` on; 0 also if the writer wants to look again. */
  room = 0;

  constructor(memory: Memory, thread: number) {
    this.cells = memory.cells;
    this.at = memory.ringCell(thread);
    this.mask = memory.plan.recordUnits - 1;
    this.isAlone = thread === 0;
    this.head = load(this.cells, this.at + RING_HEAD);
  }

  /** True if so many units fit. Looks at the reader's counter only when it must. */
  hasRoom(units: number): boolean {
    if (this.room >= units) return true;
    const used = (this.head - load(this.cells, this.at + RING_TAIL)) >>> 0;
    this.room = this.mask + 1 - used;
    return this.room >= units;
  }

  /** The first cell of the next unit, for which there must be {@link hasRoom room}. */
  take(): number {
    const at = this.at + RING_RECORDS + (this.head & this.mask) * UNIT_WORDS;
    this.room--;
    this.head = (this.head + 1) | 0;
    return at;
  }

  /** The same for two units in a row: needs room for three, since the ring may end between them. */
  takeTwo(): number {
    if ((this.head & this.mask) === this.mask) writeNothing(this.cells, this.take());
    const at = this.take();
    this.take();
    return at;
  }

  /** Lets the reader see what has been written. */
  publish(): void {
    if (this.isAlone) write(this.cells, this.at + RING_HEAD, this.head);
    else store(this.cells, this.at + RING_HEAD, this.head);
  }
}

/** Who takes units out of a ring: all from a cell to before another. */
export type TakeUnits = (cells: Int32Array, from: number, to: number) => void;

/** The reader's side. */
export class RingReader {
  private readonly cells: Cells;
  private readonly at: number;
  private readonly units: number;

  constructor(memory: Memory, thread: number) {
    this.cells = memory.cells;
    this.at = memory.ringCell(thread);
    this.units = memory.plan.recordUnits;
  }

  /** Calls `take` with what has come, in one or two parts, then gives the places back. */
  drain(take: TakeUnits): void {
    const tail = load(this.cells, this.at + RING_TAIL);
    const head = load(this.cells, this.at + RING_HEAD);
    const count = (head - tail) >>> 0;
    if (count === 0) return;
    const first = tail & (this.units - 1);
    const before = Math.min(count, this.units - first);
    const start = this.at + RING_RECORDS;
    const from = start + first * UNIT_WORDS;
    take(this.cells, from, from + before * UNIT_WORDS);
    if (count > before) take(this.cells, start, start + (count - before) * UNIT_WORDS);
    store(this.cells, this.at + RING_TAIL, head);
  }
}
