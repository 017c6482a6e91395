/**
 * Tasks that nobody wants any more (orphans.ts), beside the thread that runs one, the thread that
 * submits one at that moment (nested-core.ts), and the death of either. Thread 0 is main, thread 1 the
 * submitter, thread 2 the runner. Five things must hold:
 * - a child of a stopped task is stopped, whenever it was published, and whoever stops it;
 * - if it goes on, its thread is ended;
 * - no thread is ended in the midst of the next task there, nor is a task stopped that has got the slot;
 * - each slot is freed once;
 * - the doom word of a thread that lives is 0 in the end.
 */

import {
  awaitRing,
  call,
  callWhile,
  hasCrashed,
  load,
  nameCell,
  store,
  type Call,
  type Cells,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import type { Orphans } from '../../src/orphans.js';
import type { TaskId } from '../../src/parentage.js';
import type { Runner } from '../../src/runner.js';
import type { Submitter } from '../../src/submitter.js';
import type { TaskLimits } from '../../src/task-limits.js';
import { extraCells, type Parts } from './load.js';
import { SlotWorld } from './slot-world.js';
import { Timers } from './timers.js';

/** A program, and how to explore it. */
export interface OrphanProgram {
  readonly name: string;
  readonly options: Options;
  readonly build: () => Scenario;
}

/** All programs. */
export function orphanPrograms(parts: Parts): OrphanProgram[] {
  const of = (
    name: string,
    program: (family: Family) => Scenario,
    crashes: readonly string[] = [],
    threads = 3,
  ): OrphanProgram => ({
    name,
    options: { reduce: true, timeouts: false, crashes },
    build: () => program(new Family(parts, threads)),
  });
  return [
    of('a child that hangs is published ∥ its parent is stopped', (family) => family.published()),
    of(
      'a grandchild is published ∥ its grandparent is stopped',
      (family) => family.grandchild(),
      [],
      4,
    ),
    of('a fork that ends, its owner has died', (family) => family.left('fork', 'ends')),
    of('a fork that hangs, its owner has died', (family) => family.left('fork', 'hangs')),
    of('a child that ends, its submitter has died', (family) => family.left('child', 'ends')),
    of('a child that hangs, its submitter has died', (family) => family.left('child', 'hangs')),
    of('a child that becomes pending, its submitter has died', (family) =>
      family.left('child', 'is pending'),
    ),
    of(
      'a fork that ends, its owner has died ∥ the next task there hangs, and is stopped',
      (family) => family.crossed(),
      [],
      4,
    ),
    of('a child that ends ∥ its parent is stopped, its runner dies', (family) => family.dying(), [
      RUNNER,
    ]),
    of('a child that ends ∥ its parent is stopped', (family) => family.followed()),
  ];
}

/** What becomes of a task. */
type Ending = 'ends' | 'hangs' | 'is pending';

const RUNNER = 'runner';

// What tasks are called: the number of their function.
const PARENT = 0;
const ORPHAN = 1;
const NEXT = 2;

// Cells of a program's own: 1 + the task for which the runner's thread was ended; 1: another one died
// with it, or was stopped; 1: all is over; 1: it was asked whether the runner's event loop stands
// still; 1: main has buried a thread.
const KILLED = 0;
const HIT = 32;
const DONE = 64;
const SUSPECTED = 96;
const BURIED = 128;
/** The last one, if no thread has died. */
const DOES_NOT_DIE = 2;

/** A parent, its child, and the threads around them. */
class Family {
  private readonly parts: Parts;
  private readonly world: SlotWorld;
  private readonly cells: Cells = extraCells(5);
  private readonly timers = new Timers();
  private readonly main: Submitter;
  private readonly orphans: Orphans;

  constructor(parts: Parts, threads: number) {
    this.parts = parts;
    this.world = new SlotWorld(parts, threads, 2);
    this.main = this.submitter(0);
    this.orphans = new parts.Orphans(this.world.memory, this.timers, {
      crew: { terminate: this.terminate, suspect: this.suspect },
      table: { nameOf: String },
      idle: { unpark: nothing } as never,
      slots: this.world.slots,
      recorder: { on: false } as never,
    });
    // Not in a microtask: the program says when.
    const stopped = Reflect.get(this.orphans, 'stopped') as unknown[];
    const abandon = (parent: TaskId, killAfter: number): void =>
      void stopped.push({ parent, killAfter });
    Reflect.set(this.orphans, 'abandon', abandon);
  }

  // ── programs ───────────────────────────────────────────────────────────────────────────────

  /** A running task is stopped while it submits a child that hangs, which another thread runs at once. */
  published(): Scenario {
    const parent = this.running(this.main, PARENT, 1, 0, 0);
    const submitter = this.submitter(1);
    const threads = {
      // When its time is over a parent does not submit anything any more: its thread is ended.
      main: this.keeper([this.stop(parent, 0), this.look(), this.untilDone()]),
      submitter: {
        calls: [this.publish(submitter, parent), this.done()],
        objects: [submitter],
      },
      [RUNNER]: this.taker(this.first(1), 1, 'hangs'),
    };
    return this.scenario(threads, (isStuck) =>
      isStuck && !this.isEnded ? 'the child goes on, and its thread is not ended' : undefined,
    );
  }

  /** A running task is stopped while its child ends; then another task gets the slot, and the thread. */
  followed(): Scenario {
    const parent = this.running(this.main, PARENT, 1, 0, 0);
    const submitter = this.submitter(1);
    const flags = this.parts.parentFlags(this.id(parent));
    submitter.arm(submitter.prepare(ORPHAN, [], parent + 1, flags), nothing);
    const next = call('publish', ['next'], () => {
      if (this.isEnded) return;
      const slot = submitter.prepare(NEXT, [], this.parts.UNKNOWN_PARENT, 0);
      submitter.sendTo(slot, this.settled);
    });
    const collected = this.collected([submitter]);
    const threads = {
      main: this.keeper([this.stop(parent, 0), this.look()]),
      submitter: { calls: [collected, next, collected, this.done()], objects: [submitter] },
      [RUNNER]: this.taker(this.first(1), 2, 'ends'),
    };
    return this.scenario(threads, () => undefined);
  }

  /** A child of a running task submits one itself while its parent is stopped, with all the time there is. */
  grandchild(): Scenario {
    const parent = this.running(this.main, PARENT, 1, 0, 0);
    const flags = this.parts.parentFlags(this.id(parent));
    const child = this.running(this.submitter(1), PARENT, 3, parent + 1, flags);
    const submitter = this.submitter(3);
    const slot = this.first(3);
    const threads = {
      main: this.keeper([this.stop(parent, Infinity), this.look(), this.untilDone()]),
      child: { calls: [this.publish(submitter, child), this.done()], objects: [submitter] },
      [RUNNER]: this.taker(slot, 1, 'hangs'),
    };
    return this.scenario(threads, () => {
      const { RUNNING, stateOf } = this.parts;
      const goesOn = stateOf(this.world.slots.control(slot)) === RUNNING;
      return goesOn ? 'the grandchild is not told' : undefined;
    });
  }

  /** A thread has died, and has left a fork or a nested task, which another one runs; and then one of main's. */
  left(kind: 'fork' | 'child', ending: Ending): Scenario {
    const { parts, main } = this;
    const { slot, estate, bury } = this.legacy(kind === 'fork' ? parts.FLAG_FORK : 0);
    const next = main.prepare(NEXT, [], 0, 0);
    main.arm(next, this.settled);
    // What is pending, or hangs, keeps its slot.
    const others = ending === 'ends' ? [main, estate] : [main];
    const ends = ending === 'hangs' ? [] : [this.collected(others), this.done()];
    const runner = this.runner(ending, 'ends');
    const calls = [this.take(runner, slot), this.take(runner, next)];
    const threads = {
      main: this.keeper([bury, this.look()], ends, [estate]),
      [RUNNER]: { calls: ending === 'hangs' ? calls.slice(0, 1) : calls, objects: [runner] },
    };
    return this.scenario(threads, (isStuck) => {
      if (isStuck && !this.isEnded) return 'a task hangs, and its thread is not ended';
      if (ending !== 'is pending') return undefined;
      const { CANCELLED, stateOf, threadOf } = parts;
      const word = this.world.slots.control(slot);
      const isStopping = stateOf(word) === CANCELLED && threadOf(word) > 0;
      if (!isStopping || this.isEnded || load(this.cells, SUSPECTED) > 0) return undefined;
      return 'a task is pending for ever, and nobody looks after it';
    });
  }

  /** The same, of a fork; and the next task on that thread hangs, and is stopped by its submitter. */
  crossed(): Scenario {
    const { slot, estate, bury } = this.legacy(this.parts.FLAG_FORK);
    const submitter = this.submitter(3);
    const next = submitter.prepare(NEXT, [], 0, 0);
    submitter.arm(next, nothing);
    const timers = new Timers();
    const limits = this.limits(submitter, timers);
    const runner = this.runner('ends', 'hangs');
    const threads = {
      main: this.keeper([bury, this.look()], [], [estate]),
      stopper: {
        calls: [
          call('stop', ['next'], () => limits.stop(next, 'stopped', 100)),
          call('timers go off', [], () => timers.goOff()),
        ],
        objects: [submitter, timers],
      },
      [RUNNER]: {
        calls: [this.take(runner, slot), this.take(runner, next)],
        objects: [runner],
      },
    };
    return this.scenario(threads, (isStuck) =>
      isStuck && !this.isEnded ? 'a task hangs, and its thread is not ended' : undefined,
    );
  }

  /**
   * The thread that runs a child of a stopped task dies. Its submitter recovers what it has left; and
   * the thread's number is used again, by one that runs another task.
   */
  dying(): Scenario {
    const { parts, world, main, cells } = this;
    const { memory } = world;
    const parent = this.running(main, PARENT, 1, 0, 0);
    const submitter = this.submitter(1);
    const flags = parts.parentFlags(this.id(parent));
    const child = this.running(submitter, ORPHAN, 2, parent + 1, flags);
    const word = world.slots.control(child);
    const next = main.prepare(NEXT, [], 0, 0);
    const entry = main.arm(next, this.settled);
    const at = memory.threadCell(2);
    store(memory.cells, at + parts.THREAD_RUNNING, child + 1);
    const first = world.runner(2);
    const finish = Reflect.get(first, 'finish') as (...args: number[]) => void;
    const obituaries = new parts.Obituaries(memory, submitter);
    const rest = (): boolean => {
      obituaries.act();
      submitter.collect();
      if (submitter.used < 0) throw new Error('a slot was freed twice');
      const end = load(cells, BURIED);
      if (end === DOES_NOT_DIE && this.isEnded) return false; // it would
      return submitter.used > 0 || end === 0;
    };
    const second = this.runner('ends', 'ends');
    const take = (): void => {
      if (load(cells, BURIED) !== 1) return;
      second.take(entry);
      this.mark(NEXT);
    };
    const threads = {
      main: this.gravedigger(parent),
      submitter: {
        calls: [callWhile(Boolean, 'rest', [], rest)],
        objects: [submitter, obituaries],
      },
      [RUNNER]: {
        calls: [
          call('end', [], () => finish.call(first, child, word, 0)),
          call('leave', [], () => store(memory.cells, at + parts.THREAD_RUNNING, 0)),
        ],
        objects: [first],
      },
      successor: {
        starts: { whenCrashed: RUNNER },
        calls: [
          callWhile(Boolean, 'wait', [], () => load(cells, BURIED) === 0),
          call('take', [], take),
          this.done(),
        ],
        objects: [second],
      },
    } satisfies Record<string, Thread>;
    return this.scenario(threads, () =>
      load(cells, BURIED) === 1 && this.isEnded
        ? "a thread was ended that has a dead one's number"
        : undefined,
    );
  }

  // ── threads, and parts of them ─────────────────────────────────────────────────────────────

  /** Main: some calls; its timers go off as long as there are any and the program is not over; more calls. */
  private keeper(calls: Call[], then: Call[] = [], objects: object[] = []): Thread {
    const { timers } = this;
    const goOff = (): boolean => timers.goOff() && load(this.cells, DONE) === 0;
    return {
      calls: [
        ...calls,
        callWhile(Boolean, 'timers go off', [], goOff),
        call('the last ones go off', [], () => timers.goOff()),
        ...then,
      ],
      objects: [this.main, this.orphans, timers, ...objects],
    };
  }

  /** Main, which stops a parent, and waits for the death of thread 2, or its end. */
  private gravedigger(parent: number): Thread {
    const { parts, world, main, cells } = this;
    const { memory } = world;
    const at = memory.threadCell(2);
    const estates = new parts.Estates(memory);
    while (estates.takeThread([]) !== undefined);
    const state = { hasDied: false, isReused: false };
    const watch = (): boolean => {
      this.timers.goOff();
      state.hasDied = hasCrashed(RUNNER);
      const isOver = this.isEnded || load(memory.cells, at + parts.THREAD_RUNNING) === 0;
      return !state.hasDied && !isOver;
    };
    const bury = (): void => {
      if (!state.hasDied) return;
      main.recover(2);
      const estate = this.submitter(2);
      estate.inherit((thread) => thread !== 2);
      this.orphans.adopt(2);
      estates.add(world.announce(2), estate);
    };
    const reuse = (): boolean => {
      this.timers.goOff();
      if (state.hasDied && !state.isReused) {
        state.isReused = estates.takeThread([1]) !== undefined;
        if (!state.isReused) return true;
        // What Crew.boot does.
        store(memory.cells, at + parts.THREAD_RUNNING, 0);
        store(memory.cells, at + parts.THREAD_DOOM, 0);
        store(cells, KILLED, 0); // the one that it hit is gone
      }
      store(cells, BURIED, state.hasDied ? 1 : DOES_NOT_DIE);
      return false;
    };
    const calls = [
      this.stop(parent, 0),
      this.look(),
      callWhile(Boolean, 'watch', [], watch),
      call('bury', [], bury),
      callWhile(Boolean, 'reuse', [], reuse),
    ];
    return this.keeper(calls, [], [estates, state]);
  }

  /** Thread 1 has died, with a task in its region that was published. */
  private legacy(flags: number) {
    const dead = this.submitter(1);
    const slot = dead.prepare(ORPHAN, [], 0, flags);
    dead.arm(slot, nothing);
    const estate = this.submitter(1);
    const bury = call('bury', [], () => {
      estate.inherit((thread) => thread !== 1);
      this.orphans.adopt(1);
    });
    return { slot, estate, bury };
  }

  private take(runner: Runner, slot: number): Call {
    const { slots } = this.world;
    return call(`take ${slot}`, [], () => {
      // The word may be a later one than that of the publication: the entry is the same.
      runner.take(slots.entryOf(slot, slots.control(slot)));
      this.mark(slots.get(slot, this.parts.SLOT_FUNCTION));
    });
  }

  private stop(parent: number, killAfter: number): Call {
    return call('stop', [], () => {
      this.main.cancel(parent, 'stopped');
      this.orphans.abandon(this.id(parent), killAfter);
    });
  }

  /** What abandoning has asked for. */
  private look(): Call {
    const look = Reflect.get(this.orphans, 'stopChildren') as () => void;
    return call('look', [], () => look.call(this.orphans));
  }

  private done(): Call {
    return call('done', [], () => store(this.cells, DONE, 1));
  }

  private untilDone(): Call {
    return callWhile(Boolean, 'wait', [], () => load(this.cells, DONE) === 0);
  }

  /** Submits a child, as NestedCore does for a parent of which it knows. */
  private publish(submitter: Submitter, parent: number): Call {
    const { parts } = this;
    const { memory } = this.world;
    const id = this.id(parent);
    const limits = this.limits(submitter, new Timers());
    // Without a promise, which nobody looks at.
    Reflect.set(submitter, 'send', (slot: number) => submitter.sendTo(slot, nothing));
    const core = Object.create(parts.NestedCore.prototype) as InstanceType<Parts['NestedCore']>;
    Object.assign(core, { memory, submitter, limits });
    const send = Reflect.get(core, 'send') as (...args: unknown[]) => void;
    return call('publish', [], () => {
      const slot = submitter.prepare(ORPHAN, [], parent + 1, parts.parentFlags(id));
      send.call(core, slot, {}, id);
    });
  }

  private get isEnded(): boolean {
    return load(this.cells, KILLED) > 0;
  }

  /** The next task is to end as if nothing had been. */
  private readonly settled = (value: unknown): void => {
    if (value !== undefined) store(this.cells, HIT, 1);
  };

  private collected(submitters: readonly Submitter[]): Call {
    return callWhile(Boolean, 'collect', [], () => {
      for (const submitter of submitters) {
        submitter.collect();
        if (submitter.used < 0) throw new Error('a slot was freed twice');
      }
      return submitters.some(({ used }) => used > 0) && !this.isEnded;
    });
  }

  /** Takes the tasks of one slot, one after the other, as soon as they are published. */
  private taker(slot: number, count: number, ending: Ending): Thread {
    const { slots } = this.world;
    const runner = this.runner(ending, 'ends');
    const { FREE, generationOf, stateOf } = this.parts;
    const state = { taken: 0, before: -1 };
    const turn = (): boolean => {
      const word = slots.control(slot);
      if (stateOf(word) === FREE || generationOf(word) === state.before) return true;
      state.before = generationOf(word);
      runner.take(slots.entryOf(slot, word));
      if (++state.taken === 2) this.mark(NEXT);
      return state.taken < count;
    };
    return { calls: [callWhile(Boolean, 'take', [], turn)], objects: [runner, state] };
  }

  /** Thread 2: runs the orphan, and the next task. */
  private runner(orphan: Ending, next: Ending): Runner {
    return this.world.runner(2, (task) => () => {
      this.mark(task);
      const ending = task === ORPHAN ? orphan : next;
      if (ending === 'hangs') awaitRing(2); // nobody will ring
      return ending === 'is pending' ? new Promise(nothing) : undefined;
    });
  }

  private mark(task: number): void {
    if (task === NEXT && load(this.cells, KILLED) === 1 + ORPHAN) store(this.cells, HIT, 1);
  }

  private submitter(thread: number): Submitter {
    const { parts, world } = this;
    const { memory, slots } = world;
    const events = {
      settled: nothing,
      failed: nothing,
      lost: () => false,
      lossError: () => 'lost',
    };
    const payloads = world.blocks.payloads(thread, slots);
    const inbox = memory.inbox(thread);
    const sink = { publish: nothing };
    return new parts.Submitter(thread, memory, slots, payloads, inbox, sink, events);
  }

  private limits(submitter: Submitter, timers: Timers): TaskLimits {
    return new this.parts.TaskLimits(this.world.memory, timers, {
      submitter: () => submitter,
      nameOf: String,
      terminate: this.terminate,
      suspect: this.suspect,
      unpark: nothing,
      abandon: nothing, // it has no children
    });
  }

  private readonly terminate = (_: number, culprit: string): void => {
    store(this.cells, KILLED, 1 + Number(culprit));
  };

  private readonly suspect = (): void => {
    store(this.cells, SUSPECTED, 1);
  };

  // ── tasks ──────────────────────────────────────────────────────────────────────────────────

  /** A task that runs when the program begins. */
  private running(
    submitter: Submitter,
    task: number,
    thread: number,
    parent: number,
    flags: number,
  ): number {
    const { slots } = this.world;
    const slot = submitter.prepare(task, [], parent, flags);
    submitter.arm(slot, nothing);
    const word = slots.control(slot);
    slots.transition(slot, word, this.parts.withState(word, thread, this.parts.RUNNING));
    return slot;
  }

  private id(slot: number): TaskId {
    return { slot, generation: this.parts.generationOf(this.world.slots.controlHint(slot)) };
  }

  private first(thread: number): number {
    return this.parts.regionStart(this.world.memory.plan, thread);
  }

  private scenario(
    threads: Readonly<Record<string, Thread>>,
    wrong: (isStuck: boolean) => string | undefined,
  ): Scenario {
    const { parts, cells, world } = this;
    const { memory, slots } = world;
    const doom = memory.threadCell(2) + parts.THREAD_DOOM;
    return {
      threads,
      cells: [
        ...Array.from({ length: memory.plan.slotCount }, (_, slot) =>
          nameCell(`slot ${slot}`, memory.cells, slots.at(slot)),
        ),
        nameCell('doom', memory.cells, doom),
        nameCell('running', memory.cells, memory.threadCell(2) + parts.THREAD_RUNNING),
        nameCell('killed', cells, KILLED),
        nameCell('hit', cells, HIT),
        nameCell('done', cells, DONE),
      ],
      mayBeStuck: ({ stuck }) => [...stuck.keys()].every((name) => name === RUNNER),
      check: ({ stuck }) => {
        if (load(cells, HIT) > 0) return 'the next task dies with the thread, or is stopped';
        if (!this.isEnded && load(memory.cells, doom) !== 0) return 'a doom is left';
        return wrong(stuck.size > 0);
      },
    };
  }
}

function nothing(): void {
  // What the programs leave out.
}
