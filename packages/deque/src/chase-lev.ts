/**
 * The work-stealing deque: its owner pushes and pops at the bottom without locking anybody out,
 * thieves take the oldest element from the top.
 *
 * Sources: D. Chase and Y. Lev, "Dynamic Circular Work-Stealing Deque", SPAA 2005, §2 (the
 * algorithm); N. M. Lê, A. Pop, A. Cohen, F. Zappa Nardelli, "Correct and Efficient Work-Stealing
 * for Weak Memory Models", PPoPP 2013, §3 (which accesses must be ordered). The capacity is fixed:
 * growing is where published versions went wrong, and a full deque has a better answer here, the
 * global queue.
 *
 * ## State
 *
 * `top` and `bottom` are free-running 32-bit counters; the elements are those with an index in
 * [top, bottom), and the element with index i lies in cell i mod capacity. Counters wrap around at
 * 2^32, so they are only ever compared by the sign of their difference.
 *
 * - I2: only the owner moves `bottom`. `top` only grows, always by compare-and-swap.
 * - top ≤ bottom, but for the moment inside {@link Deque.pop} in which the owner has lowered
 *   `bottom` under an empty deque, and puts it back.
 *
 * ## Why no element is taken twice, and none is lost
 *
 * *Publication.* `push` writes the cell plainly and then stores `bottom`. A thief loads `bottom`
 * before it reads the cell, so it sees the write (the store synchronizes with the load).
 *
 * *Thief against thief, and an old cell.* A thief reads the cell before its compare-and-swap on
 * `top`. If that succeeds, nobody took index t before; and the owner reuses the cell only after an
 * atomic load has shown it `top` > t, which comes after the swap. So the value belongs to index t.
 * If it fails, the value is thrown away, whatever it is.
 *
 * *Owner against thief, two or more elements.* `pop` (L1) stores bottom = b, (L2) loads top; a
 * thief (T1) loads top = t, (T2) loads bottom. For both to want index b, the thief needs T2 to see
 * b + 1, so T2 comes before L1, so T1 comes before L2. If L2 then sees top < b, the thief's
 * t < b as well: it is after another element. If L2 sees top = b, both use the compare-and-swap,
 * and one of them wins. This needs sequentially consistent L1, L2, T1 and T2: with plain accesses
 * both can miss each other (store buffering, seen in 4 % of rounds on x86).
 *
 * *Owner against thief, one element.* The owner keeps `topSeen`, an old value of `top`. If it
 * equals bottom − 1 there is at most one element left, and the owner takes it as a thief would, by
 * compare-and-swap on `top`, without touching `bottom` at all. That saves both stores of the
 * textbook, and for an owner that works at depth 1 it is the whole cost.
 *
 * *ABA.* `top` repeats after 2^32 takes. A thief that sleeps between T1 and its swap for exactly
 * that many would take a wrong element; at 30 million takes a second that is a sleep of 143 s that
 * ends at the very one. Accepted, and named here.
 *
 * ## Batches
 *
 * A thief may not move `top` by more than one: the owner pops indices above its own `top` without
 * asking (that is what makes it fast), so elements t + 1 … may go while the thief copies them.
 * {@link Stealer.stealBatch} therefore takes one at a time, looking at `bottom` again each time.
 * The owner itself cannot be surprised by the owner: {@link Deque.drain} moves `top` over many
 * elements by one compare-and-swap.
 *
 * ## Cost
 *
 * Counted in `Atomics` calls, since these are what costs (8 to 23 ns each against 1 ns for a plain
 * access): push 1; pop 1 for the last element, 2 otherwise, 0 when it is known to be empty;
 * steal 3, or 2 when there is nothing. What only the owner writes, it remembers.
 */

import { compareExchange, load, read, store, write, type Cells } from './atomics.js';
import { EMPTY, MIN_HANDLE, RETRY } from './handle.js';
import {
  DEQUE_BOTTOM,
  DEQUE_CAPACITY,
  DEQUE_CELLS,
  DEQUE_MAGIC,
  DEQUE_MAGIC_AT,
  DEQUE_TOP,
  dequeBytes,
} from './layout.js';
import { checkCapacity, checkInteger, checkMagic, describe, regionOf } from './region.js';

