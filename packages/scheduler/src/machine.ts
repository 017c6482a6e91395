/**
 * M: a thread's scheduling loop. It holds a P, finds an entry, claims its task, runs it, delivers
 * the result, and sleeps when there is nothing.
 *
 * ## Two ways to live
 *
 * With no async task pending, the loop is synchronous: task after task without an `await`, spinning
 * for a while when there is nothing, then asleep in `Atomics.wait`. Now and then the event loop gets
 * a turn, for whatever tasks have left there. With async tasks pending, each task is followed by an
 * `await`, the event loop turns every millisecond, and the machine sleeps in its event loop, where
 * timers and I/O of those tasks go on. The parking cell tells wakers which of the two it is.
 *
 * ## Before it sleeps
 *
 * See idle.ts for the protocol: announce, stop searching, look everywhere once more, sleep. The
 * machine's own inbox (results of nested tasks) is armed in the same breath: a sender that finds it
 * armed unparks this thread. And it asks every P for forks (hungry.ts): if one of them pauses, the
 * sleep is only a nap.
 */

import type { Inbox, ParkingCell } from '@pilfer/deque';
import { read, type Cells } from './atomics.js';
import { Bell } from './bell.js';
import { COUNTER } from './counters.js';
import type { Hunger, Larder } from './hungry.js';
import { Search, type Sight } from './idle.js';
import { CLOSING, THREAD_BELL } from './layout.js';
import { needsTurn } from './policy/fairness.js';
import { NOTHING } from './processor.js';
import { Runner, type RunnerHost, type RunnerParts } from './runner.js';
import type { Submitter } from './submitter.js';
import { ParkMode, WakeCause } from './trace/codes.js';
import { Kind } from './trace/kinds.js';
import { NONE } from './trace/layout.js';

/** What a machine needs of its surroundings. */
export interface MachineHost extends RunnerHost {
  /** Whether the event loop has something of the tasks' own to wait for. */
  hasOpenHandles(): boolean;
  /** One turn of the event loop. */
  turn(): Promise<void>;
  /** Called after each turn, and when something happened to running tasks. */
  turned(): void;
  /** There has been nothing to do for a while, and there is nothing now: time to tidy up. */
  rested(): void;
}

/** Times and limits of the loop, in milliseconds. */
export interface MachineLimits {
  readonly procs: number;
  readonly spin: number;
  readonly turn: number;
  readonly turnTasks: number;
  /** How long it sleeps at most before it looks by itself; it should never find anything. */
  readonly backstop: number;
  /** The same, when there has been nothing for long: doubled from `backstop` on. */
  readonly longestSleep: number;
  /** How long it sleeps if some P pauses, before it asks again. */
  readonly nap: number;
  /** How long it then looks for an answer. */
  readonly look: number;
  readonly asyncPerMachine: number;
}

/** The parts that a machine works with. */
export interface MachineParts extends RunnerParts {
  readonly submitter: Submitter;
  readonly inbox: Inbox;
  readonly cell: ParkingCell;
  readonly hunger: Hunger;
  readonly larder: Larder;
}

/** How late a wake-up may come for work that can be seen, on a machine that is short of cores. */
const LATE_MS = 50;

/** Asks for a sleep as short as the kernel knows: some 50 µs. */
const YIELD_MS = 0.001;

/** How long a machine with its fill of async tasks rests at least, in milliseconds. */
const REST_MS = 5;

/** Awaited to let promises that are settled go on. */
const microtask = Promise.resolve();

/** One thread's scheduling loop. */
export class Machine {
  readonly runner: Runner;
  private readonly searching: Search;
  private lastWork: number;
  private lastTurn: number;
  private lastNap: number;
  private tasksSinceTurn = 0;
  private sleep: number;
  /** Entries put back in a row. */
  private putBacks = 0;
  private lookedSince = 0;
  private wakeLoop: (() => void) | undefined = undefined;
  private readonly bell: Bell;
  private readonly cells: Cells;
  private readonly threadCell: number;

  readonly thread: number;
  private readonly parts: MachineParts;
  private readonly host: MachineHost;
  private readonly limits: MachineLimits;

  constructor(thread: number, parts: MachineParts, host: MachineHost, limits: MachineLimits) {
    this.thread = thread;
    this.parts = parts;
    this.host = host;
    this.limits = limits;
    this.cells = parts.memory.cells;
    this.threadCell = parts.memory.threadCell(thread);
    this.bell = new Bell(this.cells, this.threadCell + THREAD_BELL, () => this.kick());
    this.searching = new Search(parts.idle, thread, limits.procs);
    this.runner = new Runner(thread, parts, host, limits.asyncPerMachine, () => this.kick());
    this.sleep = limits.backstop;
    this.lastWork = this.lastTurn = this.lastNap = performance.now();
  }

