/**
 * Several machines that sleep in joins, and forks that become public together. In the end nobody sleeps
 * beside a public fork that he would run, nor beside a private one whose owner does not know of him.
 * fork-world.ts has the machines.
 */

import {
  add,
  call,
  callWhile,
  load,
  type Call,
  type Cells,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import { extraCells } from './load.js';
import {
  forkerOf,
  machineOf,
  memoryOf,
  namesOf,
  OWNER,
  RUNS,
  TAKEN,
  task,
  thief,
  type ForkParts,
  type ModelMachine,
} from './fork-world.js';
import { count, lighten, QUEUED, type ForkProgram } from './forks.js';

/**
 * One in a join who helps; whose result comes meanwhile; who runs forks of his own root only, which
 * these are not; who is too deep to help. Or one that sleeps in no join.
 */
type Kind = 'helper' | 'heir' | 'hermit' | 'deep' | 'machine';

interface Sleeper {
  readonly kind: Kind;
  /** Whether he sleeps when the program begins, having asked: fewer steps. */
  readonly isAsleep: boolean;
}

interface Ways {
  /** How many forks the owner has. */
  readonly forks: number;
  readonly sleepers: readonly Sleeper[];
  readonly isLong?: boolean;
}

const asleep = (kind: Kind): Sleeper => ({ kind, isAsleep: true });
const going = (kind: Kind): Sleeper => ({ kind, isAsleep: false });

const WAYS: Readonly<Record<string, Ways>> = {
  'two go to sleep in joins ∥ an owner of one': {
    forks: 1,
    sleepers: [going('helper'), going('helper')],
  },
  'one sleeps in a join, one goes to ∥ an owner of two': {
    forks: 2,
    sleepers: [asleep('helper'), going('helper')],
  },
  'two go to sleep in joins ∥ an owner of two': {
    forks: 2,
    sleepers: [going('helper'), going('helper')],
    isLong: true,
  },
  'three sleep in joins ∥ an owner of three': {
    forks: 3,
    sleepers: [asleep('helper'), asleep('helper'), asleep('helper')],
  },
  'one sleeps, one goes to sleep in a join ∥ an owner of two': {
    forks: 2,
    sleepers: [asleep('machine'), going('helper')],
  },
  'one goes to sleep, one in a join ∥ an owner of two': {
    forks: 2,
    sleepers: [going('machine'), going('helper')],
    isLong: true,
  },
  'two sleep in joins, one of whom gets his result ∥ an owner of one': {
    forks: 1,
    sleepers: [asleep('heir'), asleep('helper')],
  },
  'one is isolated and sleeps in a join, one goes to ∥ an owner of one': {
    forks: 1,
    sleepers: [asleep('hermit'), going('helper')],
  },
  'two are isolated and go to sleep in joins ∥ an owner of one': {
    forks: 1,
    sleepers: [going('hermit'), going('hermit')],
  },
  'one is too deep and sleeps in a join, one goes to ∥ an owner of one': {
    forks: 1,
    sleepers: [going('deep'), going('helper')],
  },
};

const PAUSING: Readonly<Record<string, readonly Sleeper[]>> = {
  'one sleeps in a join': [asleep('helper')],
  'two sleep in joins, one of whom gets his result': [asleep('heir'), asleep('helper')],
};

// A backstop must not hide a lost wake-up.
const OPTIONS: Options = { timeouts: false, reduce: true };
// Slots whose fields nobody changes.
const ROOT = 0;
const HERMITAGE = 1;

/** All programs. */
export function joinerPrograms(parts: ForkParts): ForkProgram[] {
  const programs = Object.entries(WAYS).map(([name, ways]) => ({
    name,
    isShort: ways.isLong !== true,
    options: OPTIONS,
    build: () => sleeping(parts, ways),
  }));
  const pausing = Object.entries(PAUSING).map(([name, sleepers]) => ({
    name: `${name} ∥ an owner that pauses ∥ a searcher that leaves`,
    isShort: true,
    options: OPTIONS,
    build: () => leaving(parts, sleepers),
  }));
  return [...programs, ...pausing];
}

/** An owner's forks are asked for, and given; then it goes on with something else. */
function sleeping(parts: ForkParts, { forks, sleepers }: Ways): Scenario {
  const memory = memoryOf(parts, 1 + sleepers.length);
  const cells = extraCells(3);
  const { owner, forker } = forkerIn(parts, memory, cells);
  for (let i = 0; i < forks; i++) forker.fork();
  const threads: Record<string, Thread> = {
    owner: { calls: [call('fork or join', [], () => forker.answer())], objects: forker.objects },
  };
  sleepers.forEach((sleeper, i) => {
    const { kind, isAsleep } = sleeper;
    const machine = machineOf(parts, memory, 2 + i, cells);
    count(parts, machine, cells);
    threads[`${kind} ${2 + i}`] =
      kind === 'machine'
        ? thief(machine, cells, false, isAsleep)
        : joiner(parts, machine, cells, sleeper);
    if (kind === 'heir') threads['sender'] = sender(memory.inboxSender(2 + i), machine);
  });
  return {
    threads,
    cells: namesOf(parts, memory, cells),
    mayBeStuck: ({ stuck }) => !stuck.has('owner'),
    check: ({ stuck }) => {
      const names = [...stuck.keys()].filter((name) => /helper|machine/.test(name));
      if (names.length === 0) return undefined;
      if (load(cells, QUEUED) > 0) return `${names.join()} sleeps beside a public fork`;
      const isKnown = owner.larder.isAsked();
      const isLeft = forks > load(cells, RUNS);
      return isLeft && !isKnown ? `${names.join()} sleeps beside a private fork` : undefined;
    },
  };
}

/**
 * A searcher is told to ask later, and then finds something else. One in a join, who sleeps beside the
 * owner's fork, must be told that there is nobody any more who will ask.
 */
function leaving(parts: ForkParts, sleepers: readonly Sleeper[]): Scenario {
  const memory = memoryOf(parts, 2 + sleepers.length);
  const cells = extraCells(3);
  const { owner, forker } = forkerIn(parts, memory, cells);
  forker.fork();
  const state = { pauses: 1 };
  const goOn = (): boolean => {
    if (owner.larder.isAsked()) {
      Reflect.set(forker.exposer, 'pausedUntil', state.pauses > 0 ? Infinity : -Infinity);
      forker.answer();
      if (state.pauses > 0) state.pauses--;
    }
    return load(cells, TAKEN) === 0;
  };
  const threads: Record<string, Thread> = {
    owner: {
      calls: [callWhile(Boolean, 'fork and join', [], goOn)],
      objects: [...forker.objects, state],
    },
  };
  sleepers.forEach((sleeper, i) => {
    const machine = machineOf(parts, memory, 2 + i, cells);
    count(parts, machine, cells);
    threads[`${sleeper.kind} ${2 + i}`] = joiner(parts, machine, cells, sleeper);
    if (sleeper.kind === 'heir') memory.inboxSender(2 + i).send(HERMITAGE);
  });
  const searcher = machineOf(parts, memory, 2 + sleepers.length, cells);
  count(parts, searcher, cells);
  const { search, hunger, processor, slots } = searcher;
  const forks = (): boolean => processor.seesFork(slots) || hunger.seesPause();
  search.begin();
  threads['searcher'] = {
    calls: [call('find something else', [], () => search.end({ work: forks, forks }))],
    objects: [search],
  };
  return { threads, cells: namesOf(parts, memory, cells) };
}

/** The machine that forks. */
function forkerIn(parts: ForkParts, memory: ReturnType<typeof memoryOf>, cells: Cells) {
  const owner = machineOf(parts, memory, OWNER, cells);
  count(parts, owner, cells);
  const forker = forkerOf(parts, owner, cells);
  lighten(forker);
  owner.slots.set(ROOT, parts.SLOT_FLAGS, parts.FLAG_FORK); // its own fork, for all that others read
  owner.slots.set(ROOT, parts.SLOT_PARENT, ROOT + 1);
  owner.slots.set(HERMITAGE, parts.SLOT_FLAGS, parts.FLAG_ISOLATED);
  return { owner, forker };
}

/** Sleeps in a join, until it has helped with one fork, at which it is long, or its result is here. */
function joiner(
  parts: ForkParts,
  machine: ModelMachine,
  cells: Cells,
  { kind, isAsleep }: Sleeper,
): Thread {
  const { joiner: own, objects } = forkerOf(parts, machine, cells);
  const state = { isOver: false, hasRun: false, sleeps: 0 };
  const collect = (): void => {
    if (kind === 'heir' && machine.inbox.takeAll() !== parts.EMPTY) state.isOver = true;
  };
  const run = (): void => {
    if (kind === 'hermit' || kind === 'deep') throw new Error('runs what it must leave to others');
    state.hasRun = true;
    task(cells);
    add(cells, TAKEN, 1);
  };
  Object.assign(Reflect.get(own, 'parts') as object, { submitter: { collect }, run });
  if (kind === 'deep') Reflect.set(own, 'depth', 8);
  const root = kind === 'hermit' ? HERMITAGE : ROOT;
  const isOver = (): boolean => state.isOver;
  const { cell } = machine;
  // A nap ends by itself, here at once.
  const nap = (ms: number): boolean => ms >= 1 && cell.park(ms);
  Object.assign(Reflect.get(own, 'parts') as object, { cell: { park: nap } });
  const { wait, sleep, park, getUp } = own as unknown as JoinerSteps;
  const turn = (): boolean => {
    // The first sleep, one with the token of whoever woke him before it, and the last.
    if (kind === 'hermit' && ++state.sleeps > 3)
      throw new Error('is woken again for the same fork');
    (kind === 'deep' ? wait : sleep).call(own, isOver, root);
    collect();
    return !state.isOver && !state.hasRun;
  };
  const rest = call('sleep', [], () => {
    park.call(own, 250);
    if (getUp.call(own, parts.EMPTY, isOver, root) !== parts.EMPTY) run();
    collect();
  });
  const goOn = callWhile(Boolean, 'join', [], () => !state.isOver && !state.hasRun && turn());
  if (isAsleep) {
    machine.idle.joining.add(machine.thread); // J1
    machine.hunger.askBeforeSleep(); // J2
  }
  return { calls: isAsleep ? [rest, goOn] : [goOn], objects: [...objects, state] };
}

/** What a Joiner does in private. */
interface JoinerSteps {
  wait(this: object, isOver: () => boolean, root: number): void;
  sleep(this: object, isOver: () => boolean, root: number): void;
  park(this: object, ms: number): void;
  getUp(this: object, found: number, isOver: () => boolean, root: number): number;
}

/** Sends a result to one in a join. */
function sender(inbox: { send(slot: number): boolean }, { idle, thread }: ModelMachine): Thread {
  const send: Call = call('send', [], () => {
    if (inbox.send(HERMITAGE)) idle.unpark(thread);
  });
  return { calls: [send] };
}