/** The largest capacity: the counters' differences must stay far from 2^31. */
export const MAX_DEQUE_CAPACITY: number = 2 ** 26;

/**
 * The owner's end of a deque. At most one thread at a time may use one of these on a region; the
 * others use {@link Stealer}.
 */
export class Deque {
  private readonly cells: Cells;
  private readonly mask: number;
  /** The owner's copy of `bottom`: nobody else writes it. */
  private bottom: number;
  /** A value that `top` had: it may have grown since. */
  private topSeen: number;

  /**
   * Makes the owner's view of a deque that {@link Deque.create} laid out. The former owner, if
   * there was one, has finished its last call; if it died, use {@link Deque.adopt}.
   *
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if there is no deque at `byteOffset`.
   */
  constructor(buffer: SharedArrayBuffer, byteOffset: number) {
    this.cells = dequeCells(buffer, byteOffset);
    this.mask = load(this.cells, DEQUE_CAPACITY) - 1;
    this.bottom = load(this.cells, DEQUE_BOTTOM);
    this.topSeen = load(this.cells, DEQUE_TOP);
  }

  /**
   * Lays out an empty deque and returns the owner's view of it. Touches only the header, so a
   * large deque costs no memory until it is used.
   *
   * @param capacity how many elements fit: a power of two, 2 to 2^26.
   * @param start the first index; tests start close to the wrap-around.
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if the capacity is not allowed or `dequeBytes(capacity)` bytes don't fit.
   */
  static create(buffer: SharedArrayBuffer, byteOffset: number, capacity: number, start = 0): Deque {
    checkCapacity(capacity, MAX_DEQUE_CAPACITY);
    checkInteger('start', start, -0x80000000, 0x7fffffff);
    const cells = regionOf(buffer, byteOffset, dequeBytes(capacity));
    store(cells, DEQUE_TOP, start);
    store(cells, DEQUE_BOTTOM, start);
    store(cells, DEQUE_CAPACITY, capacity);
    store(cells, DEQUE_MAGIC_AT, DEQUE_MAGIC);
    return new Deque(buffer, byteOffset);
  }

  /**
   * Takes over the deque of an owner that died, at whatever step, and will never write again.
   *
   * A death inside `pop` can leave `bottom` lowered over an element that nobody returned: that
   * element is gone (whoever keeps the tasks must know which it was). It can also leave the deque
   * empty while a thief, who saw it non-empty, is about to swap `top` past `bottom`. Moving both
   * counters over that index makes the thief's swap fail, or comes after it.
   */
  static adopt(buffer: SharedArrayBuffer, byteOffset: number): Deque {
    const cells = dequeCells(buffer, byteOffset);
    const bottom = load(cells, DEQUE_BOTTOM);
    const top = load(cells, DEQUE_TOP);
    if (((bottom - top) | 0) <= 0) {
      compareExchange(cells, DEQUE_TOP, bottom, (bottom + 1) | 0);
      store(cells, DEQUE_BOTTOM, (bottom + 1) | 0);
    }
    return new Deque(buffer, byteOffset);
  }

  /** How many elements fit. */
  get capacity(): number {
    return this.mask + 1;
  }

  /** Counts the elements; thieves may take some of them meanwhile. One `Atomics` call. */
  get size(): number {
    this.topSeen = load(this.cells, DEQUE_TOP);
    return (this.bottom - this.topSeen) | 0;
  }

  /** Says whether `push` would return false. No `Atomics` call, or one when it looks full. */
  isFull(): boolean {
    return ((this.bottom - this.topSeen) | 0) > this.mask && this.size > this.mask;
  }

