/** One task table, with the threads' real parts on it: for programs about the life of a slot. */

import { EMPTY, type GlobalQueue } from '@pilfer/deque';
import {
  add,
  callWhile,
  load,
  nameCell,
  store,
  type CellName,
  type Cells,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import type { Memory } from '../../src/memory.js';
import type { Runner } from '../../src/runner.js';
import type { Slots } from '../../src/slots.js';
import type { Submitter } from '../../src/submitter.js';
import { Blocks, RESULT } from './blocks.js';
import { extraCells, smallMemory, type Parts } from './load.js';

// Cells of a program's own: how often something was published (−1: closed); whether what a death has
// left is recovered, and whether a machine's own task is over; and what became of each task.
const PUBLISHED = 0;
const RECOVERED = 32;
const PARENT_DONE = 64;
const SETTLED = 96;
const RESOLVED = 100;
const RAN = 104;
const DROPPED = 108;
export const CLOSED = -1;

/** A program, and how to explore it. */
export interface SlotProgram {
  readonly name: string;
  readonly isShort: boolean;
  readonly options: Options;
  readonly build: () => Scenario;
}

/** The table, and who works on it. */
export class SlotWorld {
  readonly memory: Memory;
  readonly slots: Slots;
  readonly blocks: Blocks;
  private readonly queue: GlobalQueue;
  private readonly cells: Cells = extraCells(4);
  private readonly parts: Parts;

  /**
   * @param threads main among them; each has one slot.
   * @param mainSlots main may have more.
   */
  constructor(parts: Parts, threads: number, mainSlots: number = 1) {
    this.parts = parts;
    this.memory = smallMemory(parts, threads, mainSlots, 1);
    this.slots = new parts.Slots(this.memory);
    this.blocks = new Blocks(parts, this.memory);
    this.queue = new parts.GlobalQueue(this.memory.buffer, this.memory.plan.queueAt);
  }

  /** Names for schedules. */
  get names(): CellName[] {
    const { cells, memory, slots } = this;
    return [
      ...Array.from({ length: memory.plan.slotCount }, (_, i) =>
        nameCell(`slot ${i}`, memory.cells, slots.at(i)),
      ),
      nameCell('published', cells, PUBLISHED),
      ...[0, 1].map((task) => nameCell(`settled ${task}`, cells, SETTLED + task)),
      ...[0, 1].map((task) => nameCell(`ran ${task}`, cells, RAN + task)),
      nameCell('recovered', cells, RECOVERED),
    ];
  }

  /** A thread's submitting side. What it publishes goes to the global queue. */
  submitter(thread: number, lost = (): boolean => false, isEstate = false): Submitter {
    const { parts, memory, slots, queue } = this;
    const events = { settled: nothing, failed: nothing, lost, lossError: () => 'lost' };
    const publish = (entry: number): void => {
      queue.push(entry);
      add(this.cells, PUBLISHED, 1);
    };
    const payloads = this.blocks.payloads(thread, slots, isEstate);
    const inbox = memory.inbox(thread);
    return new parts.Submitter(thread, memory, slots, payloads, inbox, { publish }, events);
  }

  /** Submits a task; by default one that needs a block for its arguments. */
  submit(submitter: Submitter, task: number, args: readonly unknown[] = ['needs a block']): void {
    const slot = submitter.prepare(task, args, 0, 0);
    const settle = (value: unknown): void => {
      add(this.cells, SETTLED + task, 1);
      if (value === RESULT) add(this.cells, RESOLVED + task, 1);
    };
    submitter.sendTo(slot, settle);
  }

  /** Cancels the task in a thread's slot, if it has not settled. */
  cancel(submitter: Submitter, ifQueued: boolean): void {
    const slot = submitter.thread;
    if (!submitter.isPending(slot)) return;
    const task = submitter.functionOf(slot);
    const isDropped = ifQueued
      ? submitter.cancelQueued(slot, 'cancelled')
      : submitter.cancel(slot, 'cancelled') === 0;
    // It may have run before, on a machine that died.
    if (isDropped) store(this.cells, DROPPED + task, 1 + load(this.cells, RAN + task));
  }

  /** A thread's running side. By default tasks are counted, and return something for a block. */
  runner(thread: number, resolve = this.resolve): Runner {
    const { parts, memory, slots } = this;
    return new parts.Runner(
      thread,
      {
        memory,
        slots,
        payloads: this.blocks.payloads(thread, slots),
        forks: { begin: nothing, returned: nothing, threw: nothing, end: nothing } as never,
        processor: { counters: { add: nothing }, putBack: nothing } as never,
        idle: { ring: nothing, unpark: nothing } as never,
        senders: Array.from({ length: memory.plan.threads }, (_, t) => memory.inboxSender(t)),
        times: { began: nothing } as never,
      },
      { resolve, explain: (error) => error },
      2, // async tasks
      nothing,
    );
  }

  private readonly resolve = (task: number) => (): unknown => {
    this.count(task);
    return RESULT;
  };

  /** Counts a run of a task. */
  count(task: number): void {
    add(this.cells, RAN + task, 1);
  }

  /** How often something was published, or `CLOSED`. */
  publications(): number {
    return load(this.cells, PUBLISHED);
  }

  /** There may be something to find. */
  wake(): void {
    add(this.cells, PUBLISHED, 1);
  }

  /** Takes an entry, if there is one, and runs its task. */
  takeOne(runner: Runner): void {
    const entry = this.queue.pop();
    if (entry !== EMPTY) runner.take(entry);
  }

  /**
   * A machine that takes one entry for each that was published, until the runtime closes. It sleeps
   * in between, in effect: looking without end would multiply the states.
   */
  machine(thread: number, isSuccessor = false): Thread {
    const runner = this.runner(thread);
    const state = { seen: 0, deaths: 0 };
    const turn = (): boolean => {
      const published = load(this.cells, PUBLISHED);
      if (published === state.seen) return true;
      state.seen = published;
      state.deaths = this.readObituaries(thread, state.deaths);
      if (published === CLOSED) return false;
      this.takeOne(runner);
      return true;
    };
    const wait = callWhile(Boolean, 'wait', [], () => !this.isRecovered());
    const turns = callWhile(Boolean, 'turn', [], turn);
    return { calls: isSuccessor ? [wait, turns] : [turns], objects: [runner, state] };
  }

  /** What a machine does about deaths that has no tasks of its own. */
  private readObituaries(thread: number, seen: number): number {
    const { parts, memory } = this;
    if (load(memory.cells, parts.DEATHS) === seen) return seen;
    const cell = memory.threadCell(thread) + parts.THREAD_DEATHS_SEEN;
    store(memory.cells, cell, parts.READING);
    const deaths = parts.readObituaries(memory, seen, nothing);
    store(memory.cells, cell, deaths);
    return deaths;
  }

  /** What the crew does to announce a death. */
  announce(dead: number): number {
    const { cells } = this.memory;
    const death = load(cells, this.parts.DEATHS);
    store(cells, this.parts.OBITUARIES + death, dead);
    store(cells, this.parts.DEATHS, death + 1);
    return death + 1;
  }

  /** The last part of a recovery: gives vanished tasks new entries, and wakes a machine. */
  requeueVanished(submitter: Submitter): void {
    submitter.requeueVanished(this.parts.lookThroughQueues(this.memory));
    add(this.cells, PUBLISHED, 1);
    store(this.cells, RECOVERED, 1);
  }

  /** For a machine that has submitted a task: that is over. */
  parentIsDone(): void {
    store(this.cells, PARENT_DONE, 1);
  }

  isParentDone(): boolean {
    return load(this.cells, PARENT_DONE) === 1;
  }

  isRecovered(): boolean {
    return load(this.cells, RECOVERED) === 1;
  }

  /** Ends the machines. */
  close(): void {
    store(this.cells, RECOVERED, 1);
    store(this.cells, PUBLISHED, CLOSED);
  }

  /**
   * What is wrong when all is over.
   *
   * @param settles how often each task may have settled: a dead thread's own need not.
   */
  wrong(tasks: number, maxRuns: number, settles: readonly number[]): string | undefined {
    const { memory, slots, parts, cells } = this;
    for (let task = 0; task < tasks; task++) {
      const settled = load(cells, SETTLED + task);
      if (!settles.includes(settled)) return `task ${task} settled ${settled} times`;
      const ran = load(cells, RAN + task);
      if (ran > maxRuns) return `task ${task} ran ${ran} times`;
      const dropped = load(cells, DROPPED + task);
      if (dropped > 0 && ran >= dropped) return `task ${task} ran all the same`;
      if (load(cells, RESOLVED + task) > ran) return `task ${task} has the result of another`;
    }
    if (this.blocks.used > 0) return `${this.blocks.used} blocks are lost`;
    for (let slot = 0; slot < memory.plan.slotCount; slot++) {
      const state = parts.stateOf(slots.control(slot));
      if (state !== parts.FREE) return `slot ${slot} is left in state ${state}`;
    }
    for (let thread = 0; thread < memory.plan.threads; thread++) {
      if (memory.inbox(thread).takeAll() !== EMPTY) return `something is in inbox ${thread}`;
    }
    return undefined;
  }
}

function nothing(): void {
  // What the programs leave out.
}
