/**
 * Who sleeps, who searches, and how work wakes a sleeper. Go: head of `proc.go`, "Worker thread
 * parking/unparking".
 *
 * Four sets of threads in shared memory, a bit each, so that a dead thread's part in them can be
 * taken back: with counters a machine that dies while it searches would stop all wake-ups for ever.
 *
 * - `parked`: this thread sleeps, or is about to, and wants to be woken.
 * - `dozing`: the same in its event loop, where the callbacks of its pending async tasks run: it may
 *   be busy with one for long, so it is woken only if nobody else sleeps, and never counted upon.
 * - `joining`: this thread sleeps in a join. It may run forks of others meanwhile, but nothing else.
 * - `searching`: this thread looks for work (or was just woken to). While there is one, new work
 *   wakes nobody: a searcher finds it.
 *
 * ## No task sits in a queue while every machine sleeps (I3)
 *
 * Submitter: (W1) publish the task; (W2) is anybody searching? If not: (W3) is anybody parked?
 * Machine, before it sleeps: (S1) parked += me; (S2) searching −= me; (S3) look everywhere once
 * more; (S4) sleep on its own parking cell.
 *
 * All are sequentially consistent. If S3 comes after W1 it finds the task, or somebody else has it.
 * Otherwise S1, S2 and S3 all come before W1, so W2 no longer counts this machine: either another
 * one searches, for which the same argument holds in its turn, or W3 sees this machine's bit and
 * wakes it; its cell keeps the token if it is not asleep yet.
 *
 * *Work that is moved* is out of sight meanwhile, so S3 may miss it. Whoever takes a batch out of the
 * global queue wakes somebody when all but its first are in its deque.
 *
 * ## The wake-up itself
 *
 * (1) searching += t, on behalf of the sleeper t, so that the next submitter wakes nobody else;
 * (2) parked −= t, which only one waker can do; (3) unpark t. In this order, since a bit in
 * `searching` that nobody answers for would silence all later wake-ups: a sleeper that wakes by
 * itself takes its own bit out of `parked`; if it is gone, a waker has it, and (1) came before. A
 * waker that loses (2) takes (1) back and tries another sleeper. Taking back may hit a bit that t
 * has set itself in the meantime: then a thread too many may be woken, never one too few.
 *
 * A waker may die between any two of these. Then all sleepers are woken when its death is announced,
 * by {@link Idle.rouse}, whatever their cells say; and whoever wakes without having been taken out of
 * `parked` takes its own bit out of `searching`.
 *
 * A searcher leaves the set before it runs anything of the user's, tasks or callbacks.
 *
 * ## In the event loop
 *
 * A machine with pending async tasks announces itself in `dozing` and not in `parked`; for the rest it
 * does S1 to S4, and W3 finds one of its kind if nobody is parked. Two things differ. Who takes it out
 * of `dozing` does not put it into `searching`: it may be in a callback for long, and later submitters
 * must not rely on it. And when it is up, it counts as a searcher: it was the only one to be woken for
 * what may have been several tasks, so when it has found one, it wakes another machine if there is more
 * ({@link Search.wakeUp}). Without that, two tasks published together woke one of two machines, which took
 * both, and ran them one after the other. Does it not come, main wakes the next one (neglect.ts).
 *
 * ## In a join
 *
 * A machine that sleeps in a join runs a fork, and nothing else, if nobody else sleeps. Whoever makes
 * forks public wakes one sleeper, however many they are, and then may have nothing to do with them for
 * long. So whoever was woken, or was relied upon, answers for the forks that he does not run:
 *
 * - A searcher, when he has found something, wakes a joiner if there is nobody else to wake and a fork
 *   to be seen ({@link Search.end}).
 * - A joiner that was taken out of `joining` does the same, once he has taken a fork; or if he takes
 *   none, since his own join is over, or since he may not run what he sees (joiner.ts). In the last
 *   case he is about to sleep again, and wakes only one with a higher number than his own: otherwise two
 *   of that kind would wake each other for as long as the fork is there.
 *
 * *Why nobody sleeps beside a public fork that he would run.* He looked after J1 (joiner.ts), and did
 * not find it, so it was published after J1. Whoever published it found somebody searching, or woke a
 * sleeper, at a time when this one could be seen. Whoever it was looks after that. He takes this fork,
 * or takes another one and sees this one, or leaves it: each time the next one is woken, until nobody
 * else is left to be. It ends, since each time a fork is taken, a join is over, or numbers grow; and who
 * comes back under a lower number has looked for himself. A joiner that is too deep to help is not in
 * the set.
 *
 * A joiner that was taken and dies, or whose waker does: all are woken, and look.
 *
 * The lowest-numbered sleeper is woken: like the youngest, which Go takes, it is always the same few
 * threads whose caches stay warm, and the choice needs no order to be kept.
 */

