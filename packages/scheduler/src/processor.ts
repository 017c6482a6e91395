/**
 * P: the right to run tasks, with its deque. The machine that holds it looks for work here, in Go's
 * order (`findRunnable` in proc.go): own queue, global queue, other Ps; and every 61st time
 * elsewhere first.
 *
 * There is no separate `next` slot. In Go it puts the goroutine that was readied last before a
 * first-in first-out queue; here the owner pops the newest entry anyway, so the bottom of the deque
 * is that slot, and thieves see it like any other.
 */

import { Deque, EMPTY, GlobalQueue, isHandle, RETRY, Stealer } from '@pilfer/deque';
import { COUNTER, Counters } from './counters.js';
import type { Hunger } from './hungry.js';
import type { Memory } from './memory.js';
import { takesGlobalFirst, tickAfter } from './policy/fairness.js';
import { globalBatch } from './policy/global-queue.js';
import { GLOBAL_QUEUE } from './policy/placement.js';
import { pilferPolicy, type Policy } from './policy/policy.js';
import { Random } from './policy/random.js';
import { NO_VICTIM, type Victims } from './policy/victims.js';
import type { Recorder } from './recording/recorder.js';
import type { Slots } from './slots.js';
import { Miss, Source } from './trace/codes.js';
import { Kind } from './trace/kinds.js';
import { NONE } from './trace/layout.js';

/** No entry was found. */
export const NOTHING: number = EMPTY;

/** One P in the hands of its machine. */
export class Processor {
  readonly counters: Counters;
  /** Where the entry found last was: one of `Source`. */
  source: number = Source.local;
  /** The block from which it was stolen, or `NONE`. */
  victim: number = NONE;
  /** Whether tasks were moved from the global queue to the own deque since somebody set this to false. */
  moved = false;
  /** Victims visited since somebody set this to 0. */
  visits = 0;
  private readonly deque: Deque;
  private readonly queue: GlobalQueue;
  private readonly stealers: Stealer[];
  private readonly order: Victims;
  private readonly random: Random;
  private readonly hunger: Hunger;
  private readonly batch: Int32Array;
  /** Whether it keeps tasks in its deque, and steals; if not, all are in the global queue. */
  private readonly keeps: boolean;
  private readonly overflow: Int32Array;
  private tick = 0;

  readonly block: number;
  private readonly procs: number;
  private readonly recorder: Recorder | undefined;

  /**
   * Takes a P block over from whoever held it before, dead or alive until now.
   *
   * @param seed of the victims' order.
   * @param policy of which it follows placement, victims and the size of a batch.
   */
  constructor(
    memory: Memory,
    block: number,
    procs: number,
    seed: number,
    hunger: Hunger,
    recorder?: Recorder,
    policy: Policy = pilferPolicy,
  ) {
    this.hunger = hunger;
    this.recorder = recorder;
    this.block = block;
    this.procs = procs;
    const { buffer, plan } = memory;
    this.deque = Deque.adopt(buffer, memory.dequeAt(block));
    this.queue = new GlobalQueue(buffer, plan.queueAt);
    this.stealers = Array.from(
      { length: plan.blocks },
      (_, i) => new Stealer(buffer, memory.dequeAt(i)),
    );
    this.order = policy.victims.create(plan.blocks, block);
    this.keeps = policy.placement.place(block, procs, 0) !== GLOBAL_QUEUE;
    this.batch = new Int32Array(policy.constants.globalBatchMax);
    this.random = new Random(seed);
    this.counters = new Counters(memory, block);
    this.overflow = new Int32Array(plan.dequeCapacity);
  }

  /** Finds an entry to run next, or `NOTHING`. */
  findRunnable(): number {
    const first = takesGlobalFirst(this.tick);
    this.tick = tickAfter(this.tick, false);
    if (first) {
      const entry = this.takeOldest();
      if (entry !== NOTHING) return entry;
    }
    const own = this.deque.pop();
    if (own === EMPTY) return this.findElsewhere();
    this.from(Source.local, NONE);
    return own;
  }

  /** Looks everywhere but in the own deque, which is empty. */
  findElsewhere(): number {
    const entry = this.takeGlobal();
    return entry !== NOTHING || !this.keeps ? entry : this.steal();
  }

  /**
   * Adds an entry that this machine submitted. Into a full deque it goes by way of the global
   * queue, and half of the deque with it, as Go's `runqputslow` does.
   */
  push(entry: number): void {
    if (!this.keeps) {
      this.putBack(entry);
      return;
    }
    if (this.deque.push(entry)) return;
    this.counters.add(COUNTER.overflows);
    const moved = this.deque.drain(this.overflow);
    this.record(Kind.overflow, entry, moved, this.queue.size, 0);
    if (moved > 0) this.toGlobal(this.overflow, moved);
    if (!this.deque.push(entry)) {
      this.overflow[0] = entry;
      this.toGlobal(this.overflow, 1);
    }
  }

  // ── forks ────────────────────────────────────────────────────────────────────────────────────

  /** Says whether a fork can be pushed: into a full deque none is, it stays with its forker. */
  hasRoom(): boolean {
    return !this.deque.isFull();
  }

  /** Says whether thieves find nothing in the own deque. One `Atomics` call. */
  isBare(): boolean {
    return this.deque.size <= 0;
  }

