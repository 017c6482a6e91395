/**
 * Where one thread sleeps, and where the others wake it.
 *
 * ## Protocol
 *
 * One word per thread, so that a wake-up can never be eaten by somebody else, alive or dying:
 *
 * ```text
 *            unpark                       IDLE   awake, no token
 *   IDLE ───────────────► TOKEN           TOKEN  a wake-up waits to be taken: at most one
 *    ▲  ╲ park: swap       ▲  │           FUTEX  asleep in Atomics.wait: the waker notifies
 *    │    ╲─► FUTEX ───────┤  │ park      LOOP   asleep in its event loop: the waker is told to ring
 *    │    ╲─► LOOP  ───────┘  │
 *    └────────────────────────┘
 * ```
 *
 * ## Why no wake-up is lost
 *
 * Sleeper: (S1) swap IDLE → FUTEX, (S2) look for work… in this order: `if (!work()) park()` is not
 * enough on its own, and it need not be, because the waker leaves a token. Waker: (W1) publish the
 * work, (W2) exchange TOKEN. Take the last look for work before `park`:
 *
 * - the look comes after W1: it finds the work;
 * - it comes before W1, so before W2. Either W2 comes before S1: then S1 meets the token and does
 *   not sleep. Or after: then W2 replaces FUTEX, and the waker notifies. If the sleeper has not
 *   reached `wait` yet, `wait` compares the word, finds TOKEN and returns at once.
 *
 * In each case the sleeper looks again after W1. All accesses are sequentially consistent.
 *
 * A notify can arrive late, when the sleeper has gone on and parked again: `park` then returns
 * false early. Callers loop on their own condition, as with every condition variable.
 *
 * A sleeper that died leaves its state behind; {@link ParkingCell.create} starts anew for the next. A
 * waker that died between its exchange and its notify leaves a token that says that the sleeper is
 * awake: after a death, {@link Unparker.rouse} everybody.
 *
 * ## Cost
 *
 * `park` 2 `Atomics` calls with a token, 3 when it sleeps; `unpark` 1, and a notify when the
 * sleeper is in `Atomics.wait`: that system call costs the waker 11 to 28 µs.
 */

import { compareExchange, exchange, load, notify, store, wait, type Cells } from './atomics.js';
import { CELL_MAGIC, CELL_MAGIC_AT, CELL_STATE, PARKING_CELL_BYTES } from './layout.js';
import { checkMagic, regionOf } from './region.js';

const IDLE = 0;
const TOKEN = 1;
const FUTEX = 2;
const LOOP = 3;

/** What {@link Unparker.unpark} did: the thread was awake, or had a token already. */
export const AWAKE = 0;
/** What {@link Unparker.unpark} did: the thread was asleep in `Atomics.wait` and is notified. */
export const NOTIFIED = 1;
/** What {@link Unparker.unpark} found: the thread sleeps in its event loop, the caller must ring. */
export const RING = 2;

/** The sleeper's side. Exactly one thread uses one of these on a region. */
export class ParkingCell {
  private readonly cells: Cells;

  /**
   * Makes the sleeper's view of a cell that {@link ParkingCell.create} laid out.
   *
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if there is no cell at `byteOffset`.
   */
  constructor(buffer: SharedArrayBuffer, byteOffset: number) {
    this.cells = parkingCells(buffer, byteOffset);
  }

  /**
   * Lays out a cell without a token and returns the sleeper's view of it.
   *
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if `PARKING_CELL_BYTES` bytes don't fit.
   */
  static create(buffer: SharedArrayBuffer, byteOffset: number): ParkingCell {
    const cells = regionOf(buffer, byteOffset, PARKING_CELL_BYTES);
    store(cells, CELL_STATE, IDLE);
    store(cells, CELL_MAGIC_AT, CELL_MAGIC);
    return new ParkingCell(buffer, byteOffset);
  }

  /**
   * Takes the token, sleeping in `Atomics.wait` until there is one. Returns true if it took one;
   * false if the time ran out, or a notify meant for an earlier park arrived late. Look for work
   * again in both cases.
   *
   * Blocks the thread: its timers and messages wait too. A browser's main thread must not.
   *
   * @param timeout milliseconds; fractions count.
   */
  park(timeout: number = Infinity): boolean {
    if (compareExchange(this.cells, CELL_STATE, IDLE, FUTEX) === IDLE) {
      wait(this.cells, CELL_STATE, FUTEX, timeout);
    }
    return exchange(this.cells, CELL_STATE, IDLE) === TOKEN;
  }

  /**
   * Announces that the thread goes to sleep in its event loop. Returns false if there was a token,
   * which is taken: then don't. Call {@link leaveLoop} when something wakes it.
   */
  enterLoop(): boolean {
    if (compareExchange(this.cells, CELL_STATE, IDLE, LOOP) === IDLE) return true;
    exchange(this.cells, CELL_STATE, IDLE);
    return false;
  }

  /** Ends a sleep in the event loop. Returns whether a token was there, and takes it. */
  leaveLoop(): boolean {
    return exchange(this.cells, CELL_STATE, IDLE) === TOKEN;
  }
}

/** A waker's side. Any number of threads may use one each, at any time. */
export class Unparker {
  private readonly cells: Cells;

  /**
   * Makes a waker's view of a cell that {@link ParkingCell.create} laid out.
   *
   * @throws TypeError if `buffer` is not a SharedArrayBuffer.
   * @throws RangeError if there is no cell at `byteOffset`.
   */
  constructor(buffer: SharedArrayBuffer, byteOffset: number) {
    this.cells = parkingCells(buffer, byteOffset);
  }

  /**
   * Leaves a token, waking the thread if it sleeps in `Atomics.wait`. Returns `AWAKE`, `NOTIFIED`,
   * or `RING`: then the caller must ring whatever wakes that thread's event loop.
   */
  unpark(): number {
    const was = exchange(this.cells, CELL_STATE, TOKEN);
    if (was === FUTEX) {
      notify(this.cells, CELL_STATE, 1);
      return NOTIFIED;
    }
    return was === LOOP ? RING : AWAKE;
  }

  /**
   * Leaves a token, and notifies the thread whatever it does: after a death. Another waker may have
   * died after it had left its token and before it notified, and nobody else would do it then. For
   * the same reason the caller must ring.
   */
  rouse(): void {
    store(this.cells, CELL_STATE, TOKEN);
    notify(this.cells, CELL_STATE, 1);
  }
}

function parkingCells(buffer: SharedArrayBuffer, byteOffset: number): Cells {
  const cells = regionOf(buffer, byteOffset, PARKING_CELL_BYTES);
  checkMagic(load(cells, CELL_MAGIC_AT), CELL_MAGIC, 'ParkingCell', byteOffset);
  return cells;
}