import { clearBits, load, read, setBits, type Cells } from './atomics.js';
import { ring } from './bell.js';
import { RING, type Unparker } from '@pilfer/deque';
import { DOZING, JOINING, PARKED, SEARCHING, THREAD_BELL } from './layout.js';
import type { Memory } from './memory.js';
import { maySearch, shouldWake } from './policy/wake.js';
import type { Recorder } from './recording/recorder.js';
import { WakeCause } from './trace/codes.js';
import { Kind } from './trace/kinds.js';
import { NONE } from './trace/layout.js';

/** What {@link Idle.tryToWake} returns when it has to be made once more. */
export const LOST = -2;

/** A set of threads in shared memory: any thread may change and read it. */
export class ThreadSet {
  private readonly cells: Cells;
  private readonly at: number;
  private readonly words: number;

  constructor(cells: Cells, at: number, words: number) {
    this.cells = cells;
    this.at = at;
    this.words = words;
  }

  /** Adds a thread. One `Atomics` call. */
  add(thread: number): void {
    setBits(this.cells, this.at + (thread >>> 5), 1 << (thread & 31));
  }

  /** Removes a thread; returns whether it was in the set. One `Atomics` call. */
  remove(thread: number): boolean {
    return clearBits(this.cells, this.at + (thread >>> 5), 1 << (thread & 31)) !== 0;
  }

  /** Says whether a thread is in the set; possibly an old answer. */
  hasHint(thread: number): boolean {
    return (read(this.cells, this.at + (thread >>> 5)) & (1 << (thread & 31))) !== 0;
  }

  /** Counts the threads. One `Atomics` call per 32 possible threads. */
  count(): number {
    let count = 0;
    for (let i = 0; i < this.words; i++) count += bits(load(this.cells, this.at + i));
    return count;
  }

  /** The lowest-numbered thread from `from` on, or −1. */
  lowest(from = 0): number {
    for (let i = from >>> 5; i < this.words; i++) {
      let word = load(this.cells, this.at + i);
      if (i === from >>> 5) word &= -1 << (from & 31);
      if (word !== 0) return i * 32 + 31 - Math.clz32(word & -word);
    }
    return -1;
  }
}

/** One thread's part in waking and sleeping. */
export class Idle {
  readonly parked: ThreadSet;
  readonly searching: ThreadSet;
  readonly dozing: ThreadSet;
  readonly joining: ThreadSet;
  private readonly unparkers: Unparker[];
  private readonly memory: Memory;
  private readonly recorder: Recorder | undefined;

  constructor(memory: Memory, recorder?: Recorder) {
    this.recorder = recorder;
    const { cells, plan } = memory;
    const words = Math.ceil(plan.threads / 32);
    this.memory = memory;
    this.parked = new ThreadSet(cells, PARKED, words);
    this.searching = new ThreadSet(cells, SEARCHING, words);
    this.dozing = new ThreadSet(cells, DOZING, words);
    this.joining = new ThreadSet(cells, JOINING, words);
    this.unparkers = Array.from({ length: plan.threads }, (_, t) => memory.unparker(t));
  }

  /**
   * Wakes one sleeper if new work asks for it; to be called after the work is published. Returns
   * the thread, or −1. `Atomics` calls: 1 if somebody searches, 2 if nobody is parked.
   */
  wake(cause: number = WakeCause.submit): number {
    let woken = this.tryToWake(cause);
    while (woken === LOST) woken = this.tryToWake(cause);
    return woken;
  }

  /** Whether {@link wake} would find somebody on its futex. Two `Atomics` calls at most. */
  mayWakeParked(): boolean {
    return this.searching.lowest() === -1 && this.parked.lowest() !== -1;
  }

  /** Makes one attempt of {@link wake}; `LOST` if somebody else was faster to take the sleeper. */
  tryToWake(cause: number = WakeCause.submit): number {
    if (this.searching.lowest() !== -1) return -1;
    const thread = this.parked.lowest();
    if (!shouldWake(0, thread === -1 ? 0 : 1)) return this.wakeDozer();
    this.searching.add(thread);
    if (this.parked.remove(thread)) {
      this.recordWake(thread, cause);
      this.unpark(thread);
      return thread;
    }
    this.searching.remove(thread);
    return LOST;
  }

  /**
   * The same for a fork, which a thread that sleeps in a join may run too: one is woken if nobody
   * else sleeps. Those that look for forks in a join without sleeping count for nothing here: they
   * may have to leave a fork to others.
   *
   * @param seesFork whether a joiner is woken at all: not if there is no fork.
   * @param from the lowest number of a joiner to be woken.
   */
  wakeForFork(
    cause: number = WakeCause.submit,
    seesFork: () => boolean = always,
    from: number = 0,
  ): number {
    const woken = this.wake(cause);
    if (woken !== -1 || this.searching.lowest() !== -1) return woken;
    let thread = this.joining.lowest(from);
    if (thread === -1 || !seesFork()) return -1;
    for (; thread !== -1; thread = this.joining.lowest(from)) {
      if (!this.joining.remove(thread)) continue;
      this.unpark(thread);
      return thread;
    }
    return -1;
  }

