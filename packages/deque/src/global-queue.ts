/**
 * A bounded first-in first-out queue that any thread may push to and take from.
 *
 * ## Protocol
 *
 * Tickets are free-running 32-bit counters; ticket t belongs to slot t mod capacity, in lap
 * t div capacity. One word per slot says everything about it: the lap, and the element or "free".
 *
 * ```text
 *   FREE(lap) ──push: swap──► FULL(lap, handle) ──pop: swap──► FREE(lap + 1)
 * ```
 *
 * A push swaps the slot of ticket `tail` from FREE to FULL, then moves `tail` on; a pop swaps the
 * slot of ticket `head` from FULL to FREE of the next lap, then moves `head` on. The swap on the
 * slot is the operation; `head` and `tail` are only hints of where to start, that may lag behind
 * and that anybody moves on who finds them lagging. So a thread that is stopped, or killed, between
 * any two steps holds up nobody.
 *
 * Slots with a sequence number are from D. Vyukov, "Bounded MPMC queue" (2011); the swap on the
 * slot that others help to complete is from P. Tsigas and Y. Zhang, "A Simple, Fast and Scalable
 * Non-Blocking Concurrent FIFO Queue for Shared Memory Multiprocessor Systems", SPAA 2001, §3.
 * Rejected: Vyukov's own protocol claims a ticket first and publishes the slot second. A thread
 * terminated in between jams the ring for ever, and until it publishes, the queue can say "empty"
 * with finished pushes behind the gap.
 *
 * ## Why it is right
 *
 * Let filled(t) mean that some push has swapped ticket t, and taken(t) likewise for pop.
 *
 * (1) `tail` = t implies filled(u) for all u < t: it moves from t to t + 1 only after somebody saw
 *     or made filled(t). `head` = t implies taken(u) for all u < t, in the same way.
 * (2) A push tries ticket t only if filled(u) holds for all u < t, and its swap succeeds only on
 *     FREE(lap of t). So tickets are filled in order, each once. Pops likewise, by (1) and the lap
 *     in FULL. Elements leave in the order in which they came: FIFO, and so FIFO per producer.
 * (3) A pop answers `EMPTY` when it sees FREE(lap of t) at its ticket t: at that moment t is not
 *     filled, nor is any later ticket by (2), and all earlier ones are taken: it is empty.
 * (4) A push answers "full" when it sees FULL(lap − 1) at its ticket t: at that moment ticket
 *     t − capacity is not taken, and all below t are filled: there are `capacity` elements.
 *
 * Both answers hold at one moment inside the call, so the queue is linearizable, not just safe.
 * Each failed swap means that another thread's swap succeeded: lock-free.
 *
 * *Plain reads.* Where to start (`head`, `tail`) and what to expect in a slot are read plainly. An
 * old value only makes a compare-and-swap fail, or an atomic load look again; no answer rests on a
 * plain read.
 *
 * *ABA.* Laps repeat after 2^(32 − handleBits), tickets after that many times the capacity: the
 * *window*. A push that sleeps inside its call for most of a window can fill a slot ahead of `tail`,
 * if at that moment `tail` is less than a capacity below the slot's next turn. That element comes
 * out of order, and only once pushes have reached it: until then the queue can look empty. Nothing
 * is doubled. The default width keeps the window at 2^24 tickets or more, seconds of sleep at full
 * rate; wider handles in a small queue narrow it.
 *
 * ## Cost
 *
 * `push` 2 `Atomics` calls, `pop` 2, `EMPTY` and "full" 1; a batch of n: n + 1. Memory starts
 * zeroed, and zero is FREE(0): creating a queue touches only its header.
 */

import { compareExchange, load, read, store, write, type Cells } from './atomics.js';
import { EMPTY } from './handle.js';
import {
  globalQueueBytes,
  QUEUE_CAPACITY,
  QUEUE_HANDLE_BITS,
  QUEUE_HEAD,
  QUEUE_MAGIC,
  QUEUE_MAGIC_AT,
  QUEUE_SLOTS,
  QUEUE_TAIL,
} from './layout.js';
import { checkCapacity, checkInteger, checkMagic, describe, regionOf } from './region.js';

const MAX_QUEUE_CAPACITY = 2 ** 26;

function defaultHandleBits(capacity: number): number {
  const bits = Math.log2(capacity);
  return Math.max(bits, Math.min(24, bits + 8));
}

/** Options of {@link GlobalQueue.create}. */
export interface GlobalQueueOptions {
  /**
   * Width of a handle in bits, 8 to 30: handles are 0 to 2^handleBits − 2, and the capacity is at
   * most 2^handleBits. The rest of the slot's word counts laps: see ABA in the head of this file.
   *
   * @default 8 more than the capacity has, at most 24: a window of 2^24 tickets or more
   */
  readonly handleBits?: number;
  /**
   * The first ticket; tests start close to the wrap-around.
   *
   * @default 0
   */
  readonly start?: number;
}

