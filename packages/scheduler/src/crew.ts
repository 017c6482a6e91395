/**
 * The machines, seen from the main thread: starting them, ending them, and what is to be done when
 * one dies.
 *
 * Only a thread's `exit` event proves that it writes no more. Until then its P block stays in
 * quarantine: other machines steal from it, nobody else owns it, and the P goes on with a spare
 * block and a new machine at once. After the exit, in this order:
 *
 * 1. take the thread out of the sets of sleepers and searchers, and the entries out of its deque;
 * 2. settle what it has left of the main thread's tasks (Submitter.recover);
 * 3. take over the region of its own, nested tasks: their promises died with it;
 * 4. announce the death, and wake everybody: machines do 2 for their own nested tasks;
 * 5. give queued tasks that vanished in its hands new entries;
 * 6. start another machine for its P.
 *
 * When the thread's number is used again: see estates.ts.
 */

import { load, store } from './atomics.js';
import { bootOf, type Command, type MachineMessage } from './boot.js';
import { ChildWatch } from './child-watch.js';
import type { Timer } from './clock.js';
import type { CrewHost } from './crew-host.js';
import { Estates } from './estates.js';
import type { Hand, Loss } from './hand.js';
import type { Idle } from './idle.js';
import {
  CLOSING,
  DEATHS,
  MAX_THREADS,
  OBITUARIES,
  THREAD_DEATHS_SEEN,
  THREAD_DOOM,
  THREAD_EXITED,
  THREAD_LOADING,
  THREAD_RUNNING,
} from './layout.js';
import type { Memory } from './memory.js';
import type { CheckedOptions } from './options.js';
import { Hangs } from './hangs.js';
import { Homeless, isRefusal } from './homeless.js';
import { endThread } from './load-gate.js';
import { Orders } from './orders.js';
import { PBlocks } from './p-blocks.js';
import { rebuilt } from './posted-error.js';
import { rescueDeque } from './recovery.js';
import type { MachineHandle, World } from './world.js';

/** Deaths before the first word, in a row, after which starting machines is given up. */
const MAX_FAILED_BOOTS = 3;

/** How soon after a death what is left of it is looked after, and how rarely in the end. */
const TIDY_MS = 20;
const TIDY_RARELY_MS = 2000;

/** How long threads have to end by themselves when a runtime is closed at once. */
const NOW_GRACE_MS = 200;

/** How long threads that were terminated have at least, before they count as stuck. */
const LAST_GRACE_MS = 500;

/** All machines of one runtime. */
export class Crew {
  /** What became of threads that died, by number: kept until the number is used again. */
  readonly losses: Map<number, Loss>;
  /** Modules that every machine loads before its first task. */
  readonly modules: Set<string>;
  private readonly hangs: Hangs;
  private readonly children: ChildWatch;
  private readonly orders: Orders;
  readonly blocks: PBlocks;
  private readonly hands = new Map<number, Hand>();
  private readonly estates: Estates;
  private readonly homeless: Homeless;
  private tidyTimer: Timer | undefined;
  private failedBoots = 0;
  private recentDeaths: number[] = [];
  private stopping: (() => void) | undefined = undefined;
  private seed = 1;

  private readonly memory: Memory;
  private readonly world: World;
  private readonly idle: Idle;
  private readonly options: CheckedOptions;
  private readonly channel: string;
  private readonly host: CrewHost;

  constructor(
    memory: Memory,
    world: World,
    idle: Idle,
    options: CheckedOptions,
    channel: string,
    host: CrewHost,
  ) {
    this.memory = memory;
    this.world = world;
    this.idle = idle;
    this.options = options;
    this.channel = channel;
    this.host = host;
    this.losses = new Map();
    this.modules = new Set();
    this.children = new ChildWatch(memory, world.clock, {
      terminate: (thread, culprit) => this.terminate(thread, culprit),
      suspect: (thread, culprit) => this.suspect(thread, culprit),
      abandon: (parent, killAfter) => host.abandon(parent, killAfter),
    });
    this.orders = new Orders(idle);
    this.hangs = new Hangs(memory, world.clock, options.loadTimeout, {
      orders: this.orders,
      hands: this.hands,
      modules: this.modules,
      terminate: (thread, culprit) => this.terminate(thread, culprit),
      giveUpLoad: (slot, fn) => host.giveUpLoad(slot, fn),
    });
    this.estates = new Estates(memory);
    this.homeless = new Homeless(world.clock, {
      start: (p) => {
        if (this.stopping === undefined) this.start(p);
      },
      hasThreads: () => this.hands.size > 0,
      broken: (cause) => host.broken(cause),
    });
    this.blocks = new PBlocks(memory.plan.blocks);
    for (let p = 0; p < memory.plan.procs; p++) this.start(p);
  }