  /** Says whether anybody sleeps who would run a fork. Three `Atomics` calls at most. */
  hasSleepers(): boolean {
    return (
      this.parked.lowest() !== -1 || this.joining.lowest() !== -1 || this.dozing.lowest() !== -1
    );
  }

  /** Wakes a thread whatever it does: it has mail, or must look around. */
  unpark(thread: number): void {
    if ((this.unparkers[thread] as Unparker).unpark() === RING) this.ring(thread);
  }

  /** Wakes a thread after a death, though somebody may have tried: it may be he who has died. */
  rouse(thread: number): void {
    (this.unparkers[thread] as Unparker).rouse();
    this.ring(thread);
  }

  /** Wakes a thread that sleeps in its event loop. */
  ring(thread: number): void {
    ring(this.memory.cells, this.memory.threadCell(thread) + THREAD_BELL);
  }

  /** Takes a dead thread out of all sets. */
  forget(thread: number): void {
    this.parked.remove(thread);
    this.dozing.remove(thread);
    this.joining.remove(thread);
    this.searching.remove(thread);
  }

  private recordWake(thread: number, cause: number): void {
    const { recorder } = this;
    if (recorder?.on === true) recorder.event(Kind.wake, NONE, thread, cause, NONE);
  }

  private wakeDozer(): number {
    const thread = this.dozing.lowest();
    if (thread === -1) return -1;
    if (!this.dozing.remove(thread)) return LOST;
    this.recordWake(thread, WakeCause.submit);
    this.unpark(thread);
    return thread;
  }
}

/** What a machine sees when it has found something. */
export interface Sight {
  /** Whether there is more that a machine must see to. */
  readonly work: () => boolean;
  /** Whether it is something that one in a join can see to. */
  readonly forks: () => boolean;
}

/** One machine's part: its own bits, and what it knows of them. */
export class Search {
  private readonly idle: Idle;
  private readonly thread: number;
  private readonly procs: number;
  /** Whether this machine counts as a searcher. */
  searches = false;

  constructor(idle: Idle, thread: number, procs: number) {
    this.idle = idle;
    this.thread = thread;
    this.procs = procs;
  }

  /** Begins to search, unless enough others do; returns whether this machine searches now. */
  begin(): boolean {
    if (this.searches) return true;
    const { searching, parked } = this.idle;
    if (!maySearch(searching.count(), this.procs, parked.count())) return false;
    searching.add(this.thread);
    this.searches = true;
    return true;
  }

  /**
   * Ends the search, if there is one: something was found, or callbacks come next. The last
   * searcher wakes another machine if there is more to find: what was published while this one
   * searched has woken nobody. Returns whether it ended one.
   *
   * @param hid whether this machine has taken several tasks, and put all but one where others find
   *   them: who looked everywhere in between (S3) has seen none of them, and sleeps.
   */
  end({ work, forks }: Sight, hid = false): boolean {
    if (!this.searches) {
      if (hid) this.idle.wakeForFork(WakeCause.chain, forks);
      return false;
    }
    this.searches = false;
    this.idle.searching.remove(this.thread);
    // In this order: whoever publishes after the removal wakes somebody himself.
    if (work()) this.idle.wakeForFork(WakeCause.chain, forks);
    return true;
  }

  /** Announces a sleep: S1 and S2. Look everywhere once more before it. */
  announce(inLoop: boolean): void {
    (inLoop ? this.idle.dozing : this.idle.parked).add(this.thread);
    this.idle.searching.remove(this.thread);
    this.searches = false;
  }

  /**
   * Ends a sleep that was announced, slept or not. If the last look has found something, this
   * machine counts as a searcher again, so that {@link end} wakes another one if there is more:
   * submitters may have relied on it until S2, and woken nobody. Go: `findRunnable`, the re-check
   * after `nmspinning` was lowered.
   */
  wakeUp(inLoop: boolean, found: boolean): void {
    // A waker that took this thread out of `parked` has put it into `searching` before; out of
    // `dozing`, it has not, since this thread may have been busy. Either way it was the only one to
    // be woken for all that was published, and owes the others a wake-up if there is more.
    const wasTaken = !(inLoop ? this.idle.dozing : this.idle.parked).remove(this.thread);
    if (wasTaken && inLoop) this.idle.searching.add(this.thread);
    this.searches = found || wasTaken;
    // A waker that died after (1) has left this thread's bit there, for which nobody would answer.
    if (!this.searches) this.idle.searching.remove(this.thread);
  }
}

function always(): boolean {
  return true;
}

function bits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
