/**
 * The private end of the split deque: forks as they were made, functions and arguments in JavaScript
 * memory, seen by nobody else.
 *
 * ```text
 *   entries   0 ……………… oldest ……………… base ……………… free ………………
 *             │ thieves may  │  of outer tasks  │ of this task  │ for later
 *             │ have them    │  oldest first    │               │
 * ```
 *
 * `free` is the entry that the next fork takes. `base` is where the running task's own forks begin: a
 * fork that is joined inline is a task of its own, and so is one that a waiting M runs for others.
 * Whoever exposes (exposer.ts) takes `oldest`, the oldest private entry, whichever task made it, and
 * moves on to the next.
 *
 * Entries are reused, so a fork allocates nothing, and linked, so that forks and joins of the newest
 * need no index and no check of one (a fourth of their time). A handle is the number of a fork, counted
 * per thread: numbers grow along the stack, so a handle is found by bisection, and one of a fork that
 * is over is found nowhere. They repeat after 2^32 forks.
 *
 * A join in any order but the newest first leaves a consumed entry behind, a *hole*, which goes with
 * the entry above it. Joins of entries that are exposed, or have a hole under them, take the slow path:
 * they are marked as `SLOW` in the one field that a join looks at anyhow.
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

/** Added to the count of arguments of an entry whose join takes the slow path. */
const SLOW = 2 ** 24;
/** In place of that count: the fork was joined, its entry is a hole. May be marked as `SLOW`, too. */
const HOLE = 2 ** 25;

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
  /** How many arguments it was given, perhaps marked as `SLOW`; or `HOLE`. */
  count = 0;
  a: unknown = undefined;
  b: unknown = undefined;
  c: unknown = undefined;
  /** The arguments after the third. */
  more: unknown[] | undefined = undefined;
  handle = 0;
  exposed: Exposed | undefined = undefined;
  readonly index: number;
  /** The entries below and above it; itself where there is none, since one kind of value is faster. */
  readonly prev: ForkEntry;
  next: ForkEntry;

  /** @param prev the entry below; undefined makes the one below all, which holds no fork. */
  constructor(prev?: ForkEntry) {
    // Not a number first and then one: so V8 prepares these fields for values of any kind.
    this.a = this.b = this.c = 0;
    this.index = prev === undefined ? -1 : prev.index + 1;
    this.prev = prev ?? this;
    this.next = this;
    if (prev !== undefined) prev.next = this;
  }

  /** Takes an argument after the third. */
  add(argument: unknown): void {
    if (this.more === undefined) this.more = [argument];
    else this.more.push(argument);
  }

  get isHole(): boolean {
    return this.count >= HOLE;
  }

  get args(): unknown[] {
    const { count, a, b, c, more } = this;
    const first = [a, b, c].slice(0, count & (SLOW - 1));
    return more === undefined ? first : first.concat(more);
  }

  /** Has its join take the slow path. */
  slowDown(): void {
    this.count |= SLOW;
  }

  /** Lets go of what the fork referred to. */
  consume(): void {
    this.count = HOLE;
    this.a = this.b = this.c = 0;
    this.more = this.exposed = undefined;
  }
}

/** What a task finds when it begins, and leaves behind. */
export interface Frame {
  readonly base: number;
  readonly top: number;
}

const INITIAL_ENTRIES = 64;
/** Entries that are kept for later when all are free. */
const KEPT_ENTRIES = 4096;

/** One thread's forks. */
export class ForkStack {
  /** All entries. One whose `task` is set has a next one. */
  readonly entries: ForkEntry[] = [];
  free: ForkEntry;
  base = 0;
  oldest: ForkEntry;
  /** The handle of the newest fork so far. */
  last: number;
  /** Written once on most threads: then V8 takes it for a constant, with its memory. */
  watch: Watch;
  host: ForkHost;

