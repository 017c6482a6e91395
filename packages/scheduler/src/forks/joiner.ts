/**
 * The join of a fork that thieves can see.
 *
 * The slot decides: a compare-and-swap QUEUED → RUNNING, and the fork is this M's own again, wherever
 * its queue entry is; that one is stale now, and is dropped by whoever meets it. Otherwise somebody
 * else runs it, and this M waits for its result, which comes by way of its inbox.
 *
 * ## What a waiting M does
 *
 * It runs other forks, those of its own root first: their results are waited for as well, perhaps by
 * the one that it waits for. Never a root task: that could take for ever, and may wait for this one's
 * result. At most `helpDepth` joins deep, since each is a stack frame more, and a join the longer to
 * wait for.
 *
 * Then it looks around for a while, asking the others for forks, and then sleeps: (J1) joining += me;
 * (J2) ask, as H1 of hungry.ts; (J3) look for a fork once more; (J4) arm the inbox, which fails if the
 * result is there, and sleep. The sender of the result wakes it, and so does a fork that nobody else
 * would run (`Idle.wakeForFork`). A death is announced to all, and turns into an error of the fork.
 * (J5) joining −= me: if somebody else has done that, for the sake of a fork, this M answers for all
 * that became public with it. It looks for one, unless its own join is over, and wakes another M if it
 * sees more, or leaves what it sees (idle.ts: "In a join").
 *
 * One that is too deep to help asks nobody, and is woken by none but the sender of its result.
 *
 * ## Cost
 *
 * Nobody claimed it: one compare-and-swap, and one or two to take the entry out of the deque.
 */

import { EMPTY, type Inbox, type ParkingCell } from '@pilfer/deque';
import { COUNTER } from '../counters.js';
import type { Hunger } from '../hungry.js';
import type { Idle } from '../idle.js';
import { FLAG_ISOLATED, SLOT_FLAGS, SLOT_PARENT } from '../layout.js';
import { PILFER } from '../policy/constants.js';
import { mayHelp } from '../policy/spin.js';
import { NOTHING, type Processor } from '../processor.js';
import type { Recorder } from '../recording/recorder.js';
import type { Slots } from '../slots.js';
import type { Submitter } from '../submitter.js';
import { ParkMode, WakeCause, Outcome } from '../trace/codes.js';
import { Kind } from '../trace/kinds.js';
import { NONE } from '../trace/layout.js';
import type { Exposed } from './exposed.js';
import { NO_ROOT } from './exposer.js';

/** How long a joiner sleeps at most before it looks by itself, in milliseconds. */
const BACKSTOP_MS = 250;

/** The parts that a joiner works with. */
export interface JoinerParts {
  readonly thread: number;
  readonly slots: Slots;
  readonly submitter: Submitter;
  readonly processor: Processor;
  readonly inbox: Inbox;
  readonly cell: ParkingCell;
  readonly idle: Idle;
  readonly hunger: Hunger;
  readonly recorder?: Recorder | undefined;
  readonly now: () => number;
  /** Takes and runs an entry. */
  readonly run: (entry: number) => void;
  /** Acts upon deaths of other threads. */
  readonly mourn: () => void;
}

/** Waits for one M's exposed forks. */
export class Joiner {
  private depth = 0;
  private readonly parts: JoinerParts;

  constructor(parts: JoinerParts) {
    this.parts = parts;
  }

  /** True if nobody had claimed the fork, and it is the caller's; false when it is settled. */
  claim(exposed: Exposed, root: number): boolean {
    for (;;) {
      this.hear();
      if (exposed.isSettled) return false;
      if (this.reclaim(exposed)) return true;
      this.wait(() => exposed.isSettled, root);
    }
  }

  /** Makes sure that nobody runs a fork any more, nor will. */
  discard(exposed: Exposed, error: () => unknown): void {
    const { submitter } = this.parts;
    if (exposed.isSettled) return;
    if (this.reclaim(exposed)) {
      const { recorder } = this.parts;
      if (recorder?.on === true) recorder.event(Kind.end, exposed.entry, Outcome.cancelled, 0, 0);
      return;
    }
    const generation = submitter.generation(exposed.slot);
    submitter.cancel(exposed.slot, error());
    const isOver = (): boolean => submitter.generation(exposed.slot) !== generation;
    this.depth += PILFER.helpDepth; // whoever unwinds its stack does not start other work on it
    try {
      while (!isOver()) this.wait(isOver, -1);
    } finally {
      this.depth -= PILFER.helpDepth;
    }
  }

