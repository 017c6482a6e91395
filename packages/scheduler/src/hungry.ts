/**
 * How thieves ask for forks that nobody can see, and how they are answered.
 *
 * Forks are private until somebody is hungry (forks/fork-stack.ts). Each P block has one cell for
 * that question, which its owner reads plainly in each fork and join:
 *
 * | value   |                                                    | the owner's next fork or join  |
 * |---------|----------------------------------------------------|--------------------------------|
 * | CONTENT | nobody has asked                                   | is fast                        |
 * | ASKED   | a thief found nothing                              | answers                        |
 * | KNOWN   | the owner owes somebody who sleeps a fork          | answers, if it can by now      |
 * | PAUSED  | forks are too small just now: ask again later      | is fast                        |
 *
 * Thieves swap CONTENT, and now and then PAUSED, for ASKED. All else is written by the owner.
 *
 * ## A sleeper never sleeps beside work that nobody will give it (I3)
 *
 * Sleeper, after S1 and S2 of idle.ts: (H1) ask every P whose cell says CONTENT; (S3) look
 * everywhere; (S4) sleep. Owner: (O1) exchange(cell, CONTENT), first of all; (O2) push a fork;
 * (O3) wake a sleeper, as for any new work; (O4) if it has nothing public, and somebody sleeps,
 * store KNOWN.
 *
 * *Before H1 the cell says CONTENT.* H1 makes it ASKED, and the owner's next fork or join takes the
 * slow path. When it comes to O1, S1 is long past, so O3 sees the sleeper; or O2 has nothing to push,
 * and O4 keeps the request.
 *
 * *It says ASKED or KNOWN.* H1 does nothing; O1 is still to come, and comes after S1: as before.
 *
 * *O1 took another thief's request before H1.* Then H1 makes a request of its own, which O4 may turn
 * into KNOWN: both are answered by the next fork or join.
 *
 * *The fork that was pushed for the sleeper goes elsewhere.* Whoever takes public work away looks
 * whether somebody sleeps: a thief asks its victim again ({@link Hunger.passOn}), an owner that takes
 * its own fork back owes the sleeper another one ({@link Larder.settle}). A sleeper that comes after
 * that look has its own H1 before it.
 *
 * ## Pauses
 *
 * A P whose forks are too small to give away (policy/exposure.ts) must not be slowed down by a thief
 * that asks all the time, and must not forget one that sleeps. So in a pause the cell says PAUSED,
 * which a thief that is awake leaves alone; before it sleeps, it sees PAUSED, takes only a *nap*, and
 * asks again when that is over. Somebody is thus awake or napping as long as a cell says PAUSED:
 *
 * (P1) the owner swaps PAUSED into its cell; (P2) nobody searches? Then it stores KNOWN instead, and
 * answers when the pause is over. A searcher that leaves: (E1) searching −= me; (E2) does a cell say
 * PAUSED, or is there work? Then it wakes a sleeper in its place, in a join if nowhere else. If P2 saw
 * the searcher, E1 comes after P2, so E2 after P1. An M that goes to sleep itself ends its own pause: it has no forks.
 *
 * ## Plain reads
 *
 * The owner's plain read may be old by some nanoseconds; it is made again in every fork and join, in
 * which the compiler must not replace it by an earlier one (forks/watch.ts). A spinning thief's plain
 * look at a cell only says whether a swap is worth trying.
 *
 * ## Cost
 *
 * Owner: a plain read. Answering: an exchange, and a load or two. Thief: a plain read per P while it
 * searches, and one `Atomics` call per P before it sleeps.
 */

import { compareExchange, exchange, load, read, store, type Cells } from './atomics.js';
import type { Idle } from './idle.js';
import { P_HUNGRY } from './layout.js';
import type { Memory } from './memory.js';

/** Nobody has asked. */
const CONTENT = 0;
/** Somebody has asked. Positive values have the owner take its slow path. */
const ASKED = 1;
/** The owner owes a sleeper a fork. */
const KNOWN = 2;
/** Not now: ask again later. */
const PAUSED = -1;