  /** @param first where handles start: apart from other threads' ones, so that mixing them shows. */
  constructor(host: ForkHost, first = 0) {
    this.host = host;
    this.watch = host.watch;
    this.last = first;
    this.free = this.oldest = new ForkEntry(new ForkEntry());
    this.entries.push(this.free);
    while (this.entries.length < INITIAL_ENTRIES) this.growAbove(this.entries.at(-1) as ForkEntry);
  }

  /** How many entries are taken, holes included. */
  get top(): number {
    return this.free.index;
  }

  /** How many of them nobody else can see. */
  get privates(): number {
    return this.free.index - this.oldest.index;
  }

  /** The entry that was taken last. */
  get newest(): ForkEntry {
    return this.free.prev;
  }

  /** Puts a machine behind the slow paths. */
  attach(host: ForkHost, first: number): void {
    this.host = host;
    if (this.watch !== host.watch) this.watch = host.watch;
    this.last = first;
  }

  /** Makes sure that an entry has a next one. */
  growAbove(entry: ForkEntry): void {
    if (entry.next === entry) this.entries.push(new ForkEntry(entry));
  }

  /** The oldest private entry, or undefined. */
  oldestPrivate(): ForkEntry | undefined {
    for (; this.oldest !== this.free; this.oldest = this.oldest.next) {
      if (!this.oldest.isHole) return this.oldest;
    }
    return undefined;
  }

  /** Moves `oldest` over the entry that {@link oldestPrivate} has returned; its join will be slow. */
  passOldest(): void {
    this.oldest.slowDown();
    this.oldest = this.oldest.next;
  }

  /** Joins a fork wherever it is: all joins but the fast one. */
  join(handle: unknown): unknown {
    const entry = this.find(handle);
    const { host } = this;
    if (entry.exposed !== undefined) return this.joinExposed(entry);
    const { task, args } = entry;
    this.consume(entry);
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
      this.base = frame.base;
    }
  }

  /** Begins a task on top of this stack. It ends by the `base` that was found. */
  open(): Frame {
    const { base, top } = this;
    this.base = top;
    return { base, top };
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
    while (this.free.index > from) {
      const entry = this.free.prev;
      if (entry.exposed !== undefined) this.host.discard(entry.exposed);
      entry.consume();
      this.release(entry);
    }
  }

  /** Frees what a burst of forks has left; when no task runs. */
  shrink(): void {
    if (this.top > 0 || this.entries.length <= KEPT_ENTRIES) return;
    this.entries.length = KEPT_ENTRIES;
    const last = this.entries[KEPT_ENTRIES - 1] as ForkEntry;
    last.next = last;
    last.task = undefined;
  }

  /** The handles of the forks from an index on that were not joined, oldest first. */
  private handles(from: number): number[] {
    return this.entries
      .slice(from, this.top)
      .filter(({ isHole }) => !isHole)
      .map(({ handle }) => handle);
  }

  private joinExposed(entry: ForkEntry): unknown {
    const exposed = entry.exposed as Exposed;
    const isMine = this.host.claim(exposed);
    const { task, args } = entry;
    this.consume(entry);
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

  private consume(entry: ForkEntry): void {
    entry.consume();
    if (entry.next === this.free) this.cut();
    else entry.next.slowDown();
  }

  /** Removes the running task's newest entries, as far as they are holes. */
  private cut(): void {
    while (this.free.index > this.base && this.free.prev.isHole) this.release(this.free.prev);
  }

  /** Gives the newest entry back. */
  private release(entry: ForkEntry): void {
    this.free = entry;
    if (this.oldest.index > entry.index) this.oldest = entry;
  }

  /** A fork of the running task that was not joined. */
  private find(handle: unknown): ForkEntry {
    if (typeof handle !== 'number' || (handle | 0) !== handle) throw ownError(handle, 'kind');
    const low = this.search(handle);
    const entry = low < this.top ? (this.entries[low] as ForkEntry) : undefined;
    if (entry?.handle !== handle) throw ownError(handle, 'over');
    if (low < this.base) throw ownError(handle, 'foreign');
    if (entry.isHole) throw ownError(handle, 'over');
    return entry;
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