/** One thread's view of a bounded queue of many producers and many consumers. */
export class GlobalQueue {
  /** The largest handle that fits. */
  readonly maxHandle: number;
  private readonly cells: Cells;
  private readonly mask: number;
  private readonly capacityBits: number;
  private readonly handleBits: number;
  private readonly handleMask: number;

  /**
   * Makes a view of a queue that {@link GlobalQueue.create} laid out.
   *
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if there is no queue at `byteOffset`.
   */
  constructor(buffer: SharedArrayBuffer, byteOffset: number) {
    const header = regionOf(buffer, byteOffset, globalQueueBytes(2));
    checkMagic(load(header, QUEUE_MAGIC_AT), QUEUE_MAGIC, 'GlobalQueue', byteOffset);
    const capacity = load(header, QUEUE_CAPACITY);
    this.cells = regionOf(buffer, byteOffset, globalQueueBytes(capacity));
    this.mask = capacity - 1;
    this.capacityBits = 31 - Math.clz32(capacity);
    this.handleBits = load(header, QUEUE_HANDLE_BITS);
    this.handleMask = 2 ** this.handleBits - 1;
    this.maxHandle = this.handleMask - 1;
  }

  /**
   * Lays out an empty queue in zeroed memory and returns a view of it.
   *
   * @param capacity how many elements fit: a power of two, 2 to 2^handleBits, at most 2^26.
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if the capacity or an option is not allowed, or
   *   `globalQueueBytes(capacity)` bytes don't fit.
   */
  static create(
    buffer: SharedArrayBuffer,
    byteOffset: number,
    capacity: number,
    options: GlobalQueueOptions = {},
  ): GlobalQueue {
    checkCapacity(capacity, MAX_QUEUE_CAPACITY);
    const { handleBits = defaultHandleBits(capacity), start = 0 } = options;
    checkInteger('handleBits', handleBits, 8, 30);
    checkInteger('start', start, -0x80000000, 0x7fffffff);
    checkCapacity(capacity, 2 ** Math.min(handleBits, 26));
    const cells = regionOf(buffer, byteOffset, globalQueueBytes(capacity));
    store(cells, QUEUE_CAPACITY, capacity);
    store(cells, QUEUE_HANDLE_BITS, handleBits);
    store(cells, QUEUE_HEAD, start);
    store(cells, QUEUE_TAIL, start);
    store(cells, QUEUE_MAGIC_AT, QUEUE_MAGIC);
    const queue = new GlobalQueue(buffer, byteOffset);
    if (start !== 0) {
      for (let i = 0; i < capacity; i++) {
        const ticket = (start + i) | 0;
        write(cells, queue.slot(ticket), queue.free(ticket));
      }
    }
    return queue;
  }

  /** How many elements fit. */
  get capacity(): number {
    return this.mask + 1;
  }

  /** Estimates the number of elements: both ends move. Two `Atomics` calls. */
  get size(): number {
    const head = load(this.cells, QUEUE_HEAD);
    const size = (load(this.cells, QUEUE_TAIL) - head) | 0;
    return Math.min(Math.max(size, 0), this.capacity);
  }

  /**
   * Visits the elements, oldest first, and removes none. A look at a moving thing: elements that
   * come or go meanwhile may be missed or seen.
   */
  peek(visit: (handle: number) => void): void {
    const head = load(this.cells, QUEUE_HEAD);
    for (let i = 0; i < this.capacity; i++) {
      const ticket = (head + i) | 0;
      const seen = load(this.cells, this.slot(ticket));
      if (!this.isFullOf(seen, this.free(ticket))) return;
      visit((seen & this.handleMask) - 1);
    }
  }

  /**
   * Appends an element; returns false, changing nothing, when the queue is full. Two `Atomics`
   * calls, one when full.
   *
   * @throws RangeError if `handle` is not an integer from 0 to {@link maxHandle}.
   */
  push(handle: number): boolean {
    this.checkHandle(handle);
    const cells = this.cells;
    let ticket = read(cells, QUEUE_TAIL);
    for (;;) {
      const free = this.free(ticket);
      const seen = compareExchange(cells, this.slot(ticket), free, (free + handle + 1) | 0);
      if (seen === free) {
        this.passed(QUEUE_TAIL, ticket);
        return true;
      }
      if (this.isFullOfLastLap(seen, free)) return false;
      ticket = this.passed(QUEUE_TAIL, ticket);
    }
  }