  /** Runs until the runtime closes. */
  async run(): Promise<void> {
    this.record(Kind.machineStart, this.thread, 0, 0);
    this.record(Kind.procAcquire, 0, 0, 0);
    while (!this.isClosing()) {
      if (this.parts.submitter.collect() > 0) {
        this.endSearch();
        await microtask; // lets those who waited go on
        this.parts.times.recent = Number.NaN;
      }
      let entry = this.parts.processor.findRunnable();
      if (entry === NOTHING) {
        entry = this.search();
        if (entry === NOTHING) entry = await this.park();
        this.parts.times.forget();
      }
      if (entry === NOTHING) continue;
      this.endSearch();
      if (!this.runner.take(entry)) await this.standBack();
      else this.putBacks = 0;
      if (this.runner.pending > 0) {
        await microtask;
        this.parts.times.recent = Number.NaN;
      }
      if (this.turnIsDue()) await this.turn();
    }
    this.endSearch();
    this.record(Kind.procRelease, 0, 0, 0);
    this.parts.recorder?.about(this.thread, Kind.machineStop, NONE, 0, 0);
  }

  /** Tells a machine that sleeps in its event loop that there is something to do. */
  kick(): void {
    this.wakeLoop?.();
  }

  // ── searching and sleeping ─────────────────────────────────────────────────────────────────

  /**
   * A root task went back to the queue: too many are pending here, or an isolated one is to be first
   * (pending-tasks.ts). When all of the queue has gone by like that, this machine rests for a while,
   * and lets somebody else have it. A longer queue takes longer to look through, so the rest is longer
   * too.
   */
  private async standBack(): Promise<void> {
    if (this.putBacks++ === 0) this.lookedSince = performance.now();
    if (this.putBacks <= this.parts.processor.globalSize) return;
    this.putBacks = 0;
    if (this.runner.allPutBack()) return;
    this.parts.idle.wake();
    const ms = Math.max(REST_MS, 4 * (performance.now() - this.lookedSince));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeLoop = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeLoop = undefined;
    this.turned();
    this.lastWork = this.lastTurn;
  }

  /** Looks for work for a while, if not too many do already. */
  private search(): number {
    const { processor, submitter, hunger } = this.parts;
    const searched = this.searching.searches;
    if (!this.searching.begin()) return NOTHING;
    if (!searched) this.recordSearch();
    const end = Math.max(this.lastWork + this.limits.spin, this.askAgain());
    for (;;) {
      const entry = processor.findElsewhere();
      if (entry !== NOTHING) return entry;
      if (this.runner.pending > 0 || submitter.hasMail() || this.isClosing()) return NOTHING;
      if (performance.now() > end) return NOTHING;
      if (this.runner.hasRung) this.yieldCore();
      hunger.ask();
    }
  }

  /**
   * Leaves the core to the submitter that a result has woken: the kernel may have put that thread in
   * line behind this one, where it would wait until the search is over.
   */
  private yieldCore(): void {
    this.runner.hasRung = false;
    this.parts.cell.park(YIELD_MS);
  }

  /** After a nap, asks Ps that pause; returns until when to look for an answer. */
  private askAgain(): number {
    const now = performance.now();
    if (now - this.lastNap < this.limits.nap) return 0;
    this.lastNap = now;
    return this.parts.hunger.askAgain() ? now + this.limits.look : 0;
  }

  private endSearch(): void {
    const { processor } = this.parts;
    const { moved } = processor;
    processor.moved = false;
    if (!this.searching.end(this.sight, moved)) return;
    this.record(Kind.searchEnd, 1, 0, processor.visits);
    this.lastWork = performance.now();
    this.parts.times.tell(this.lastWork);
  }

  private readonly sight: Sight = {
    work: () => this.parts.processor.seesWork() || this.parts.hunger.seesPause(),
    forks: () => this.parts.processor.seesFork(this.parts.slots) || this.parts.hunger.seesPause(),
  };

