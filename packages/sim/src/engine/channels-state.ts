/** Channels, and who waits at them: a waiter per G and case of its `select`. */

import type { ChannelDeclaration } from '../program/program.js';
import { filled } from './goroutines.js';

const NONE = -1;

/** Queue number of a channel's receivers; its senders are the next one. */
export function receivers(channel: number): number {
  return 2 * channel;
}

export function senders(channel: number): number {
  return 2 * channel + 1;
}

export class Channels {
  readonly capacity: Int32Array;
  readonly count: Int32Array;
  readonly closed: Uint8Array;
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** Waiter → its G, the case of its select, its queue, the G's next waiter. */
  g: Int32Array = new Int32Array(256);
  branch: Int32Array = new Int32Array(256);
  queue: Int32Array = new Int32Array(256);
  also: Int32Array = new Int32Array(256);
  private next: Int32Array = new Int32Array(256);
  private previous: Int32Array = new Int32Array(256);
  private top = 0;
  private free = NONE;

  constructor(declarations: readonly ChannelDeclaration[]) {
    const channels = declarations.length;
    this.capacity = Int32Array.from(declarations, ({ capacity }) => capacity);
    this.count = new Int32Array(channels);
    this.closed = new Uint8Array(channels);
    this.head = new Int32Array(2 * channels).fill(NONE);
    this.tail = new Int32Array(2 * channels).fill(NONE);
  }

  /** Lets a G wait at the end of a queue; returns the waiter. */
  add(queue: number, g: number, branch: number, also: number): number {
    let id = this.free;
    if (id >= 0) this.free = this.next[id] as number;
    else {
      if (this.top === this.g.length) this.grow();
      id = this.top++;
    }
    const last = this.tail[queue] as number;
    this.g[id] = g;
    this.branch[id] = branch;
    this.queue[id] = queue;
    this.also[id] = also;
    this.next[id] = NONE;
    this.previous[id] = last;
    if (last === NONE) this.head[queue] = id;
    else this.next[last] = id;
    this.tail[queue] = id;
    return id;
  }

  /** Takes a waiter away, and all others of its G. */
  removeAll(first: number): void {
    let id = first;
    while (id !== NONE) {
      const also = this.also[id] as number;
      this.remove(id);
      id = also;
    }
  }

  /** The waiter behind another in its queue. */
  after(id: number): number {
    return this.next[id] as number;
  }

  private remove(id: number): void {
    const queue = this.queue[id] as number;
    const before = this.previous[id] as number;
    const after = this.next[id] as number;
    if (before === NONE) this.head[queue] = after;
    else this.next[before] = after;
    if (after === NONE) this.tail[queue] = before;
    else this.previous[after] = before;
    this.next[id] = this.free;
    this.free = id;
  }

  private grow(): void {
    const capacity = 2 * this.top;
    const ints = (old: Int32Array): Int32Array => filled(old, new Int32Array(capacity));
    this.g = ints(this.g);
    this.branch = ints(this.branch);
    this.queue = ints(this.queue);
    this.also = ints(this.also);
    this.next = ints(this.next);
    this.previous = ints(this.previous);
  }
}
