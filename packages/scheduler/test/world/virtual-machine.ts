/**
 * A machine's thread, simulated: it speaks the memory's protocol step by step, and may die before any
 * step. What it does in one step the real one does without a pause (machine.ts, runner.ts); dying in
 * between is for the explorer (slots.model.test.ts).
 */

import {
  EMPTY,
  isHandle,
  type Deque,
  type GlobalQueue,
  type Inbox,
  type Stealer,
} from '@pilfer/deque';
import { compareExchange, load, store, write, type Cells } from '@pilfer/explorer';
import type { Command, MachineMessage } from '../../src/boot.js';
import type { FunctionTable } from '../../src/functions/table.js';
import type { Memory } from '../../src/memory.js';
import type { Payloads } from '../../src/payloads.js';
import type { Idle, Search } from '../../src/idle.js';
import type { Slots } from '../../src/slots.js';
import type { Submitter } from '../../src/submitter.js';
import type { MachineBoot, MachineEvents, MachineHandle } from '../../src/world.js';
import type { Parts } from './parts.js';
import type { Dice, VirtualClock } from './virtual-clock.js';

/** A task that is to be submitted. */
export interface NewTask {
  readonly id: number;
  readonly kind: string;
  /** How long it takes, and its number. */
  readonly args: readonly number[];
}

/** The name under which a kind of task is known. */
export function taskRef(kind: string): { readonly url: string; readonly name: string } {
  return { url: 'file:///tasks.js', name: kind };
}

/** What a thread is in the midst of. */
export interface Surroundings {
  readonly parts: Parts;
  readonly clock: VirtualClock;
  readonly dice: Dice;
  /** How long a thread takes to start, at most. */
  readonly bootMs: number;
  idle(memory: Memory): Idle;
  mayDie(): boolean;
  mayFailToBoot(): boolean;
  buried(machine: VirtualMachine): void;
  newTask(kinds: readonly string[]): NewTask;
  ran(id: number): void;
  /** Takes note of an event. */
  note(what: string): void;
}

/** A task that was claimed. */
interface Running {
  readonly slot: number;
  readonly word: number;
  /** Whether it was on the stack, and not pending. */
  readonly isSync: boolean;
  /** Nested tasks that have not settled. */
  children: number;
}

/** What children do. */
const CHILD_KINDS = ['work', 'value', 'throw', 'exit', 'hang'];

/** One thread. */
export class VirtualMachine implements MachineHandle {
  isDead = false;
  isEnding = false;
  readonly boot: MachineBoot;
  private readonly world: Surroundings;
  private readonly events: MachineEvents;
  private readonly memory: Memory;
  private readonly cells: Cells;
  private readonly cell: number;
  private readonly slots: Slots;
  private readonly payloads: Payloads;
  private readonly table: FunctionTable;
  private readonly queue: GlobalQueue;
  private readonly inbox: Inbox;
  private deque!: Deque;
  private readonly stealers: Stealer[];
  private readonly search: Search;
  private readonly submitter: Submitter;
  private readonly commands: Command[] = [];
  private readonly said: MachineMessage[] = [];
  /** Pending tasks that could go on, had the thread not been busy. */
  private readonly ready: (() => void)[] = [];
  private isBusy = false;
  private deathsSeen: number;
  /** Rings heard before it fell asleep; undefined: it is awake. */
  private asleepSince: number | undefined;

