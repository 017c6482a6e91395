/** One runtime's memory: the buffer, its plan, and the views that everybody shares in one thread. */

import { Inbox, InboxSender, ParkingCell, Unparker, type Links } from '@pilfer/deque';
import type { Cells } from './atomics.js';
import {
  P_COUNTERS,
  P_DEQUE,
  SLOT_BYTES,
  SLOT_LINK,
  THREAD_INBOX,
  THREAD_PARKING,
  threadCellOf,
  type Plan,
} from './layout.js';

/** Typed views of one runtime's memory. Each thread makes its own. */
export class Memory {
  readonly cells: Cells;
  readonly floats: Float64Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  private readonly links: Links;

  readonly buffer: SharedArrayBuffer;
  readonly plan: Plan;

  constructor(buffer: SharedArrayBuffer, plan: Plan) {
    this.buffer = buffer;
    this.plan = plan;
    this.cells = new Int32Array(buffer);
    this.floats = new Float64Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.links = {
      byteOffset: plan.slotsAt + SLOT_LINK * 4,
      stride: SLOT_BYTES,
      count: plan.slotCount,
    };
  }

  /** A view of one cell. */
  cellAt(cell: number): Cells {
    return new Int32Array(this.buffer, cell * 4, 1);
  }

  /** First cell of a thread's block. */
  threadCell(thread: number): number {
    return threadCellOf(this.plan, thread);
  }

  /** First cell of a slot. */
  slotCell(slot: number): number {
    return this.plan.slotsAt / 4 + slot * (SLOT_BYTES / 4);
  }

  /** Byte position of a P block's deque. */
  dequeAt(block: number): number {
    return this.plan.blocksAt + block * this.plan.blockBytes + P_DEQUE;
  }

  /** First cell of a P block. */
  blockCell(block: number): number {
    return (this.plan.blocksAt + block * this.plan.blockBytes) / 4;
  }

  /** First 64-bit float of a P block's counters. */
  counterAt(block: number): number {
    return (this.blockCell(block) + P_COUNTERS) / 2;
  }

  /** First cell of a thread's ring of events. */
  ringCell(thread: number): number {
    return (this.plan.ringsAt + thread * this.plan.ringBytes) / 4;
  }

  /** Lays out a thread's parking cell and inbox, before that thread starts. */
  createThread(thread: number): void {
    const at = this.threadCell(thread) * 4;
    ParkingCell.create(this.buffer, at + THREAD_PARKING);
    Inbox.create(this.buffer, at + THREAD_INBOX, this.links);
  }

  /** The sleeper's side of a thread's parking cell. */
  parkingCell(thread: number): ParkingCell {
    return new ParkingCell(this.buffer, this.threadCell(thread) * 4 + THREAD_PARKING);
  }

  /** A waker's side of a thread's parking cell. */
  unparker(thread: number): Unparker {
    return new Unparker(this.buffer, this.threadCell(thread) * 4 + THREAD_PARKING);
  }

  /** The receiver's side of a thread's inbox. */
  inbox(thread: number): Inbox {
    return new Inbox(this.buffer, this.threadCell(thread) * 4 + THREAD_INBOX, this.links);
  }

  /** A sender's side of a thread's inbox. */
  inboxSender(thread: number): InboxSender {
    return new InboxSender(this.buffer, this.threadCell(thread) * 4 + THREAD_INBOX, this.links);
  }
}