  /**
   * Appends the first `count` elements of `handles`, in order, until the queue is full; returns how
   * many went in. Elements of other producers may come between them. n + 1 `Atomics` calls, one more
   * when it fills the queue.
   *
   * @throws RangeError, before anything is appended, if a handle or `count` is out of range.
   */
  pushBatch(handles: Int32Array, count: number = handles.length): number {
    checkInteger('count', count, 0, handles.length);
    for (let i = 0; i < count; i++) this.checkHandle(handles[i] as number);
    const cells = this.cells;
    const first = read(cells, QUEUE_TAIL);
    let ticket = first;
    let pushed = 0;
    while (pushed < count) {
      const free = this.free(ticket);
      const full = (free + (handles[pushed] as number) + 1) | 0;
      const seen = compareExchange(cells, this.slot(ticket), free, full);
      if (seen === free) {
        pushed++;
        ticket = (ticket + 1) | 0; // filled up to here, so the next ticket may be tried: (2)
      } else if (this.isFullOfLastLap(seen, free)) {
        break;
      } else {
        ticket = this.passed(QUEUE_TAIL, ticket);
      }
    }
    if (pushed > 0) this.moveOn(QUEUE_TAIL, first, ticket);
    return pushed;
  }

  /** Removes the oldest element, or returns `EMPTY`. Two `Atomics` calls, one when empty. */
  pop(): number {
    const cells = this.cells;
    let ticket = read(cells, QUEUE_HEAD);
    for (;;) {
      const handle = this.takeAt(ticket);
      if (handle === EMPTY) return EMPTY;
      const next = this.passed(QUEUE_HEAD, ticket);
      if (handle !== TAKEN) return handle;
      ticket = next;
    }
  }

  /**
   * Removes up to `limit` of the oldest elements into `into`, in order, and returns how many.
   * n + 1 `Atomics` calls, one more when it takes all there are.
   *
   * @throws RangeError if `limit` is not an integer from 0 to `into.length`.
   */
  popBatch(into: Int32Array, limit: number = into.length): number {
    checkInteger('limit', limit, 0, into.length);
    const cells = this.cells;
    const first = read(cells, QUEUE_HEAD);
    let ticket = first;
    let popped = 0;
    while (popped < limit) {
      const handle = this.takeAt(ticket);
      if (handle === EMPTY) break;
      if (handle === TAKEN) {
        ticket = this.passed(QUEUE_HEAD, ticket);
      } else {
        into[popped++] = handle;
        ticket = (ticket + 1) | 0;
      }
    }
    if (popped > 0) this.moveOn(QUEUE_HEAD, first, ticket);
    return popped;
  }

  /**
   * Takes the element of a ticket; `EMPTY` if nobody has filled it yet, `TAKEN` if somebody else
   * has it. All earlier tickets are taken.
   */
  private takeAt(ticket: number): number {
    const cells = this.cells;
    const slot = this.slot(ticket);
    const free = this.free(ticket);
    let seen = read(cells, slot);
    if (!this.isFullOf(seen, free)) {
      seen = load(cells, slot); // no answer rests on a plain read
      if (seen === free) return EMPTY;
      if (!this.isFullOf(seen, free)) return TAKEN;
    }
    const nextLap = (free + this.handleMask + 1) | 0;
    if (compareExchange(cells, slot, seen, nextLap) !== seen) return TAKEN;
    return (seen & this.handleMask) - 1;
  }

  /** Moves `head` or `tail` past a ticket that is known to be used; see {@link moveOn}. */
  private passed(at: number, ticket: number): number {
    return this.moveOn(at, ticket, (ticket + 1) | 0);
  }

  /**
   * Moves `head` or `tail` on to a ticket below which all are known to be used, unless it is there
   * already; returns where it stands now. `from` is where it most likely stands.
   */
  private moveOn(at: number, from: number, to: number): number {
    let seen = from;
    for (;;) {
      const now = compareExchange(this.cells, at, seen, to);
      if (now === seen) return to;
      if (((to - now) | 0) <= 0) return now;
      seen = now; // it lags
    }
  }

  private slot(ticket: number): number {
    return QUEUE_SLOTS + (ticket & this.mask);
  }

  private free(ticket: number): number {
    return (ticket >>> this.capacityBits) << this.handleBits;
  }

  private isFullOf(seen: number, free: number): boolean {
    return seen !== free && (seen & ~this.handleMask) === free;
  }

  private isFullOfLastLap(seen: number, free: number): boolean {
    return this.isFullOf(seen, (free - this.handleMask - 1) | 0);
  }

  private checkHandle(handle: number): void {
    if (!(handle >= 0 && handle <= this.maxHandle && (handle | 0) === handle)) {
      throw new RangeError(
        `handle: expected an integer from 0 to ${this.maxHandle}, received ${describe(handle)}`,
      );
    }
  }
}

/** Inside this file: the ticket's element is somebody else's. */
const TAKEN = EMPTY + 1;
