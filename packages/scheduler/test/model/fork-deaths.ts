/**
 * Forks while a thread dies, at any step: of exposing, stealing, running, joining, handing over,
 * discarding. What it leaves is looked after by main, in the order of `Crew.buried`, and by the others.
 *
 * At the end the root has settled once; a fork whose owner lives has, too, with its result or with the
 * news of its loss; none has run twice; all slots are FREE, all inboxes empty; and nobody waits.
 */

import {
  add,
  call,
  callWhile,
  hasCrashed,
  load,
  store,
  type Call,
  type Cells,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import type { Memory } from '../../src/memory.js';
import type { Submitter } from '../../src/submitter.js';
import { extraCells } from './load.js';
import {
  blockOf,
  forkerOf,
  LOST,
  machineOf,
  memoryOf,
  namesOf,
  nothing,
  OWNER,
  payloadsOf,
  RESULT,
  RUNS,
  type ForkParts,
  type ModelMachine,
} from './fork-world.js';
import type { ForkProgram } from './forks.js';

const THIEF = 2;
const SUCCESSOR = 3;
const ROOT = 0;

// More cells of a program's own.
const SETTLED = 64;
const RECOVERED = 96;
const DONE = 128;

interface Ways {
  readonly dies: 'owner' | 'thief';
  /** What the owner does with its fork: or its task throws. */
  readonly ends: 'joins' | 'throws';
}

/** All programs. */
export function forkDeathPrograms(parts: ForkParts): ForkProgram[] {
  const programs: ForkProgram[] = [];
  for (const dies of ['thief', 'owner'] as const) {
    for (const ends of ['joins', 'throws'] as const) {
      const options: Options = { timeouts: false, reduce: true, crashes: [dies] };
      programs.push({
        isShort: dies === 'thief' && ends === 'joins',
        name: `the owner ${ends} ∥ thief, the ${dies} dies`,
        options,
        build: () => new Tree(parts, { dies, ends }).scenario(),
      });
    }
  }
  return programs;
}

/** A root task with one fork. */
class Tree {
  private readonly memory: Memory;
  private readonly cells: Cells = extraCells(5);
  private readonly main: Submitter;
  private readonly owner: ModelMachine;
  private readonly parts: ForkParts;
  private readonly ways: Ways;
  private rootWord = 0;

  constructor(parts: ForkParts, ways: Ways) {
    this.parts = parts;
    this.ways = ways;
    this.memory = memoryOf(parts, SUCCESSOR, 1);
    this.main = this.submitter(0);
    this.owner = machineOf(parts, this.memory, OWNER, this.cells);
    this.startRoot();
  }

  scenario(): Scenario {
    const { parts, memory, cells, ways } = this;
    const asker = machineOf(parts, memory, THIEF, cells);
    asker.hunger.ask();
    const owner = this.forker();
    const threads: Record<string, Thread> = {
      main: this.keeper(),
      owner,
      thief: this.taker(asker),
    };
    if (ways.dies === 'owner') threads['successor'] = this.successor();
    return {
      threads,
      cells: [...namesOf(parts, memory, cells)],
      check: ({ results, crashed }) => {
        const runs = load(cells, RUNS);
        if (runs > 1) return `${runs} runs`;
        if (load(cells, SETTLED) !== 1) return `the root has settled ${load(cells, SETTLED)} times`;
        const joined = results['owner']?.[1];
        if (!crashed.has('owner') && ways.ends === 'joins') {
          if (joined === RESULT && runs === 1) return this.leftOver();
          if (joined === LOST && crashed.has('thief')) return this.leftOver();
          return `joined ${String(joined)} after ${runs} runs`;
        }
        return this.leftOver();
      },
    };
  }

  /** Puts the root task into main's slot, claimed by the owner. */
  private startRoot(): void {
    const { parts, main, cells, owner } = this;
    main.prepare(0, [], 0, 0);
    main.arm(ROOT, () => void add(cells, SETTLED, 1));
    const word = owner.slots.control(ROOT);
    this.rootWord = parts.withState(word, OWNER, parts.RUNNING);
    owner.slots.transition(ROOT, word, this.rootWord);
  }

  private leftOver(): string | undefined {
    const { parts, memory } = this;
    const slots = new parts.Slots(memory);
    for (const slot of [ROOT, parts.regionStart(memory.plan, OWNER)]) {
      const state = parts.stateOf(slots.control(slot));
      if (state !== parts.FREE) return `slot ${slot} is left in state ${state}`;
    }
    for (let thread = 0; thread < memory.plan.threads; thread++) {
      if (memory.inbox(thread).takeAll() !== parts.EMPTY) return `something is in inbox ${thread}`;
    }
    return undefined;
  }

  /** Forks, is asked, joins or throws, and ends its root task. */
  private forker(): Thread {
    const { parts, memory, cells, owner, ways } = this;
    const obituaries = new parts.Obituaries(memory, owner.submitter);
    const forker = forkerOf(parts, owner, cells, () => obituaries.act());
    const state = { handle: 0 };
    const end: Call =
      ways.ends === 'joins'
        ? call('join', [], () => this.join(forker.stack, state.handle))
        : call('throw', [], () => forker.stack.discard(0));
    const finish = Reflect.get(owner.runner, 'finish') as (...args: number[]) => void;
    const fork = (): void => {
      state.handle = forker.fork();
      forker.answer();
    };
    if (ways.dies === 'thief') fork(); // before it may die: fewer steps
    return {
      calls: [
        call('fork', [], () => {
          if (ways.dies === 'owner') fork();
        }),
        end,
        call('end', [], () => {
          if (owner.submitter.used !== 0) throw new Error(`${owner.submitter.used} slots in use`);
          finish.call(owner.runner, ROOT, this.rootWord, 0);
          obituaries.act();
        }),
        // What a machine does between tasks.
        callWhile(Boolean, 'rest', [], () => {
          obituaries.act();
          return load(cells, DONE) === 0;
        }),
      ],
      objects: [...forker.objects, owner.runner, obituaries, state],
    };
  }

  private join(stack: { join(handle: number): unknown }, handle: number): unknown {
    try {
      return stack.join(handle);
    } catch (error) {
      if (error !== LOST) throw error;
      return LOST;
    }
  }

  /** Looks for a fork once, and is there for the deaths of others. */
  private taker(machine: ModelMachine): Thread {
    const { parts, memory, cells } = this;
    const { processor, runner, submitter } = machine;
    const obituaries = new parts.Obituaries(memory, submitter);
    return {
      calls: [
        call('look', [], () => {
          const entry = processor.findElsewhere();
          if (entry >= 0) runner.take(entry);
        }),
        callWhile(Boolean, 'rest', [], () => {
          obituaries.act();
          return load(cells, DONE) === 0;
        }),
      ],
      objects: [runner, obituaries, submitter],
    };
  }

  /** Takes what the dead owner has left in its deque. */
  private successor(): Thread {
    const { parts, memory, cells } = this;
    const { runner } = machineOf(parts, memory, SUCCESSOR, cells, blockOf(THIEF));
    const queue = new parts.GlobalQueue(memory.buffer, memory.plan.queueAt);
    return {
      starts: { whenCrashed: 'owner' },
      calls: [
        callWhile(
          Boolean,
          'wait',
          [],
          () => load(cells, RECOVERED) === 0 && load(cells, DONE) === 0,
        ),
        call('take', [], () => {
          const entry = queue.pop();
          if (entry !== parts.EMPTY) runner.take(entry);
        }),
      ],
      objects: [runner],
    };
  }

  /** Main: waits for the root, and buries whoever dies. */
  private keeper(): Thread {
    const { parts, memory, cells, main, ways } = this;
    const dead = ways.dies === 'owner' ? OWNER : THIEF;
    const alive = ways.dies === 'owner' ? THIEF : OWNER;
    const estate = this.submitter(dead);
    const estates = new parts.Estates(memory);
    while (estates.takeThread([]) !== undefined);
    const idle = new parts.Idle(memory);
    const state = { hasDied: false, isReused: false };
    const watch = (): boolean => {
      main.collect();
      state.hasDied = hasCrashed(ways.dies);
      return !state.hasDied && main.used > 0;
    };
    const bury = (): void => {
      if (!state.hasDied) return;
      // What Crew.buried does, in its order.
      idle.forget(dead);
      parts.rescueDeque(memory, blockOf(dead));
      main.recover(dead);
      estate.inherit((thread) => thread !== dead);
      estates.add(
        this.announce(dead, () => idle.rouse(alive)),
        estate,
      );
      let look: ((entry: number) => boolean) | undefined; // only if there is a question: fewer steps
      const isQueued = (entry: number): boolean =>
        (look ??= parts.lookThroughQueues(memory))(entry);
      for (const each of [main, estate]) each.requeueVanished(isQueued);
      store(cells, RECOVERED, 1);
      idle.wake();
    };
    const rest = (): boolean => {
      main.collect();
      if (main.used < 0 || estate.used < 0) throw new Error('a slot was freed twice');
      // Until nothing refers to the dead thread's number any more.
      if (state.hasDied && !state.isReused) {
        state.isReused = estates.takeThread([alive]) !== undefined;
        return true;
      }
      return main.used > 0;
    };
    return {
      calls: [
        callWhile(Boolean, 'watch', [], watch),
        call('bury', [], bury),
        callWhile(Boolean, 'rest', [], rest),
        call('close', [], () => store(cells, DONE, 1)),
      ],
      objects: [main, estate, estates, state],
    };
  }

  /** Main's way to its own tasks, or to those of a dead thread. */
  private submitter(thread: number): Submitter {
    const { parts, memory } = this;
    const slots = new parts.Slots(memory);
    const events = { settled: nothing, failed: nothing, lost: () => false, lossError: () => LOST };
    const inbox = memory.inbox(thread);
    const payloads = payloadsOf(parts, slots);
    const publish = { publish: nothing };
    return new parts.Submitter(thread, memory, slots, payloads, inbox, publish, events);
  }

  private announce(dead: number, rouse: () => void): number {
    const { cells } = this.memory;
    const { DEATHS, OBITUARIES } = this.parts;
    const death = load(cells, DEATHS);
    store(cells, OBITUARIES + death, dead);
    store(cells, DEATHS, death + 1);
    rouse();
    return death + 1;
  }
}