  /** Threads that have not exited. */
  get threads(): number {
    return this.hands.size;
  }

  /** The threads that have not exited, and the P of each. */
  machines(): { readonly thread: number; readonly p: number }[] {
    return [...this.hands.values()].filter(({ replaced }) => !replaced);
  }

  /** Has every machine do something once; resolves when all have. A machine that dies is excused. */
  async order(make: (id: number) => Command): Promise<void> {
    const answers = [...this.hands.values()]
      .filter((hand) => !hand.replaced)
      .map((hand) => {
        const answer = this.orders.send(hand, make); // throws for arguments that can't be posted
        hand.machine.hold(true);
        return answer.finally(() => hand.machine.hold(false));
      });
    await Promise.all(answers);
  }

  /**
   * Whether a thread has died, though its exit may not be seen yet; 0: whether all have. For a main
   * thread that is blocked.
   */
  isDead(thread: number): boolean {
    const hand = this.hands.get(thread);
    if (hand !== undefined) return this.hasStopped(hand);
    return thread !== 0 || [...this.hands.values()].every(this.hasStopped);
  }

  /** Ends a thread if its event loop stands still: a task may hang after an `await`. */
  suspect(thread: number, culprit: string): void {
    this.hangs.suspect(thread, culprit);
  }

  /** Ends a thread whose task won't stop, and starts another machine for its P at once. */
  terminate(thread: number, culprit: string): void {
    const hand = this.hands.get(thread);
    if (hand === undefined || hand.culprit !== undefined) return;
    hand.culprit = culprit;
    this.idle.forget(thread); // nobody shall count on it any more
    this.idle.wakeForFork(); // and in place of whoever has
    this.end(hand);
    this.host.retaken(thread, hand.p);
    this.replace(hand);
  }

  /** Ends all threads; resolves with the number of those that have not exited in time. */
  stop(now: boolean, timeout: number): Promise<number> {
    store(this.memory.cells, CLOSING, now ? 2 : 1);
    this.hangs.stop();
    for (const hand of this.hands.values()) {
      const { thread } = hand;
      this.idle.unpark(thread);
      // A thread that is in the middle of a task does not see that.
      const busy = load(this.memory.cells, this.memory.threadCell(thread) + THREAD_RUNNING) !== 0;
      if (now && busy) this.end(hand);
    }
    const grace = now ? Math.min(timeout, NOW_GRACE_MS) : timeout;
    return new Promise((resolve) => {
      const finish = (): void => {
        this.world.clock.cancel(timer);
        resolve(this.hands.size);
      };
      let timer: Timer = this.world.clock.after(grace, () => {
        for (const hand of this.hands.values()) this.end(hand);
        timer = this.world.clock.after(Math.max(LAST_GRACE_MS, timeout - grace), finish);
      });
      this.stopping = finish; // also if there is no thread now: none may be started any more
      if (this.hands.size === 0) finish();
    });
  }

  private readonly hasStopped = ({ thread, machine }: Hand): boolean =>
    load(this.memory.cells, this.memory.threadCell(thread) + THREAD_EXITED) !== 0 ||
    machine.isGone();

  private end(hand: Hand): void {
    endThread(this.memory, this.world.clock, hand, () => this.hands.get(hand.thread) !== hand);
  }