  /**
   * Adds an element at the bottom; returns false, changing nothing, when the deque is full. One
   * `Atomics` call, and one more each time the remembered `top` makes it look full.
   *
   * @throws RangeError if `handle` is not a 32-bit integer from {@link MIN_HANDLE} up.
   */
  push(handle: number): boolean {
    if ((handle | 0) !== handle || handle < MIN_HANDLE) throw badHandle(handle);
    if (this.isFull()) return false;
    const bottom = this.bottom;
    const next = (bottom + 1) | 0;
    write(this.cells, DEQUE_CELLS + (bottom & this.mask), handle);
    this.bottom = next; // before the call, after which V8 knows nothing of this object any more
    store(this.cells, DEQUE_BOTTOM, next); // publishes the cell: pairs with the load in `steal`
    return true;
  }

  /**
   * The newest element, which stays where it is, or `EMPTY`; a thief may have taken it already. No
   * `Atomics` call. To take an element out and put it back would hide it from thieves for a moment.
   */
  newest(): number {
    const newest = (this.bottom - 1) | 0;
    if (((newest - this.topSeen) | 0) < 0) return EMPTY;
    return read(this.cells, DEQUE_CELLS + (newest & this.mask));
  }

  /**
   * Removes the newest element, or returns `EMPTY`. `Atomics` calls: 0 if the deque is known to be
   * empty, 1 for the last element, 2 otherwise; 3 or 4 when thieves came closer than was known.
   */
  pop(): number {
    const cells = this.cells;
    const bottom = this.bottom;
    const newest = (bottom - 1) | 0;
    const left = (newest - this.topSeen) | 0; // at most this many stay behind
    if (left < 0) return EMPTY; // topSeen = bottom, and top lies between them
    if (left === 0) return this.takeLast(newest);

    this.bottom = newest;
    store(cells, DEQUE_BOTTOM, newest); // L1: thieves that look from now on stay below
    const top = load(cells, DEQUE_TOP); // L2
    this.topSeen = top;
    if (((newest - top) | 0) > 0) return read(cells, DEQUE_CELLS + (newest & this.mask));

    // One element or none: it is decided at the top, and the deque ends up empty at `bottom`.
    const won = newest === top && compareExchange(cells, DEQUE_TOP, top, bottom) === top;
    this.bottom = this.topSeen = bottom;
    store(cells, DEQUE_BOTTOM, bottom);
    return won ? read(cells, DEQUE_CELLS + (newest & this.mask)) : EMPTY;
  }

  /**
   * Moves the oldest half (rounded up), at most `into.length` elements, to the front of `into`,
   * oldest first, and returns how many. Two `Atomics` calls, and one more for each time that a
   * thief was faster.
   */
  drain(into: Int32Array): number {
    const cells = this.cells;
    let top = load(cells, DEQUE_TOP);
    for (;;) {
      const count = Math.min((((this.bottom - top) | 0) + 1) >> 1, into.length);
      for (let i = 0; i < count; i++) {
        into[i] = read(cells, DEQUE_CELLS + ((top + i) & this.mask));
      }
      const end = (top + count) | 0;
      const seen = count === 0 ? top : compareExchange(cells, DEQUE_TOP, top, end);
      if (seen === top) {
        this.topSeen = end;
        return count;
      }
      top = seen;
    }
  }

  /** Takes the only element as a thief would; `bottom` stays where it is. */
  private takeLast(newest: number): number {
    const { cells, bottom } = this;
    const at = DEQUE_CELLS + (newest & this.mask);
    this.topSeen = bottom; // whoever gets it
    const won = compareExchange(cells, DEQUE_TOP, newest, bottom) === newest;
    return won ? read(cells, at) : EMPTY;
  }
}

/** A thief's end of a deque. Any number of threads may use one each, at any time. */
export class Stealer {
  private readonly cells: Cells;
  private readonly mask: number;

  /**
   * Makes a thief's view of a deque that {@link Deque.create} laid out.
   *
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if there is no deque at `byteOffset`.
   */
  constructor(buffer: SharedArrayBuffer, byteOffset: number) {
    this.cells = dequeCells(buffer, byteOffset);
    this.mask = load(this.cells, DEQUE_CAPACITY) - 1;
  }