/** Says of a cell's value whether the owner shall take its slow path. */
function isAsking(value: number): boolean {
  return value > CONTENT;
}

/** A thief's side: one M's requests to all other Ps. */
export class Hunger {
  private readonly cells: Cells;
  private readonly at: readonly number[];
  private readonly own: number;
  private readonly idle: Idle;

  /** @param steals without it nobody is asked. */
  constructor(memory: Memory, block: number, idle: Idle, steals: boolean = true) {
    this.cells = memory.cells;
    const length = steals ? memory.plan.blocks : 0;
    this.at = Array.from({ length }, (_, i) => memory.blockCell(i) + P_HUNGRY);
    this.own = block;
    this.idle = idle;
  }

  /** Asks all Ps that nobody has asked yet, as seen by a plain look. */
  ask(): void {
    for (let block = 0; block < this.at.length; block++) {
      if (block !== this.own && read(this.cells, this.at[block] as number) === CONTENT) {
        this.swap(block, CONTENT);
      }
    }
  }

  /** Asks those that pause, too; returns whether there was one. */
  askAgain(): boolean {
    let isAnyPaused = false;
    for (let block = 0; block < this.at.length; block++) {
      if (block === this.own || this.look(block) !== PAUSED) continue;
      this.insist(block);
      isAnyPaused = true;
    }
    return isAnyPaused;
  }

  /** H1: asks all Ps before a sleep. Returns whether one pauses: then the sleep must be a nap. */
  askBeforeSleep(): boolean {
    let isPaused = false;
    for (let block = 0; block < this.at.length; block++) {
      if (block === this.own) continue;
      const seen = this.look(block);
      if (seen === PAUSED || (seen === CONTENT && this.swap(block, CONTENT) === PAUSED)) {
        isPaused = true;
      }
    }
    return isPaused;
  }

  /** E2: says whether some P pauses, so that somebody must stay awake for it. */
  seesPause(): boolean {
    for (let block = 0; block < this.at.length; block++) {
      if (block !== this.own && this.look(block) === PAUSED) return true;
    }
    return false;
  }

  /** Public work was taken from a P: if somebody sleeps, asks for more in its place. */
  passOn(block: number): void {
    if (this.idle.hasSleepers()) this.insist(block);
  }

  private insist(block: number): void {
    let seen = this.look(block);
    while (!isAsking(seen)) {
      const before = this.swap(block, seen);
      if (before === seen) return;
      seen = before;
    }
  }

  private look(block: number): number {
    return load(this.cells, this.at[block] as number);
  }

  private swap(block: number, from: number): number {
    return compareExchange(this.cells, this.at[block] as number, from, ASKED);
  }
}

/** The owner's side: what one P knows of others' hunger. */
export class Larder {
  private readonly cells: Cells;
  private readonly at: number;
  private readonly idle: Idle;

  constructor(memory: Memory, block: number, idle: Idle) {
    this.cells = memory.cells;
    this.at = memory.blockCell(block) + P_HUNGRY;
    this.idle = idle;
  }

  /** Says whether somebody has asked: the plain look. */
  isAsked(): boolean {
    return isAsking(read(this.cells, this.at));
  }

  /** O1: takes all requests so far. To be followed by {@link settle}. */
  take(): void {
    exchange(this.cells, this.at, CONTENT);
  }

  /** O4: nothing is public. Whoever sleeps is owed a fork; `pauses`: not before the pause is over. */
  settle(pauses: boolean): void {
    if (pauses) {
      if (exchange(this.cells, this.at, PAUSED) !== PAUSED && this.idle.hasSleepers()) this.owe();
    } else if (this.idle.hasSleepers()) store(this.cells, this.at, KNOWN);
  }

  /** This M has no forks, and will have none before it has slept. */
  rest(): void {
    if (read(this.cells, this.at) === PAUSED) compareExchange(this.cells, this.at, PAUSED, CONTENT);
  }

  /** P2. */
  private owe(): void {
    if (this.idle.searching.lowest() === -1) store(this.cells, this.at, KNOWN);
  }
}