  /** Sleeps, unless the look after its announcement finds an entry, which is returned. */
  private async park(): Promise<number> {
    const { processor, hunger, larder } = this.parts;
    if (this.tasksSinceTurn > 0) {
      this.endSearch();
      await this.turn(); // what tasks have left in the event loop comes first
      return NOTHING;
    }
    this.host.turned(); // orders and obituaries, for which it may have been woken
    const inLoop = this.runner.pending > 0 || this.host.hasOpenHandles();
    larder.rest();
    this.announce(inLoop);
    const mustNap = hunger.askBeforeSleep(); // H1
    if (mustNap && inLoop) hunger.askAgain(); // nobody shall count on one that sleeps in its loop
    const entry = processor.findRunnable(); // the look after the announcement: S3
    if (entry === NOTHING && !this.isClosing() && this.parts.inbox.sleep()) {
      processor.counters.add(COUNTER.parks);
      if (inLoop) await this.parkInLoop();
      else this.parkOnFutex(mustNap);
    }
    this.wakeUp(inLoop, entry !== NOTHING);
    return entry;
  }

  private announce(inLoop: boolean): void {
    const searched = this.searching.searches;
    this.searching.announce(inLoop);
    if (searched) this.record(Kind.searchEnd, 0, 0, this.parts.processor.visits);
    this.record(Kind.park, inLoop ? ParkMode.loop : ParkMode.futex, 0, 0);
  }

  private wakeUp(inLoop: boolean, found: boolean): void {
    this.searching.wakeUp(inLoop, found);
    const cause = this.searching.searches ? WakeCause.submit : WakeCause.message;
    this.record(Kind.unpark, NONE, found ? WakeCause.backstop : cause, 0);
    if (this.searching.searches) this.recordSearch();
  }

  private parkOnFutex(isNap: boolean): void {
    if (isNap) {
      this.parts.cell.park(this.limits.nap);
      return;
    }
    if (!this.parts.cell.park(this.sleep) && !this.isOverlooked()) {
      if (this.sleep === this.limits.backstop) this.host.rested();
      this.sleep = Math.min(2 * this.sleep, this.limits.longestSleep);
    } else {
      this.sleep = this.limits.backstop;
    }
  }

  /**
   * After a sleep that nobody ended: is there work? With nobody in sight who will take it, it is given
   * a while: who published it may be about to wake somebody. Then it counts: there must be a bug.
   */
  private isOverlooked(): boolean {
    const { processor, idle, cell } = this.parts;
    if (!processor.seesWork()) return false;
    if (idle.searching.lowest() !== -1 || cell.park(LATE_MS)) return true;
    if (processor.seesWork() && idle.searching.lowest() === -1) {
      processor.counters.add(COUNTER.backstops);
    }
    return true;
  }

  private async parkInLoop(): Promise<void> {
    const { rings } = this.bell;
    if (!this.parts.cell.enterLoop()) return;
    await new Promise<void>((resolve) => {
      this.wakeLoop = resolve;
      this.bell.arm(rings);
    });
    this.wakeLoop = undefined;
    this.parts.cell.leaveLoop();
    this.tasksSinceTurn = 0;
    this.host.turned();
  }

  // ── turns of the event loop ────────────────────────────────────────────────────────────────

  private turnIsDue(): boolean {
    const { times, recorder } = this.parts;
    const { finished } = times;
    const isShared = !Number.isNaN(finished) && recorder?.on === true;
    const now = isShared ? finished : performance.now();
    times.finished = Number.NaN;
    if (!isShared) times.recent = recorder?.on === true ? now : Number.NaN;
    this.busySince(now);
    this.tasksSinceTurn++;
    const often = this.runner.pending > 0 ? 1 : 10;
    return needsTurn(
      now - this.lastTurn,
      this.tasksSinceTurn,
      this.limits.turn * often,
      this.limits.turnTasks * often,
    );
  }

  private async turn(): Promise<void> {
    this.record(Kind.turnBegin, this.runner.pending, 0, 0);
    await this.host.turn();
    this.record(Kind.turnEnd, this.runner.pending, 0, 0);
    this.turned();
  }

  private turned(): void {
    this.lastTurn = performance.now();
    this.parts.times.forget();
    this.parts.times.tell(this.lastTurn);
    this.tasksSinceTurn = 0;
    this.host.turned();
  }

  private isClosing(): boolean {
    return read(this.cells, CLOSING) !== 0;
  }

  private recordSearch(): void {
    this.parts.processor.visits = 0;
    this.record(Kind.searchBegin, 1, 0, 0);
  }

  private record(kind: number, a: number, b: number, c: number): void {
    const { recorder } = this.parts;
    if (recorder?.on === true) recorder.event(kind, NONE, a, b, c);
  }

  /** Accounts for the time since the last task, or the end of the last search. */
  private busySince(now: number): void {
    this.parts.processor.counters.add(COUNTER.busyNs, (now - this.lastWork) * 1e6);
    this.lastWork = now;
    this.parts.times.ended(now);
  }
}