  /** Adds an entry for which there {@link hasRoom}. */
  pushFork(entry: number): void {
    this.deque.push(entry);
  }

  /** Takes a stale entry out of the own deque, if it is the newest: else whoever takes it drops it. */
  drop(entry: number): void {
    if (this.deque.newest() === entry) this.deque.pop();
  }

  /**
   * Takes an entry that `accepts` says yes to: the newest of the own deque, else the oldest of
   * another P's; or `NOTHING`. What it does not take stays in sight all the time: an M that looks
   * everywhere before it sleeps (S3 of idle.ts) must not miss it.
   */
  takeIf(accepts: (entry: number) => boolean): number {
    const own = this.deque.newest();
    if (own !== EMPTY && accepts(own) && this.deque.pop() !== EMPTY) {
      this.from(Source.help, NONE);
      return own;
    }
    const stolen = this.steal(accepts);
    this.source = Source.help;
    return stolen;
  }

  /** Says whether there is, at this moment, anything in the global queue or in any deque. */
  seesWork(): boolean {
    return this.queue.size > 0 || this.stealers.some((stealer) => stealer.size > 0);
  }

  /** Says whether the oldest entry of some deque is, at this moment, one that a joiner takes. */
  seesFork(slots: Slots): boolean {
    let sees = false;
    const look = (entry: number): false => {
      sees ||= slots.isFork(entry);
      return false; // stays
    };
    return this.stealers.some((stealer) => {
      stealer.stealIf(look);
      return sees;
    });
  }

  /** Entries in the global queue, about. */
  get globalSize(): number {
    return this.queue.size;
  }

  /** Puts an entry at the end of the global queue. */
  putBack(entry: number): void {
    this.overflow[0] = entry;
    this.toGlobal(this.overflow, 1);
  }

  /** Every 61st time: one entry from the global queue, else the oldest of the own deque. */
  private takeOldest(): number {
    const entry = this.queue.pop();
    if (entry !== EMPTY) {
      this.from(Source.tick, NONE);
      this.record(Kind.globalTake, entry, 1, this.queue.size, 1);
      return entry;
    }
    this.from(Source.local, NONE);
    const oldest = (this.stealers[this.block] as Stealer).steal();
    return isHandle(oldest) ? oldest : NOTHING;
  }

  /**
   * Takes this P's share of the global queue. The oldest runs first; the others are pushed newest
   * first, so that the owner's pops follow the order of submission.
   */
  private takeGlobal(): number {
    const first = this.queue.pop();
    if (first === EMPTY) return NOTHING;
    this.counters.add(COUNTER.globalTakes);
    this.from(Source.global, NONE);
    const more = globalBatch(this.queue.size + 1, this.procs, 0, this.batch.length) - 1;
    let count = 0;
    if (more > 0) count = this.queue.popBatch(this.batch, more);
    this.record(Kind.globalTake, first, count + 1, this.queue.size, 0);
    if (count > 0) this.moved = true;
    while (count > 0) this.push(this.batch[--count] as number);
    return first;
  }

  /** Visits the other P blocks in random order until one yields; again while one said "retry". */
  private steal(accepts?: (entry: number) => boolean): number {
    for (;;) {
      let again = false;
      this.order.reset(this.random.next());
      for (let victim = this.order.next(); victim !== NO_VICTIM; victim = this.order.next()) {
        if (victim === this.block) continue;
        this.visits++;
        const stealer = this.stealers[victim] as Stealer;
        const entry = accepts === undefined ? stealer.steal() : stealer.stealIf(accepts);
        if (isHandle(entry)) {
          this.counters.add(COUNTER.stolen);
          this.from(Source.stolen, victim);
          this.recordSteal(entry, victim);
          this.hunger.passOn(victim);
          return entry;
        }
        if (entry === RETRY) again = true;
        this.recordMiss(victim, entry);
      }
      this.counters.add(again ? COUNTER.stealRetries : COUNTER.stealAttempts);
      if (!again) return NOTHING;
    }
  }

  private from(source: number, victim: number): void {
    this.source = source;
    this.victim = victim;
  }

  private recordSteal(entry: number, victim: number): void {
    const { recorder } = this;
    if (recorder?.on !== true) return;
    const left = (this.stealers[victim] as Stealer).size;
    recorder.event(Kind.steal, entry, victim, 1, left + 1);
  }

  /** A visit in vain: of a search, only the first to each victim. A spinning thief makes millions. */
  private recordMiss(victim: number, result: number): void {
    const { recorder } = this;
    if (recorder?.on !== true || this.visits >= this.stealers.length) return;
    recorder.event(Kind.miss, NONE, victim, result === RETRY ? Miss.raced : Miss.empty, 0);
  }

  private record(kind: number, entry: number, a: number, b: number, c: number): void {
    const { recorder } = this;
    if (recorder?.on === true) recorder.event(kind, entry, a, b, c);
  }

  private toGlobal(entries: Int32Array, count: number): void {
    // There is room for every slot's entry: see planMemory.
    let pushed = 0;
    while (pushed < count) {
      pushed += this.queue.pushBatch(entries.subarray(pushed, count), count - pushed);
    }
  }
}
