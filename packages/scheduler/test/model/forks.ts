/**
 * Forks between threads: who is hungry, who is answered, who runs a fork and who gets its result.
 * fork-world.ts has the machines.
 */

import {
  add,
  call,
  callWhile,
  compareExchange,
  load,
  type Cells,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import { extraCells } from './load.js';
import {
  forkerOf,
  looker,
  machineOf,
  memoryOf,
  namesOf,
  nothing,
  OWNER,
  RESULT,
  RUNS,
  TAKEN,
  task,
  thief,
  type ForkParts,
  type ModelMachine,
} from './fork-world.js';

/** A program, and how to explore it. */
export interface ForkProgram {
  readonly name: string;
  readonly isShort: boolean;
  readonly options: Options;
  readonly build: () => Scenario;
}

// A backstop must not hide a lost request.
const OPTIONS: Options = { timeouts: false };
// From three threads on.
const REDUCED: Options = { ...OPTIONS, reduce: true };
// A nap is one: it must end by itself.
const NAPS: Options = { timeouts: true };

// Cells of a program's own, beside those of fork-world.ts.
export const QUEUED = 64;

/** All programs. */
export function forkPrograms(parts: ForkParts): ForkProgram[] {
  const of = (
    name: string,
    options: Options,
    build: () => Scenario,
    isShort = true,
  ): ForkProgram => ({ name, isShort, options, build });
  return [
    of('owner ∥ thief', OPTIONS, () => hungry(parts, { searches: true })),
    of('owner ∥ sleeper', OPTIONS, () => hungry(parts, { searches: false })),
    of('owner that forks late ∥ sleeper', OPTIONS, () =>
      hungry(parts, { searches: false, isLate: true }),
    ),
    of('owner that pauses ∥ thief', NAPS, () => hungry(parts, { searches: true, pauses: 1 })),
    of('owner that pauses ∥ sleeper', NAPS, () => hungry(parts, { searches: false, pauses: 1 })),
    of('join ∥ thief', OPTIONS, () => joining(parts, ['sleeps'])),
    of('join ∥ 2 thieves that look once', OPTIONS, () => joining(parts, ['looks', 'looks'])),
    of('owner of one, who forks once ∥ one asleep ∥ one that goes to sleep', REDUCED, () =>
      sleeping(parts, 1, 1),
    ),
    of(
      'owner of one, who forks twice ∥ one asleep ∥ one that goes to sleep',
      REDUCED,
      () => sleeping(parts, 1, 2),
      false,
    ),
    of('owner of two, who forks once ∥ one asleep ∥ one that goes to sleep', REDUCED, () =>
      sleeping(parts, 2, 1),
    ),
    of(
      'owner of two, who forks once ∥ one asleep ∥ one that searches',
      REDUCED,
      () => sleeping(parts, 2, 1, true),
      false,
    ),
    of('join of the older of two ∥ sleeper', OPTIONS, () => joiningOlder(parts)),
    of('look for a fork beside a nested task ∥ sleeper', OPTIONS, () => helping(parts)),
  ];
}

/** In place of slots and their submitter: a fork is its number in the queue, and nothing more. */
export function lighten({ exposer }: ReturnType<typeof forkerOf>): void {
  const exposerParts = Reflect.get(exposer, 'parts') as object;
  Reflect.set(exposerParts, 'submitter', { room: 100, prepare: () => 0, arm: () => 0 });
  Reflect.set(exposerParts, 'slots', { set: nothing, controlHint: () => 0 });
}

/** In place of the owner's deque, which is proved elsewhere: how many forks are in it. */
export function count(parts: ForkParts, { processor, hunger }: ModelMachine, cells: Cells): void {
  const queued = (): number => load(cells, QUEUED);
  Object.assign(processor, {
    hasRoom: () => true,
    isBare: () => queued() === 0,
    pushFork: () => void add(cells, QUEUED, 1),
    findElsewhere() {
      let seen = queued();
      while (seen > 0) {
        const before = compareExchange(cells, QUEUED, seen, seen - 1);
        if (before === seen) {
          hunger.passOn(OWNER - 1);
          return 0;
        }
        seen = before;
      }
      return parts.EMPTY;
    },
    takeIf(accepts: (entry: number) => boolean) {
      return accepts(0) ? this.findElsewhere() : parts.EMPTY;
    },
    seesWork: () => queued() > 0,
    seesFork: () => queued() > 0,
  });
}

interface Ways {
  /** Whether the thief searches before it sleeps; else only when it was woken, which is fewer steps. */
  readonly searches: boolean;
  /** Whether the owner has nothing to give at first. */
  readonly isLate?: boolean;
  /** How many requests the owner meets in a pause. */
  readonly pauses?: number;
}

/**
 * An owner with a fork that only a thief runs: it goes on forking and joining until it is taken. A
 * request that is lost makes that endless.
 */
function hungry(parts: ForkParts, { searches, isLate = false, pauses = 0 }: Ways): Scenario {
  const memory = memoryOf(parts, 2);
  const cells = extraCells(2);
  const { larder, ...owner } = machineOf(parts, memory, OWNER, cells);
  const forker = forkerOf(parts, { larder, ...owner }, cells);
  lighten(forker);
  const state = { pauses };
  const answer = (): void => {
    if (!larder.isAsked()) return;
    Reflect.set(forker.exposer, 'pausedUntil', state.pauses > 0 ? Infinity : -Infinity);
    forker.answer();
    if (state.pauses > 0) state.pauses--;
  };
  const fork = call('fork', [], () => void forker.fork());
  const look = call('answer', [], answer);
  const goOn = callWhile(Boolean, 'fork and join', [], () => {
    answer();
    return load(cells, TAKEN) === 0;
  });
  const machine = machineOf(parts, memory, OWNER + 1, cells);
  Reflect.set(machine.runner, 'take', () => task(cells));
  return {
    threads: {
      owner: {
        calls: isLate ? [look, fork, goOn] : [fork, goOn],
        objects: [...forker.objects, state],
      },
      thief: thief(machine, cells, searches),
    },
    cells: namesOf(parts, memory, cells),
    check: () => (load(cells, RUNS) === 1 ? undefined : `${load(cells, RUNS)} runs`),
  };
}

/** A fork is exposed and joined, while thieves look for work, once, or sleeping in between. */
function joining(parts: ForkParts, thieves: readonly ('sleeps' | 'looks')[]): Scenario {
  const memory = memoryOf(parts, 1 + thieves.length);
  const cells = extraCells(2);
  const forker = forkerOf(parts, machineOf(parts, memory, OWNER, cells), cells);
  const state = { handle: 0, result: 0 };
  const threads: Record<string, Thread> = {
    owner: {
      calls: [
        call('fork', [], () => {
          state.handle = forker.fork();
          forker.answer(); // without a request, this does nothing
        }),
        call('join', [], () => forker.stack.join(state.handle)),
      ],
      objects: [...forker.objects, state],
    },
  };
  thieves.forEach((way, i) => {
    const machine = machineOf(parts, memory, 2 + i, cells);
    threads[`thief ${2 + i}`] = way === 'sleeps' ? thief(machine, cells, true) : looker(machine);
    // Those who do not ask find that somebody has.
    if (way === 'looks') machine.hunger.ask();
  });
  return {
    threads,
    cells: namesOf(parts, memory, cells),
    mayBeStuck: ({ stuck }) => !stuck.has('owner'),
    check: ({ results }) => {
      if (load(cells, RUNS) !== 1) return `${load(cells, RUNS)} runs`;
      return results['owner']?.[1] === RESULT
        ? undefined
        : `joined ${String(results['owner']?.[1])}`;
    },
  };
}

/**
 * The owner has forks that only thieves run. One machine sleeps already, having asked, and another one
 * goes to sleep, while the owner forks or joins a few times, and then goes on with something else. Whoever
 * sleeps in the end does so beside nothing public; and if something is private, its owner knows of him.
 */
function sleeping(parts: ForkParts, forks: number, answers: number, searches = false): Scenario {
  const memory = memoryOf(parts, 3);
  const cells = extraCells(3);
  const owner = machineOf(parts, memory, OWNER, cells);
  count(parts, owner, cells);
  const forker = forkerOf(parts, owner, cells);
  lighten(forker);
  const thieves = [2, 3].map((number) => {
    const machine = machineOf(parts, memory, number, cells);
    count(parts, machine, cells);
    Reflect.set(machine.runner, 'take', () => task(cells));
    return thief(machine, cells, searches && number === 3, number === 2);
  }) as [Thread, Thread];
  for (let i = 0; i < forks; i++) forker.fork();
  const answer = call('fork or join', [], () => forker.answer());
  return {
    threads: {
      owner: { calls: Array.from({ length: answers }, () => answer), objects: forker.objects },
      'one asleep': thieves[0],
      'one that goes to sleep': thieves[1],
    },
    cells: namesOf(parts, memory, cells),
    mayBeStuck: ({ stuck }) => !stuck.has('owner'),
    check: ({ stuck }) => {
      const queued = load(cells, QUEUED);
      const runs = load(cells, RUNS);
      if (runs + stuck.size !== 2) return `${runs} runs, and ${stuck.size} sleep`;
      if (stuck.size === 0) return undefined;
      if (queued > 0) return 'a machine sleeps beside a public fork';
      const isKnown = owner.larder.isAsked();
      return forks > runs && !isKnown ? 'a machine sleeps beside a private fork' : undefined;
    },
  };
}

/**
 * Two forks are public. A thief has taken the older one out of the deque, and stands still before it
 * claims it; the owner takes that one back. Nothing but a sleeper runs the other one.
 */
function joiningOlder(parts: ForkParts): Scenario {
  const memory = memoryOf(parts, 2);
  const cells = extraCells(2);
  const sleeper = machineOf(parts, memory, OWNER + 1, cells);
  const forker = forkerOf(parts, machineOf(parts, memory, OWNER, cells), cells);
  const older = forker.fork();
  forker.fork();
  for (let i = 0; i < 2; i++) {
    sleeper.hunger.ask();
    forker.answer();
  }
  sleeper.processor.findElsewhere();
  return {
    threads: {
      owner: {
        calls: [
          call('join', [], () => forker.stack.join(older)),
          callWhile(Boolean, 'fork and join', [], () => {
            forker.answer();
            return load(cells, TAKEN) === 0;
          }),
        ],
        objects: forker.objects,
      },
      sleeper: thief(sleeper, cells, false),
    },
    cells: namesOf(parts, memory, cells),
    check: () => (load(cells, RUNS) === 2 ? undefined : `${load(cells, RUNS)} runs`),
  };
}

/** Whoever waits in a join looks for forks, and has a nested task, which he must leave to others. */
function helping(parts: ForkParts): Scenario {
  const memory = memoryOf(parts, 2);
  const cells = extraCells(2);
  const owner = machineOf(parts, memory, OWNER, cells);
  const { joiner, objects } = forkerOf(parts, owner, cells);
  const slot = owner.submitter.prepare(0, [], parts.UNKNOWN_PARENT, 0);
  owner.processor.push(owner.submitter.arm(slot, nothing));
  const help = Reflect.get(joiner, 'help') as (root: number) => boolean;
  return {
    threads: {
      joiner: {
        calls: [
          call('look', [], () => {
            if (help.call(joiner, 0)) throw new Error('a nested task is run in a join');
          }),
        ],
        objects,
      },
      sleeper: thief(machineOf(parts, memory, OWNER + 1, cells), cells, false),
    },
    cells: namesOf(parts, memory, cells),
    check: () => (load(cells, RUNS) === 1 ? undefined : `${load(cells, RUNS)} runs`),
  };
}
