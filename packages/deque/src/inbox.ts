/**
 * Many senders, one receiver, no capacity: a linked list through cells that the items bring along.
 *
 * ## Protocol
 *
 * `head` holds the newest item's index + 1; each item's link cell holds the next older one's in the
 * same form. Sending is a push on that stack (R. K. Treiber, "Systems Programming: Coping with
 * Parallelism", IBM RJ 5118, 1986); receiving takes the whole stack by one exchange and turns it
 * round, so each sender's items come out in the order in which they went in.
 *
 * The doorbell lives in the same word. A receiver that is about to sleep swaps `head` from 0 to
 * ASLEEP (−1). A sender whose swap replaces ASLEEP is told to ring; nobody else is.
 *
 * ## Why it is right
 *
 * *No item is lost or doubled.* Every item that a swap put into the list is reachable from `head`
 * until the exchange, and the exchange gives the whole list to one receiver. A sender's link is
 * written before its swap, which publishes it: the receiver's exchange sees that swap or a later
 * one, and each swap of the chain has seen the one before it.
 *
 * *No ABA.* A swap that succeeds has `head` in the link of the new item, whatever happened in
 * between: the newest item is the only thing a push needs to be right about.
 *
 * *No ring is lost, and one is enough.* `head` is one word, so either the receiver's swap to ASLEEP
 * comes first, and then exactly one sender replaces it and rings; or a sender's swap comes first,
 * and then the receiver's fails and it does not sleep. A sender that dies between its swap and its
 * ring leaves a receiver asleep beside an item: whoever notices deaths rings in its place.
 *
 * ## Cost
 *
 * `send` 1 `Atomics` call, and one more per sender that was faster; `takeAll` 1, or none when the
 * list looks empty to a plain read; `sleep` 1.
 */

import { compareExchange, exchange, load, read, store, write, type Cells } from './atomics.js';
import { EMPTY } from './handle.js';
import { INBOX_BYTES, INBOX_HEAD, INBOX_MAGIC, INBOX_MAGIC_AT } from './layout.js';
import { checkInteger, checkMagic, describe, regionOf } from './region.js';

const NONE = 0;
const ASLEEP = -1;

/** Where the items' link cells are: item i's is the 32-bit cell at byteOffset + i · stride. */
export interface Links {
  /** Byte position of item 0's link in the inbox's buffer: a multiple of 4. */
  readonly byteOffset: number;
  /** Bytes from one item's link to the next one's: a multiple of 4. */
  readonly stride: number;
  /** How many items there are: their numbers are 0 to count − 1. */
  readonly count: number;
}

/** The receiver's end. At most one thread at a time may use one of these on a region. */
export class Inbox {
  private readonly cells: Cells;
  private readonly links: LinkCells;

  /**
   * Makes the receiver's view of an inbox that {@link Inbox.create} laid out.
   *
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if there is no inbox at `byteOffset` or the links don't lie in the buffer.
   */
  constructor(buffer: SharedArrayBuffer, byteOffset: number, links: Links) {
    this.cells = inboxCells(buffer, byteOffset);
    this.links = new LinkCells(buffer, links);
  }

  /**
   * Lays out an empty inbox and returns the receiver's view of it.
   *
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if `INBOX_BYTES` bytes don't fit or the links don't lie in the buffer.
   */
  static create(buffer: SharedArrayBuffer, byteOffset: number, links: Links): Inbox {
    const cells = regionOf(buffer, byteOffset, INBOX_BYTES);
    checkLinks(buffer, links); // first: a refused call changes nothing
    store(cells, INBOX_HEAD, NONE);
    store(cells, INBOX_MAGIC_AT, INBOX_MAGIC);
    return new Inbox(buffer, byteOffset, links);
  }

  /**
   * Takes all items; returns the first that was sent, or `EMPTY`. Follow with {@link next}. A
   * receiver that was asleep is awake after this. One `Atomics` call, none if it looks empty.
   */
  takeAll(): number {
    // A plain read may miss an item that arrives just now. The next call sees it, and no receiver
    // sleeps on that: `sleep` swaps.
    if (read(this.cells, INBOX_HEAD) === NONE) return EMPTY;
    let item = exchange(this.cells, INBOX_HEAD, NONE);
    if (item === ASLEEP || item === NONE) return EMPTY;
    let newer = NONE;
    for (;;) {
      const older = this.links.read(item - 1);
      this.links.write(item - 1, newer);
      if (older === NONE) return item - 1;
      newer = item;
      item = older;
    }
  }

