/**
 * The private end of the split deque: forks as they were made, functions and arguments in JavaScript
 * memory, seen by nobody else.
 *
 * ```text
 *   entries   0 ……………… exposed ……………… base ……………… top
 *             │ thieves may   │  of outer tasks   │  of this task   │
 *             │ have them     │  oldest first     │                 │
 * ```
 *
 * `top` grows with each fork. `base` is where the running task's own forks begin: a fork that is
 * joined inline is a task of its own, and so is one that a waiting M runs for others. Whoever exposes
 * (exposer.ts) takes the oldest private entry, whichever task made it, and moves `exposed` over it.
 *
 * Entries are reused, so a fork allocates nothing. A handle is the number of a fork, counted per
 * thread: numbers grow along the stack, so a handle is found by bisection, and one of a fork that is
 * over is found nowhere. They repeat after 2^32 forks.
 *
 * A join in any order but the newest first leaves a consumed entry behind, a *hole*, which goes with
 * the entry above it. Joins of entries below `slow` take the slow path: those of other tasks, those
 * that may be exposed, and the ones that have a hole under them.
 *
 * ## The end of a task
 *
 * When it returns, its forks that nobody joined are joined, oldest first, and their errors are its
 * own. When it throws, they are discarded, newest first: private ones never run, exposed ones are
 * cancelled, and awaited if somebody runs them. Discarding can itself hit the end of the stack; the
 * next outer task then discards what is left, being the same loop with a lower end.
 */

import type { TaskFunction } from '../functions/kind.js';
import { joinAll, ownError } from './errors.js';
import type { Exposed } from './exposed.js';
import type { Watch } from './watch.js';

/** Something that can be called with a fork's arguments. */
export type Callable = (...args: unknown[]) => unknown;

/** In place of a count of arguments: the fork was joined, its entry is a hole. */
const CONSUMED = -1;

/** What the slow paths of forks do: a machine's, or none's (outside a runtime). */
export interface ForkHost {
  /** What forks look at. */
  readonly watch: Watch;
  /** Somebody has asked: a fork was just pushed, or is about to be joined. */
  answer(stack: ForkStack): void;
  /**
   * Waits for an exposed fork. Returns true if nobody had claimed it, and it is the caller's to run;
   * false if it is settled.
   */
  claim(exposed: Exposed): boolean;
  /** A fork that was claimed has run. */
  ran(exposed: Exposed, failed: boolean): void;
  /** Makes sure that an exposed fork will not run any more. */
  discard(exposed: Exposed): void;
  /** Whether some thread would take a fork now. */
  isHungry(): boolean;
  /** Calls a fork inline, whose entry this was. */
  call(task: Callable, args: unknown[], entry: ForkEntry): unknown;
  /** Submits an async fork. */
  submit(task: TaskFunction, args: readonly unknown[]): Promise<unknown>;
}

/** One fork, and then the next one at the same depth. */
export class ForkEntry {
  task: TaskFunction | undefined = undefined;
  /** How many arguments it was given; a negative number in a hole. */
  count = 0;
  a: unknown = undefined;
  b: unknown = undefined;
  c: unknown = undefined;
  /** The arguments after the third. */
  more: unknown[] | undefined = undefined;
  handle = 0;
  exposed: Exposed | undefined = undefined;

  constructor() {
    // Not a number first and then one: so V8 prepares these fields for values of any kind.
    this.a = this.b = this.c = 0;
  }

  /** Takes an argument after the third. */
  add(argument: unknown): void {
    if (this.more === undefined) this.more = [argument];
    else this.more.push(argument);
  }

  get args(): unknown[] {
    const { count, a, b, c, more } = this;
    const first = [a, b, c].slice(0, count);
    return more === undefined ? first : first.concat(more);
  }

  /** Lets go of what the fork referred to. */
  consume(): void {
    this.count = CONSUMED;
    this.a = this.b = this.c = 0;
    this.more = this.exposed = undefined;
  }
}

/** What a task finds when it begins, and leaves behind. */
export interface Frame {
  readonly base: number;
  readonly slow: number;
  readonly top: number;
}

const INITIAL_ENTRIES = 64;
/** Entries that are kept for later when all are free. */
const KEPT_ENTRIES = 4096;

/** One thread's forks. */
export class ForkStack {
  readonly entries: ForkEntry[] = [];
  top = 0;
  base = 0;
  exposed = 0;
  /** Where fast joins begin: at least `base` and `exposed`. */
  slow = 0;
  private holes = 0;
  /** The handle of the newest fork so far. */
  last: number;
  /** Declared, and not a field: V8 takes one that was written once for a constant, with its memory. */
  declare watch: Watch;
  host: ForkHost;

  /** @param first where handles start: apart from other threads' ones, so that mixing them shows. */
  constructor(host: ForkHost, first = 0) {
    this.host = host;
    this.watch = host.watch;
    this.last = first;
    while (this.entries.length < INITIAL_ENTRIES) this.entries.push(new ForkEntry());
  }

  /** Puts a machine behind the slow paths. */
  attach(host: ForkHost, first: number): void {
    this.host = host;
    if (this.watch !== host.watch) this.watch = host.watch;
    this.last = first;
  }

