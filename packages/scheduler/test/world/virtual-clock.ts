/** A clock whose time passes only when the simulation says so, and chance that follows from a seed. */

import type { Clock, Timer } from '../../src/clock.js';

/** Numbers that follow from a seed (xorshift32). */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed, 0x9e3779b1) | 1;
  }

  /** A number from 0 to 1. */
  roll(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) / 2 ** 32;
  }

  /** Whether something happens that is this probable. */
  chance(probability: number): boolean {
    return this.roll() < probability;
  }

  /** A number of the range. */
  between(from: number, to: number): number {
    return from + this.roll() * (to - from);
  }

  /** One of them. */
  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.roll() * choices.length)] as T;
  }
}

interface Due extends Timer {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
  isCancelled: boolean;
}

/** Virtual time. */
export class VirtualClock implements Clock {
  private time = 0;
  private order = 0;
  /** A binary heap: the next one first. */
  private readonly heap: Due[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, call: () => void): Timer {
    const due: Due = {
      at: this.time + Math.max(0, ms),
      order: this.order++,
      call,
      isCancelled: false,
      ref: () => due,
      unref: () => due,
    };
    this.push(due);
    return due;
  }

  cancel(timer: Timer | undefined): void {
    if (timer !== undefined) (timer as Due).isCancelled = true;
  }

  /** A turn of the event loop takes some time. */
  soon(call: () => void): void {
    this.after(0.02, call);
  }

  /** Lets the next thing happen; false if nothing ever will. */
  step(): boolean {
    for (let due = this.pop(); due !== undefined; due = this.pop()) {
      if (due.isCancelled) continue;
      this.time = due.at;
      due.call();
      return true;
    }
    return false;
  }

  private push(due: Due): void {
    const { heap } = this;
    let at = heap.push(due) - 1;
    for (let up = (at - 1) >> 1; at > 0 && isBefore(due, heap[up] as Due); up = (at - 1) >> 1) {
      heap[at] = heap[up] as Due;
      at = up;
    }
    heap[at] = due;
  }

  private pop(): Due | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      const right = heap[down + 1];
      if (right !== undefined && isBefore(right, heap[down] as Due)) down++;
      if (!isBefore(heap[down] as Due, last)) break;
      heap[at] = heap[down] as Due;
      at = down;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