  constructor(world: Surroundings, boot: MachineBoot, events: MachineEvents) {
    const { parts } = world;
    this.world = world;
    this.boot = boot;
    this.events = events;
    const memory = new parts.Memory(boot.buffer, boot.plan);
    this.memory = memory;
    this.cells = memory.cells;
    this.cell = memory.threadCell(boot.thread);
    this.deathsSeen = load(this.cells, this.cell + parts.THREAD_DEATHS_SEEN);
    this.slots = new parts.Slots(memory);
    const arena = new parts.Arena(memory, boot.thread);
    this.payloads = new parts.Payloads(memory, this.slots, arena, new parts.Codec(NO_BUFFERS));
    this.table = new parts.FunctionTable(this.cells, boot.plan.functionsAt / 4, boot.plan);
    this.queue = new parts.GlobalQueue(memory.buffer, memory.plan.queueAt);
    this.inbox = memory.inbox(boot.thread);
    this.stealers = Array.from(
      { length: memory.plan.blocks },
      (_, block) => new parts.Stealer(memory.buffer, memory.dequeAt(block)),
    );
    this.search = new parts.Search(world.idle(memory), boot.thread, memory.plan.procs);
    this.submitter = new parts.Submitter(
      boot.thread,
      memory,
      this.slots,
      this.payloads,
      this.inbox,
      { publish: (entry) => this.publish(entry) },
      {
        settled: nothing,
        failed: nothing,
        lost: () => false,
        lossError: () => new Error('its machine is gone'),
      },
    );
    this.soon(() => this.start(), world.dice.between(0.5, world.bootMs));
  }

  // ── what the crew asks for ─────────────────────────────────────────────────────────────────

  post(command: Command): void {
    if (!this.isDead) this.commands.push(command);
  }

  isGone(): boolean {
    return this.isDead;
  }

  terminate(): void {
    if (this.isDead || this.isEnding) return;
    this.isEnding = true;
    const { dice } = this.world;
    const hangs = dice.chance(0.1); // native code that can't be interrupted
    const ms = hangs ? dice.between(500, 20_000) : dice.between(0, 20);
    this.world.clock.after(ms, () => this.die(1));
  }

  hold(): void {
    // No process to be held.
  }

  /** Wakes it if its bell has rung. */
  hear(): void {
    if (this.asleepSince === undefined || this.isDead) return;
    if (load(this.cells, this.cell + this.world.parts.THREAD_BELL) === this.asleepSince) return;
    this.asleepSince = undefined;
    this.soon(() => {
      this.memory.parkingCell(this.boot.thread).leaveLoop();
      this.search.wakeUp(false, false);
      this.look();
    });
  }

  /** Dies for no reason of its own. */
  kill(): void {
    this.die(9);
  }

  // ── life and death ─────────────────────────────────────────────────────────────────────────

  /** Does something a little later, unless it dies before. */
  private soon(step: () => void, ms = this.world.dice.between(0.001, 0.1)): void {
    this.world.clock.after(ms, () => {
      if (this.isDead) return;
      if (this.world.mayDie()) this.die(this.world.dice.pick([0, 1, 13, 134]));
      else step();
    });
  }

  /** From here on it writes nothing; when that is known is another question. */
  private die(code: number): void {
    if (this.isDead) return;
    this.isDead = true;
    this.world.note(`M${this.boot.thread} dies`);
    this.world.clock.after(this.world.dice.between(0, 10), () => {
      for (const message of this.said.splice(0)) this.events.message(message);
      this.world.buried(this);
      this.events.exit(code);
    });
  }

  private say(message: MachineMessage): void {
    this.said.push(message);
    this.world.clock.after(this.world.dice.between(0.01, 5), () => {
      const next = this.said.shift(); // late, but in order
      if (next !== undefined) this.events.message(next);
    });
  }

  private start(): void {
    if (this.world.mayFailToBoot()) {
      if (this.world.dice.chance(0.5)) this.events.error(undefined);
      this.die(1);
      return;
    }
    this.deque = this.world.parts.Deque.adopt(
      this.memory.buffer,
      this.memory.dequeAt(this.boot.block),
    );
    this.say({ kind: 'booted' });
    this.look();
  }

  // ── the loop ───────────────────────────────────────────────────────────────────────────────