  /** One more entry, for a fork deeper than any before. */
  grow(): ForkEntry {
    const entry = new ForkEntry();
    this.entries.push(entry);
    return entry;
  }

  /** The oldest private entry, or undefined. */
  oldestPrivate(): ForkEntry | undefined {
    for (; this.exposed < this.top; this.exposed++) {
      const entry = this.entries[this.exposed] as ForkEntry;
      if (entry.count !== CONSUMED) return entry;
    }
    return undefined;
  }

  /** Moves `exposed` over the entry that {@link oldestPrivate} has returned. */
  passOldest(): void {
    this.exposed++;
    if (this.slow < this.exposed) this.slow = this.exposed;
  }

  /** Joins a fork wherever it is: all joins but the fast one. */
  join(handle: unknown): unknown {
    const index = this.find(handle);
    const { host } = this;
    const entry = this.entries[index] as ForkEntry;
    if (entry.exposed !== undefined) return this.joinExposed(index, entry);
    const { task, args } = entry;
    this.consume(index, entry);
    if (this.watch[0] > 0) host.answer(this);
    return this.call(task as Callable, args, entry);
  }

  /** Calls a task on top of this stack; its forks end with it. */
  call(task: Callable, args: unknown[], entry: ForkEntry): unknown {
    const frame = this.open();
    try {
      const value = this.host.call(task, args, entry);
      if (this.top !== frame.top) this.joinRest(frame.top);
      return value;
    } catch (error) {
      this.discard(frame.top);
      throw error;
    } finally {
      this.close(frame.base, frame.slow);
    }
  }

  /** Begins a task on top of this stack. */
  open(): Frame {
    const { base, slow, top } = this;
    this.base = this.slow = top;
    return { base, slow, top };
  }

  /** Ends it: its forks are over. */
  close(base: number, slow: number): void {
    const { exposed } = this;
    this.base = base;
    this.slow = slow < exposed ? exposed : slow;
  }

  /** Joins all forks from an index on, oldest first; throws what they threw, after the last one. */
  joinRest(from: number): void {
    joinAll(this.handles(from), (handle) => this.join(handle));
  }

  /** The index of the first fork that was made after a handle. */
  indexAfter(handle: number): number {
    return this.search((handle + 1) | 0);
  }

  /** Ends all forks from an index on without their results. */
  discard(from: number): void {
    while (this.top > from) {
      const entry = this.entries[this.top - 1] as ForkEntry;
      if (entry.exposed !== undefined) this.host.discard(entry.exposed);
      if (entry.count === CONSUMED) this.holes--;
      entry.consume();
      this.top--;
      if (this.exposed > this.top) this.exposed = this.top;
    }
  }

  /** Frees what a burst of forks has left; when no task runs. */
  shrink(): void {
    if (this.top === 0 && this.entries.length > KEPT_ENTRIES) this.entries.length = KEPT_ENTRIES;
  }

  /** The handles of the forks from an index on that were not joined, oldest first. */
  private handles(from: number): number[] {
    return this.entries
      .slice(from, this.top)
      .filter(({ count }) => count !== CONSUMED)
      .map(({ handle }) => handle);
  }

  private joinExposed(index: number, entry: ForkEntry): unknown {
    const exposed = entry.exposed as Exposed;
    const isMine = this.host.claim(exposed);
    const { task, args } = entry;
    this.consume(index, entry);
    if (!isMine) return exposed.outcome();
    let failed = true;
    try {
      const value = this.call(task as Callable, args, entry);
      failed = false;
      return value;
    } finally {
      this.host.ran(exposed, failed);
    }
  }

  private consume(index: number, entry: ForkEntry): void {
    entry.consume();
    this.holes++;
    if (index === this.top - 1) this.cut();
    else if (this.slow < index + 2) this.slow = index + 2;
  }

  /** Removes the running task's newest entries, as far as they are holes. */
  private cut(): void {
    let { top } = this;
    while (top > this.base && (this.entries[top - 1] as ForkEntry).count === CONSUMED) {
      top--;
      this.holes--;
    }
    this.top = top;
    if (this.exposed > top) this.exposed = top;
    // A hole further down: it goes with the next entry.
    const slow = this.holes > 0 ? top + 1 : this.exposed;
    this.slow = slow < this.base ? this.base : slow;
  }

  /** The index of a fork of the running task that was not joined. */
  private find(handle: unknown): number {
    if (typeof handle !== 'number' || (handle | 0) !== handle) throw ownError(handle, 'kind');
    const low = this.search(handle);
    const entry = low < this.top ? (this.entries[low] as ForkEntry) : undefined;
    if (entry?.handle !== handle) throw ownError(handle, 'over');
    if (low < this.base) throw ownError(handle, 'foreign');
    if (entry.count === CONSUMED) throw ownError(handle, 'over');
    return low;
  }

  /** The index of the first entry whose handle is not before this one. */
  private search(handle: number): number {
    let low = 0;
    let high = this.top;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((((this.entries[middle] as ForkEntry).handle - handle) | 0) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