  private start(p: number): void {
    const block = this.blocks.take();
    const live = [...this.hands.keys()];
    const thread = block === undefined ? undefined : this.estates.takeThread(live);
    if (block === undefined || thread === undefined) {
      if (block !== undefined) this.blocks.release(block);
      this.homeless.add(p);
      return;
    }
    this.blocks.give(block, p);
    this.losses.delete(thread);
    this.memory.createThread(thread);
    const cell = this.memory.threadCell(thread);
    store(this.memory.cells, cell + THREAD_RUNNING, 0);
    store(this.memory.cells, cell + THREAD_DOOM, 0);
    store(this.memory.cells, cell + THREAD_EXITED, 0);
    store(this.memory.cells, cell + THREAD_LOADING, 0);
    store(this.memory.cells, cell + THREAD_DEATHS_SEEN, load(this.memory.cells, DEATHS));
    const boot = bootOf(this.memory, this.options, {
      thread,
      p,
      block,
      seed: this.seed++,
      channel: this.channel,
      modules: [...this.modules],
      hanging: [...this.hangs.modules],
    });
    let machine: MachineHandle;
    try {
      machine = this.world.spawn(boot, {
        message: (message) => this.receive(hand, message),
        error: (error) => (hand.error = error ?? new Error('a machine threw undefined')),
        exit: (code) => this.buried(hand, code),
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.blocks.release(block);
      this.estates.putBack(thread);
      this.homeless.addRefused(p, error);
      return;
    }
    const hand: Hand = {
      thread,
      p,
      block,
      machine,
      booted: false,
      replaced: false,
      culprit: undefined,
      error: undefined,
    };
    this.hands.set(thread, hand);
  }

  private receive(hand: Hand, message: MachineMessage): void {
    if (message.kind === 'booted') {
      hand.booted = true;
      this.failedBoots = 0;
    } else if (message.kind === 'stray') {
      this.host.strayError(message.error);
    } else if (message.kind === 'stuck') {
      this.terminate(message.thread, message.culprit);
    } else if (message.kind === 'watch') {
      this.children.watch(message.child);
    } else if (message.kind === 'abandon') {
      this.host.abandon(message.parent, message.killAfter);
    } else if (message.kind === 'suspect') {
      this.suspect(message.thread, message.culprit);
    } else if (message.kind === 'broken') {
      hand.error = rebuilt(message.error);
    } else {
      this.orders.answered(message.id, message.error);
    }
  }

  /** A thread has exited: its memory stands still from here on. */
  private buried(hand: Hand, exitCode: number): void {
    const { thread } = hand;
    this.hands.delete(thread);
    this.hangs.forget(hand);
    this.idle.forget(thread);
    this.orders.excuse(thread);
    const { p, culprit, error } = hand;
    const loss: Loss = { thread, p, exitCode, culprit, error };
    this.losses.set(thread, loss);
    rescueDeque(this.memory, hand.block);
    this.blocks.release(hand.block);
    const ended = this.stopping !== undefined && exitCode === 0; // and said so itself
    if (!ended) this.host.gone(thread, hand.replaced ? undefined : p, exitCode);
    this.host.recover(thread);
    for (const submitter of this.estates.submitters) submitter.recover(thread);
    const estate = this.host.inherit(thread, (other) => this.hands.has(other)); // before others can read of the death: see `sift`
    this.estates.add(this.announce(thread), estate);
    if (this.stopping !== undefined) {
      if (this.hands.size === 0) this.stopping();
      return;
    }
    this.host.requeueVanished(this.estates.submitters);
    this.host.machineLost(loss);
    if (!hand.booted && ++this.failedBoots >= MAX_FAILED_BOOTS) {
      this.host.broken(error ?? new Error(`machines exit with code ${exitCode} when they start`));
      return;
    }
    this.replace(hand);
    this.homeless.start();
    this.tidyIn(TIDY_MS);
    this.idle.wake();
  }

  /** Looks after what dead threads have left, until nothing is. */
  private tidyIn(ms: number): void {
    this.world.clock.cancel(this.tidyTimer);
    this.tidyTimer = this.world.clock.after(ms, () => {
      if (this.stopping === undefined && this.estates.tidy()) {
        this.tidyIn(Math.min(2 * ms, TIDY_RARELY_MS));
      }
    });
    this.tidyTimer.unref();
  }

  private announce(thread: number): number {
    const { cells } = this.memory;
    const death = load(cells, DEATHS);
    store(cells, OBITUARIES + (death % MAX_THREADS), thread);
    store(cells, DEATHS, death + 1);
    for (const each of this.hands.keys()) this.idle.rouse(each);
    return death + 1;
  }

  /** Starts another machine for a P; more slowly when many die. */
  private replace(hand: Hand): void {
    if (hand.replaced || this.stopping !== undefined) return;
    hand.replaced = true;
    const now = this.world.clock.now();
    this.recentDeaths = this.recentDeaths.filter((at) => now - at < 1000);
    this.recentDeaths.push(now);
    const excess = this.recentDeaths.length - 8 * this.options.procs;
    if (excess <= 0) {
      this.start(hand.p);
      return;
    }
    const wait = Math.min(1000, 10 * excess);
    const again = this.world.clock.after(wait, () => {
      if (this.stopping === undefined) this.start(hand.p);
    });
    again.unref();
  }
}