  /** Says whether {@link takeAll} would find something; a plain look, as there. */
  hasMail(): boolean {
    const head = read(this.cells, INBOX_HEAD);
    return head !== NONE && head !== ASLEEP;
  }

  /**
   * Returns the item that was sent after this one, or `EMPTY`. Read it before the item is given
   * back to be sent again.
   */
  next(item: number): number {
    const next = this.links.read(item);
    return next === NONE ? EMPTY : next - 1;
  }

  /**
   * Announces that the receiver is about to sleep until somebody rings. Returns false if there are
   * items: then don't. One `Atomics` call.
   */
  sleep(): boolean {
    const seen = compareExchange(this.cells, INBOX_HEAD, NONE, ASLEEP);
    return seen === NONE || seen === ASLEEP;
  }
}

/** A sender's end. Any number of threads may use one each, at any time. */
export class InboxSender {
  private readonly cells: Cells;
  private readonly links: LinkCells;

  /**
   * Makes a sender's view of an inbox that {@link Inbox.create} laid out.
   *
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if there is no inbox at `byteOffset` or the links don't lie in the buffer.
   */
  constructor(buffer: SharedArrayBuffer, byteOffset: number, links: Links) {
    this.cells = inboxCells(buffer, byteOffset);
    this.links = new LinkCells(buffer, links);
  }

  /**
   * Sends an item that is in no inbox now. Returns true if the receiver is asleep and the caller
   * must ring: exactly one sender is told so. One `Atomics` call, one more per faster sender.
   *
   * @throws RangeError if there is no such item.
   */
  send(item: number): boolean {
    if (!(item >= 0 && item < this.links.count && (item | 0) === item)) {
      throw new RangeError(
        `item: expected an integer from 0 to ${this.links.count - 1}, received ${describe(item)}`,
      );
    }
    let head = read(this.cells, INBOX_HEAD);
    for (;;) {
      this.links.write(item, head === ASLEEP ? NONE : head); // published by the swap
      const seen = compareExchange(this.cells, INBOX_HEAD, head, item + 1);
      if (seen === head) return head === ASLEEP;
      head = seen;
    }
  }
}

/** The items' link cells: plain accesses, each ordered by a swap or exchange on `head`. */
class LinkCells {
  readonly count: number;
  private readonly cells: Cells;
  private readonly base: number;
  private readonly stride: number;

  constructor(buffer: SharedArrayBuffer, links: Links) {
    checkLinks(buffer, links);
    this.cells = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    this.base = links.byteOffset / 4;
    this.stride = links.stride / 4;
    this.count = links.count;
  }

  read(item: number): number {
    return read(this.cells, this.base + item * this.stride);
  }

  write(item: number, link: number): void {
    write(this.cells, this.base + item * this.stride, link);
  }
}

function checkLinks(buffer: SharedArrayBuffer, { byteOffset, stride, count }: Links): void {
  checkInteger('links.count', count, 1, 0x7ffffffe);
  checkInteger('links.stride', stride, 4, 2 ** 31);
  checkInteger('links.byteOffset', byteOffset, 0, buffer.byteLength);
  if (stride % 4 !== 0 || byteOffset % 4 !== 0) {
    throw new RangeError(
      'links: expected byteOffset and stride to be multiples of 4, ' +
        `received ${byteOffset} and ${stride}`,
    );
  }
  const end = byteOffset + (count - 1) * stride + 4;
  if (end > buffer.byteLength) {
    throw new RangeError(
      `links: expected to end inside the buffer of ${buffer.byteLength} bytes, received ${end}`,
    );
  }
}

function inboxCells(buffer: SharedArrayBuffer, byteOffset: number): Cells {
  const cells = regionOf(buffer, byteOffset, INBOX_BYTES);
  checkMagic(load(cells, INBOX_MAGIC_AT), INBOX_MAGIC, 'Inbox', byteOffset);
  return cells;
}
