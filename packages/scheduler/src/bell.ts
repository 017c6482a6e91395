/**
 * How a thread that sleeps in its event loop is woken: a word that grows with each ring.
 *
 * `Atomics.waitAsync` can't be called off, so there is one wait at a time. It stays for the next
 * sleep if something else has ended this one: whoever rings next ends it then.
 */

import { add, load, notify, waitAsync, type Cells } from './atomics.js';

/** The sleeper's side of one thread's bell. */
export class Bell {
  private readonly cells: Cells;
  private readonly at: number;
  private readonly wake: () => void;
  private isArmed = false;

  /** @param wake called when the bell has rung: perhaps late, perhaps for an earlier sleep. */
  constructor(cells: Cells, at: number, wake: () => void) {
    this.cells = cells;
    this.at = at;
    this.wake = wake;
  }

  /** How often it has rung: to be read before the last look for work. */
  get rings(): number {
    return load(this.cells, this.at);
  }

  /** Has `wake` called as soon as the bell has rung more often than that. */
  arm(rings: number): void {
    if (this.isArmed) return;
    const waiting = waitAsync(this.cells, this.at, rings);
    if (!waiting.async) {
      this.wake();
      return;
    }
    this.isArmed = true;
    void waiting.value.then(() => {
      this.isArmed = false;
      this.wake();
    });
  }
}

/** Rings a thread's bell. */
export function ring(cells: Cells, at: number): void {
  add(cells, at, 1);
  notify(cells, at);
}