  private reclaim({ slot }: Exposed): boolean {
    const { submitter, processor } = this.parts;
    const entry = submitter.reclaim(slot);
    if (entry === EMPTY) return false;
    processor.drop(entry);
    processor.counters.add(COUNTER.reclaimed);
    return true;
  }

  /** Returns when it is over, or something has happened that may have to do with it. */
  private wait(isOver: () => boolean, root: number): void {
    const { hunger, now } = this.parts;
    const helps = mayHelp(this.depth);
    const end = now() + PILFER.lookNs;
    do {
      if (helps) {
        if (this.help(root)) return;
        hunger.ask();
      }
      this.hear();
      if (isOver()) return;
    } while (now() < end);
    if (helps) this.sleep(isOver, root);
    else this.park(BACKSTOP_MS);
  }

  private sleep(isOver: () => boolean, root: number): void {
    const { thread, idle, hunger } = this.parts;
    idle.joining.add(thread); // J1
    const mustNap = hunger.askBeforeSleep(); // J2
    const found = this.find(root); // J3
    if (found === NOTHING) this.park(mustNap ? PILFER.napNs / 1e6 : BACKSTOP_MS); // J4
    const entry = this.getUp(found, isOver, root); // J5
    if (entry !== NOTHING) this.run(entry);
    else if (mustNap) hunger.askAgain();
  }

  private park(ms: number): void {
    const { inbox, cell } = this.parts;
    if (!inbox.sleep()) return;
    this.record(Kind.park, ParkMode.futex, 0);
    cell.park(ms);
    this.record(Kind.unpark, NONE, WakeCause.joined);
  }

  /**
   * J5. Returns the fork that was found before, or one that is found now, if this M was woken for one;
   * then it also sees to it that somebody looks at the others.
   */
  private getUp(found: number, isOver: () => boolean, root: number): number {
    const { thread, processor, slots, hunger, idle } = this.parts;
    if (idle.joining.remove(thread)) return found; // nobody relies on it
    this.hear();
    const leaves = found !== NOTHING || isOver();
    const entry = leaves ? found : this.find(root);
    if (leaves || entry !== NOTHING) {
      // As a searcher that leaves: E2 of hungry.ts.
      if (processor.seesFork(slots) || hunger.seesPause()) idle.wakeForFork(WakeCause.chain);
    } else if (processor.seesFork(slots)) {
      idle.wakeForFork(WakeCause.chain, undefined, thread + 1); // it is none that may run here
    }
    return entry;
  }

  private record(kind: number, a: number, b: number): void {
    const { recorder } = this.parts;
    if (recorder?.on === true) recorder.event(kind, NONE, a, b, 0);
  }

  private hear(): void {
    this.parts.submitter.collect();
    this.parts.mourn();
  }

  private help(root: number): boolean {
    const entry = this.find(root);
    if (entry === NOTHING) return false;
    this.run(entry);
    return true;
  }

  /** A fork to run meanwhile: of the same root, else of any. */
  private find(root: number): number {
    const { processor } = this.parts;
    const entry = processor.takeIf((queued) => this.isFork(queued, root));
    if (entry !== NOTHING || this.isIsolated(root)) return entry;
    return processor.takeIf((queued) => this.isFork(queued, -1));
  }

  private run(entry: number): void {
    if (!this.isFork(entry, -1)) {
      // Its slot was used again while it was taken: for a task that is not for us.
      this.parts.processor.push(entry);
      this.parts.idle.wake();
      return;
    }
    this.depth++;
    try {
      this.parts.run(entry);
    } finally {
      this.depth--;
    }
  }

  /** Whether nothing of others may run on this machine. */
  private isIsolated(root: number): boolean {
    if (root < 0 || root >= NO_ROOT) return false;
    return (this.parts.slots.get(root, SLOT_FLAGS) & FLAG_ISOLATED) !== 0;
  }

  private isFork(entry: number, root: number): boolean {
    const { slots } = this.parts;
    if (!slots.isFork(entry)) return false;
    return root === -1 || slots.get(slots.slotOf(entry), SLOT_PARENT) === root + 1;
  }
}