  /** Looks for something to do; goes to sleep if there is nothing. */
  private look(): void {
    if (this.isBusy) return;
    if (load(this.cells, this.world.parts.CLOSING) !== 0) {
      this.die(0);
      return;
    }
    this.turned();
    const go = this.ready.shift();
    if (go !== undefined) {
      go();
      return;
    }
    const entry = this.find();
    if (entry === EMPTY) this.sleep();
    else this.found(entry);
  }

  private found(entry: number): void {
    this.search.end({
      work: () => this.queue.size > 0 || this.stealers.some(({ size }) => size > 0),
      forks: () => false,
    });
    this.soon(() => this.take(entry));
  }

  private sleep(): void {
    this.search.announce(false);
    const entry = this.find();
    const isClosing = load(this.cells, this.world.parts.CLOSING) !== 0;
    const rings = load(this.cells, this.cell + this.world.parts.THREAD_BELL);
    if (entry === EMPTY && !isClosing && this.commands.length === 0 && this.inbox.sleep()) {
      if (this.memory.parkingCell(this.boot.thread).enterLoop()) {
        this.asleepSince = rings;
        return;
      }
    }
    this.search.wakeUp(false, entry !== EMPTY);
    if (entry === EMPTY) this.soon(() => this.look());
    else this.found(entry);
  }

  private find(): number {
    const own = this.deque.pop();
    if (own !== EMPTY) return own;
    const global = this.queue.pop();
    if (global !== EMPTY) return global;
    for (const [block, stealer] of this.stealers.entries()) {
      const stolen = block === this.boot.block ? EMPTY : stealer.steal();
      if (isHandle(stolen)) return stolen;
    }
    return EMPTY;
  }

  /** Obituaries, orders, results of its own tasks. */
  private turned(): void {
    const { parts } = this.world;
    const seen = this.cell + parts.THREAD_DEATHS_SEEN;
    if (load(this.cells, parts.DEATHS) !== this.deathsSeen) {
      store(this.cells, seen, parts.READING);
      const visit = (dead: number): void => this.submitter.recover(dead);
      this.deathsSeen = parts.readObituaries(this.memory, this.deathsSeen, visit);
      if (this.submitter.used > 0) {
        this.submitter.requeueVanished(parts.lookThroughQueues(this.memory));
      }
      store(this.cells, seen, this.deathsSeen);
    }
    for (const { id } of this.commands.splice(0)) {
      this.say({ kind: 'obeyed', id, error: undefined });
    }
    this.submitter.collect();
  }

  // ── one task ───────────────────────────────────────────────────────────────────────────────

  private take(entry: number): void {
    const { slots } = this;
    const { parts } = this.world;
    const slot = slots.slotOf(entry);
    const word = slots.control(slot);
    const state = parts.stateOf(word);
    const isAbandoned = state === parts.CANCELLED && parts.threadOf(word) === 0;
    if (!slots.isCurrent(entry, word) || (state !== parts.QUEUED && !isAbandoned)) {
      this.look();
    } else if (isAbandoned) {
      const done = parts.withState(word, this.boot.thread, parts.DONE);
      if (slots.transition(slot, word, done)) this.deliver(slot);
      else this.take(entry);
    } else {
      write(this.cells, this.cell + parts.THREAD_RUNNING, slot + 1);
      this.soon(() => this.claim(entry, slot, word));
    }
  }

  private claim(entry: number, slot: number, word: number): void {
    const { parts, clock } = this.world;
    const started = Math.max(1, Math.round(clock.now() - this.memory.plan.epoch));
    this.slots.set(slot, parts.SLOT_STARTED, started);
    const running = parts.withState(word, this.boot.thread, parts.RUNNING);
    if (!this.slots.transition(slot, word, running)) {
      write(this.cells, this.cell + parts.THREAD_RUNNING, 0);
      this.take(entry);
      return;
    }
    const kind = this.table.nameOf(this.slots.get(slot, parts.SLOT_FUNCTION));
    const isSync = kind !== 'async' && kind !== 'parent';
    const ms = this.slots.argument(slot, 0);
    this.world.ran(this.slots.argument(slot, 1));
    this.run({ slot, word: running, isSync, children: 0 }, kind, ms);
  }