  /** How many elements fit. */
  get capacity(): number {
    return this.mask + 1;
  }

  /** Estimates the number of elements: both ends move. Two `Atomics` calls. */
  get size(): number {
    const top = load(this.cells, DEQUE_TOP);
    return Math.max(0, (load(this.cells, DEQUE_BOTTOM) - top) | 0);
  }

  /**
   * Visits the elements, oldest first, and removes none. A look at a moving thing: elements that
   * come or go meanwhile may be missed or seen.
   */
  peek(visit: (handle: number) => void): void {
    // In this order: while the deque is adopted, an old `top` with the new `bottom` would show the
    // cell between them, and what it held long ago.
    const bottom = load(this.cells, DEQUE_BOTTOM);
    const top = load(this.cells, DEQUE_TOP);
    const count = Math.min((bottom - top) | 0, this.capacity);
    for (let i = 0; i < count; i++) visit(read(this.cells, DEQUE_CELLS + ((top + i) & this.mask)));
  }

  /**
   * Removes the oldest element. Returns `EMPTY` if there was none, `RETRY` if another thread took
   * it first. Three `Atomics` calls, two if empty.
   */
  steal(): number {
    return this.take(load(this.cells, DEQUE_TOP));
  }

  /**
   * Like {@link steal}, but only if `accepts` says yes to the oldest element: `EMPTY` if it says no.
   * What it is asked about is what a successful call removes: the cell of an index that nobody has
   * taken is not written again. One `Atomics` call more.
   */
  stealIf(accepts: (handle: number) => boolean): number {
    const top = load(this.cells, DEQUE_TOP);
    if (((load(this.cells, DEQUE_BOTTOM) - top) | 0) <= 0) return EMPTY;
    if (!accepts(read(this.cells, DEQUE_CELLS + (top & this.mask)))) return EMPTY;
    return this.take(top);
  }

  /**
   * Steals up to half of the elements (rounded up), at most `limit`: returns the oldest, as
   * {@link steal} does, and pushes the others on the caller's own deque, oldest first, as long as
   * there is room. Four `Atomics` calls for the first and three for each further one, its push
   * included.
   *
   * @throws RangeError if `limit` is not a positive integer.
   */
  stealBatch(own: Deque, limit: number): number {
    checkInteger('limit', limit, 1, MAX_DEQUE_CAPACITY);
    let top = load(this.cells, DEQUE_TOP);
    const half = (((load(this.cells, DEQUE_BOTTOM) - top) | 0) + 1) >> 1;
    const first = this.take(top);
    if (first <= RETRY) return first;
    for (let more = Math.min(half, limit) - 1; more > 0 && !own.isFull(); more--) {
      top = (top + 1) | 0;
      const handle = this.take(top);
      if (handle <= RETRY) break;
      own.push(handle);
    }
    return first;
  }

  /** Removes the element at index `top`, if `top` still stands there and the deque reaches it. */
  private take(top: number): number {
    const cells = this.cells;
    const bottom = load(cells, DEQUE_BOTTOM);
    if (((bottom - top) | 0) <= 0) return EMPTY;
    const handle = read(cells, DEQUE_CELLS + (top & this.mask)); // ours only if the swap succeeds
    const seen = compareExchange(cells, DEQUE_TOP, top, (top + 1) | 0);
    return seen === top ? handle : RETRY;
  }
}

function dequeCells(buffer: SharedArrayBuffer, byteOffset: number): Cells {
  const header = regionOf(buffer, byteOffset, dequeBytes(2));
  checkMagic(load(header, DEQUE_MAGIC_AT), DEQUE_MAGIC, 'Deque', byteOffset);
  return regionOf(buffer, byteOffset, dequeBytes(load(header, DEQUE_CAPACITY)));
}

function badHandle(handle: number): RangeError {
  return new RangeError(
    `handle: expected an integer from ${MIN_HANDLE} to 2147483647, received ${describe(handle)}`,
  );
}
