/**
 * Sleeping and waking (idle.ts): machines that look, search, announce, look again and sleep, while
 * submitters publish and wake. At the end everybody sleeps, and no task is left: I3.
 *
 * The queue is one counter: what the real ones do is proved in the deque package.
 */

import {
  add,
  awaitRing,
  call,
  callWhile,
  compareExchange,
  load,
  nameCell,
  nextEvent,
  ring,
  store,
  type Call,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import { extraCells, smallMemory, type Parts } from './load.js';

/** A program, and how to explore it. */
export interface IdleProgram {
  readonly name: string;
  readonly isShort: boolean;
  readonly options: Options;
  readonly build: () => Scenario;
}

interface Ways {
  /** Where the machines sleep: on their futex, or in their event loop. */
  readonly machines: readonly ('sleeps' | 'dozes')[];
  /** How many tasks each submitter publishes. */
  readonly submits: readonly number[];
  /** Whether a submitter publishes its tasks together, and wakes once. */
  readonly together?: boolean;
  /** Whether machines search before they go to sleep, or only look: fewer steps. */
  readonly searches?: boolean;
  /** Whether each task waits for the other, which only another machine can run. */
  readonly meet?: boolean;
  /** Whether it is for the full form only. */
  readonly isLong?: boolean;
}

const SLEEPERS = ['sleeps', 'sleeps'] as const;
const DOZERS = ['dozes', 'dozes'] as const;
const BOTH = ['sleeps', 'dozes'] as const;
const TWO = { submits: [1, 1], searches: true } as const;

const WAYS: Readonly<Record<string, Ways>> = {
  '1 machine ∥ 1 submitter': { machines: ['sleeps'], submits: [1], searches: true },
  '1 machine ∥ 1 submitter of 2': { machines: ['sleeps'], submits: [2], searches: true },
  '1 machine ∥ 2 submitters': { machines: ['sleeps'], submits: [1, 1], searches: true },
  '2 machines ∥ 1 submitter': { machines: SLEEPERS, submits: [1], searches: true },
  '2 machines ∥ 1 submitter, sleepers': { machines: SLEEPERS, submits: [1] },
  '2 machines ∥ 1 submitter of 2, tasks that meet': {
    machines: SLEEPERS,
    submits: [2],
    meet: true,
  },
  '1 dozer ∥ 1 submitter of 2': { machines: ['dozes'], submits: [2], searches: true },
  '2 dozers ∥ 1 submitter': { machines: DOZERS, submits: [1], searches: true },
  '2 dozers ∥ 2 tasks together, that meet': {
    machines: DOZERS,
    submits: [2],
    together: true,
    searches: true,
    meet: true,
  },
  '1 sleeper, 1 dozer ∥ 2 tasks together, that meet': {
    machines: BOTH,
    submits: [2],
    together: true,
    searches: true,
    meet: true,
  },
  '2 dozers ∥ 1 submitter of 2, tasks that meet': {
    machines: DOZERS,
    submits: [2],
    searches: true,
    meet: true,
  },
  '2 machines ∥ 2 submitters, tasks that meet': { machines: SLEEPERS, ...TWO, meet: true },
  '2 dozers ∥ 2 submitters, tasks that meet': { machines: DOZERS, ...TWO, meet: true },
  '1 sleeper, 1 dozer ∥ 2 submitters, tasks that meet': { machines: BOTH, ...TWO, meet: true },
  '2 machines ∥ 2 submitters, sleepers': { machines: SLEEPERS, submits: [1, 1] },
  '2 machines ∥ 2 submitters': { machines: SLEEPERS, ...TWO },
  '2 dozers ∥ 2 submitters': { machines: DOZERS, ...TWO, isLong: true },
  '1 sleeper, 1 dozer ∥ 2 submitters': { machines: BOTH, ...TWO, isLong: true },
};

// A backstop must not hide a lost wake-up.
const OPTIONS: Options = { timeouts: false, reduce: true };

/** What a machine sees that took the last one. There are no forks here. */
const NOTHING_MORE = { work: () => false, forks: () => false };

/** For machines and submitters whose calls are pieces without loops. */
const MERGED: Options = { ...OPTIONS, merge: true };

/** A cell of a program's own: tasks in the global queue. */
const GLOBAL = 64;

/** All programs for sleeping and waking. */
export function idlePrograms(parts: Parts): IdleProgram[] {
  const programs = Object.entries(WAYS).map(([name, ways]) => ({
    name,
    isShort: ways.isLong !== true,
    options: MERGED,
    build: () => scenario(parts, ways),
  }));
  const moving: IdleProgram = {
    name: 'a machine that takes a batch, and is long at its first task ∥ sleeper',
    isShort: true,
    options: OPTIONS,
    build: () => batch(parts),
  };
  return [moving, ...programs];
}

/**
 * Two tasks are queued, and one machine that has just done something else takes both, puts one into its
 * deque, and runs the other one until that, too, has been run. Nobody but a sleeper can do that.
 */
function batch(parts: Parts): Scenario {
  const memory = smallMemory(parts, 3, 2);
  const cells = extraCells(3);
  const work = { queued: 0 };
  const search = new parts.Search(new parts.Idle(memory), 1, 2);
  store(cells, GLOBAL, 2);
  const taker: Thread = {
    calls: [
      call('take', [], () => {
        store(cells, GLOBAL, 0);
        add(cells, work.queued, 1);
        search.end(NOTHING_MORE, true);
      }),
      call('run', [], () => awaitRing(1)),
    ],
    objects: [search],
  };
  const sleeper = new parts.Search(new parts.Idle(memory), 2, 2);
  const cell = memory.parkingCell(2);
  const look = (): boolean => load(cells, GLOBAL) > 0 || load(cells, work.queued) > 0;
  const turn = (): boolean => {
    sleeper.announce(false); // S1, S2
    const found = look(); // S3
    if (!found) cell.park(250); // S4
    sleeper.wakeUp(false, found);
    if (load(cells, work.queued) === 0) return true; // or it was in the global queue, and is no more
    sleeper.end(NOTHING_MORE);
    ring(1);
    return false;
  };
  return {
    threads: {
      taker,
      sleeper: { calls: [callWhile(Boolean, 'turn', [], turn)], objects: [sleeper] },
    },
    cells: [
      nameCell('parked', memory.cells, parts.PARKED),
      nameCell('searching', memory.cells, parts.SEARCHING),
      nameCell('deque', cells, work.queued),
      nameCell('global queue', cells, GLOBAL),
    ],
  };
}

/** Tasks that meet ring each other, as many bells further on as their machine's number. */
const MEETING = 32;

function scenario(parts: Parts, ways: Ways): Scenario {
  const { machines, submits, together = false, meet = false } = ways;
  const memory = smallMemory(parts, 1 + machines.length, 2);
  const cells = extraCells(2);
  const work = { cells, queued: 0, met: 32 };
  const threads: Record<string, Thread> = {};
  machines.forEach((_, i) => {
    threads[`machine ${i + 1}`] = machine(parts, memory, i + 1, work, ways);
  });
  submits.forEach((count, i) => {
    const idle = new parts.Idle(memory);
    const publish = (tasks: number): Call[] => [
      call('publish', [], () => void add(cells, work.queued, tasks)), // W1
      callWhile(Boolean, 'wake', [], () => idle.tryToWake() === parts.LOST), // W2, W3
    ];
    threads[`submitter ${i + 1}`] = {
      calls: together ? publish(count) : Array.from({ length: count }, () => publish(1)).flat(),
    };
  });
  const left = (): number => load(cells, work.queued);
  return {
    threads,
    cells: [
      nameCell('parked', memory.cells, parts.PARKED),
      nameCell('searching', memory.cells, parts.SEARCHING),
      nameCell('queued', cells, work.queued),
      nameCell('met', cells, work.met),
      ...machines.flatMap((_, i) => [
        nameCell(`cell ${i + 1}`, memory.cells, memory.threadCell(i + 1)),
        nameCell(`bell ${i + 1}`, memory.cells, memory.threadCell(i + 1) + parts.THREAD_BELL),
      ]),
      nameCell('dozing', memory.cells, parts.DOZING),
    ],
    // In the end every machine sleeps: what matters is that no task is left then.
    mayBeStuck: ({ stuck }) =>
      !meet && [...stuck.keys()].every((name) => name.startsWith('machine')),
    check: () => (left() === 0 ? undefined : `${left()} tasks are left`),
  };
}

interface Work {
  readonly cells: ReturnType<typeof extraCells>;
  readonly queued: number;
  readonly met: number;
}

type Place =
  | 'look'
  | 'search'
  | 'look for it'
  | 'announce'
  | 'last look'
  | 'sleep'
  | 'doze'
  | 'loop'
  | 'leave'
  | 'wake up'
  | 'found'
  | 'wake'
  | 'run'
  | 'meet'
  | 'done';

function machine(
  parts: Parts,
  memory: ReturnType<typeof smallMemory>,
  thread: number,
  work: Work,
  { machines, searches = false, meet = false }: Ways,
): Thread {
  const dozes = machines[thread - 1] === 'dozes';
  const idle = new parts.Idle(memory);
  const search = new parts.Search(idle, thread, 2);
  const cell = memory.parkingCell(thread);
  // Who comes too late for a task looks again: the same place once more.
  const take = (taken: Place, none: Place): Place => {
    const queued = load(work.cells, work.queued);
    if (queued === 0) return none;
    state.found = compareExchange(work.cells, work.queued, queued, queued - 1) === queued;
    return state.found ? taken : state.at;
  };
  const state = { found: false, owes: false, isKicked: false, at: 'look' as Place };
  const bellAt = memory.threadCell(thread) + parts.THREAD_BELL;
  const bell = new parts.Bell(memory.cells, bellAt, () => (state.isKicked = true));
  // `Idle.wake` tries again and again: here a call for each, so that what was in vain is forgotten.
  Reflect.set(idle, 'wake', () => (state.owes = true));
  /** What Machine.run and Machine.park do, a piece at a time: between pieces only fields count. */
  const pieces: Readonly<Record<Place, () => Place>> = {
    look: () => (searches ? take('found', 'search') : 'announce'),
    search: () => (search.begin() ? 'look for it' : 'announce'),
    'look for it': () => take('found', 'announce'),
    announce: () => {
      search.announce(dozes); // S1, S2
      return 'last look';
    },
    'last look': () => take('wake up', dozes ? 'doze' : 'sleep'), // S3
    sleep: () => {
      cell.park(250); // S4
      return 'wake up';
    },
    doze: () => {
      const { rings } = bell;
      if (!cell.enterLoop()) return 'wake up';
      state.isKicked = false;
      bell.arm(rings);
      return 'loop';
    },
    loop: () => {
      if (!state.isKicked) nextEvent(thread, memory.cells, bellAt, true);
      return state.isKicked ? 'leave' : 'loop';
    },
    leave: () => {
      cell.leaveLoop();
      return 'wake up';
    },
    'wake up': () => {
      search.wakeUp(dozes, state.found);
      return state.found ? 'found' : 'look';
    },
    found: () => {
      search.end({ ...NOTHING_MORE, work: () => load(work.cells, work.queued) > 0 });
      state.found = false;
      return state.owes ? 'wake' : 'run';
    },
    wake: () => {
      state.owes = idle.tryToWake() === parts.LOST;
      return state.owes ? 'wake' : 'run';
    },
    run: () => (meet ? 'meet' : 'look'),
    meet: () => {
      if (add(work.cells, work.met, 1) === 1) ring(MEETING + 3 - thread);
      else awaitRing(MEETING + thread);
      return 'done';
    },
    done: () => 'done',
  };
  const go = (): boolean => (state.at = pieces[state.at]()) !== 'done';
  return { calls: [callWhile(Boolean, 'go', [], go)], objects: [search, state, bell] };
}