  private run(task: Running, kind: string, ms: number): void {
    this.isBusy = true;
    switch (kind) {
      case 'hang':
        return;
      case 'exit':
        this.world.clock.after(ms, () => this.die(3));
        return;
      case 'oom':
        this.events.error(new Error('out of memory'));
        this.die(1);
        return;
      case 'async':
        this.pend();
        this.soon(() => this.goOn(() => this.finish(task, 'value')), ms);
        return;
      case 'parent':
        this.submitChildren(task);
        this.pend();
        return;
      default:
        this.soon(() => this.finish(task, kind), ms);
    }
  }

  /** The task is pending: the thread looks for others. */
  private pend(): void {
    write(this.cells, this.cell + this.world.parts.THREAD_RUNNING, 0);
    this.isBusy = false;
    this.soon(() => this.look());
  }

  /** A pending task goes on as soon as the thread is not busy with another. */
  private goOn(step: () => void): void {
    this.ready.push(step);
    if (this.asleepSince === undefined) return;
    this.asleepSince = undefined;
    this.memory.parkingCell(this.boot.thread).leaveLoop();
    this.search.wakeUp(false, false);
    this.look();
  }

  private submitChildren(task: Running): void {
    const { parts } = this.world;
    const count = 1 + Math.floor(this.world.dice.roll() * 3);
    for (let i = 0; i < count && this.submitter.room > 0; i++) {
      const { kind, args } = this.world.newTask(CHILD_KINDS);
      const parent = { slot: task.slot, generation: parts.generationOf(task.word) };
      const fn = this.table.intern(taskRef(kind));
      const slot = this.submitter.prepare(fn, args, parent.slot + 1, parts.parentFlags(parent));
      task.children++;
      const settled = (): void => {
        if (--task.children === 0) this.goOn(() => this.finish(task, 'value'));
      };
      this.submitter.sendTo(slot, settled);
    }
    if (task.children === 0) this.goOn(() => this.finish(task, 'value'));
  }

  private publish(entry: number): void {
    if (!this.deque.push(entry)) this.queue.push(entry);
    this.world.idle(this.memory).wake();
  }

  private finish(task: Running, kind: string): void {
    this.isBusy = true;
    if (kind === 'throw') this.payloads.writeError(task.slot, new Error('thrown'));
    else this.payloads.writeResult(task.slot, kind === 'value' ? 'a value in a block' : task.slot);
    this.soon(() => this.done(task));
  }

  private done({ slot, word, isSync }: Running): void {
    const { parts } = this.world;
    const done = parts.withState(word, this.boot.thread, parts.DONE);
    if (!this.slots.transition(slot, word, done)) {
      this.slots.transition(slot, parts.withState(word, this.boot.thread, parts.CANCELLED), done);
      const doom = this.cell + parts.THREAD_DOOM;
      compareExchange(this.cells, doom, slot + 1, 0);
      if (load(this.cells, doom) === parts.DOOMED) return; // takes no other task, waits for its end
    }
    this.soon(() => {
      if (isSync) write(this.cells, this.cell + parts.THREAD_RUNNING, 0);
      this.deliver(slot);
    });
  }

  private deliver(slot: number): void {
    const { parts } = this.world;
    const to = parts.threadOfSlot(this.memory.plan, slot);
    if (this.memory.inboxSender(to).send(slot)) {
      if (to === 0) this.world.idle(this.memory).ring(0);
      else this.world.idle(this.memory).unpark(to);
    }
    this.isBusy = false;
    this.soon(() => this.look());
  }
}

const NO_BUFFERS = {
  idOf: (): never => {
    throw new Error('no shared buffers here');
  },
  bufferOf: (): never => {
    throw new Error('no shared buffers here');
  },
};

function nothing(): void {
  // Nobody asks.
}
