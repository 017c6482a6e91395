/**
 * Forks between threads: who is hungry, who is answered, who runs a fork and who gets its result.
 *
 * The protocol's own code runs: hungry.ts, exposer.ts, joiner.ts, fork-stack.ts, idle.ts, submitter.ts
 * and runner.ts, on the deque. What is left out is the choice of victims, encoding, and time: every
 * pause of the policy is over at the next look, unless a program says otherwise.
 */

import {
  add,
  call,
  callWhile,
  load,
  loadBehindDoor,
  nameCell,
  type Cells,
  type Mutation,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import type * as DequePackage from '@pilfer/deque';
import type * as ControlWords from '../../src/control-word.js';
import type * as ExposerFile from '../../src/forks/exposer.js';
import type * as JoinerFile from '../../src/forks/joiner.js';
import type * as StackFile from '../../src/forks/fork-stack.js';
import type * as HungryFile from '../../src/hungry.js';
import type * as IdleFile from '../../src/idle.js';
import type * as Layout from '../../src/layout.js';
import type * as MemoryFile from '../../src/memory.js';
import type * as ProcessorFile from '../../src/processor.js';
import type * as RunnerFile from '../../src/runner.js';
import type * as SlotsFile from '../../src/slots.js';
import type * as SubmitterFile from '../../src/submitter.js';
import type { Memory } from '../../src/memory.js';
import type { Processor } from '../../src/processor.js';
import { extraCells } from './load.js';

/** The files that programs use. */
export type ForkParts = typeof DequePackage &
  typeof ControlWords &
  typeof ExposerFile &
  typeof JoinerFile &
  typeof StackFile &
  typeof HungryFile &
  typeof IdleFile &
  typeof Layout &
  typeof MemoryFile &
  typeof ProcessorFile &
  typeof RunnerFile &
  typeof SlotsFile &
  typeof SubmitterFile;

const FILES = [
  'control-word.js',
  'forks/exposer.js',
  'forks/fork-stack.js',
  'forks/joiner.js',
  'hungry.js',
  'idle.js',
  'layout.js',
  'memory.js',
  'processor.js',
  'runner.js',
  'slots.js',
  'submitter.js',
];

const root = new URL('../../', import.meta.url);

/** Loads them behind the explorer's door, with planted bugs if there are any. */
export async function loadForkParts(mutations: readonly Mutation[] = []): Promise<ForkParts> {
  const modules = await loadBehindDoor([root, new URL('../deque/', root)], {
    mutations,
    files: FILES,
  });
  const parts = [modules.get('@pilfer/deque'), ...FILES.map((file) => modules.get(file))];
  return Object.assign({}, ...parts) as ForkParts;
}

/** A program, and how to explore it. */
export interface ForkProgram {
  readonly name: string;
  readonly options: Options;
  readonly build: () => Scenario;
}

// A backstop must not hide a lost request.
const OPTIONS: Options = { timeouts: false };
// A nap is one: it must end by itself.
const NAPS: Options = { timeouts: true };

const OWNER = 1;

// Cells of a program's own.
const RUNS = 0;
const TAKEN = 32;

/** All programs. */
export function forkPrograms(parts: ForkParts): ForkProgram[] {
  const of = (name: string, options: Options, build: () => Scenario): ForkProgram => ({
    name,
    options,
    build,
  });
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
    of('join of the older of two ∥ sleeper', OPTIONS, () => joiningOlder(parts)),
    of('look for a fork beside a nested task ∥ sleeper', OPTIONS, () => helping(parts)),
  ];
}

function memoryOf(parts: ForkParts, threads: number): Memory {
  const plan = parts.planMemory(
    {
      procs: threads,
      threads: threads + 1,
      mainSlots: 1,
      machineSlots: 66, // the exposer leaves 64 to others
      dequeCapacity: 2,
      functions: 1,
      functionBytes: 4,
      recordUnits: 4,
      arenaBytes: 0,
    },
    0,
  );
  const memory = new parts.Memory(new SharedArrayBuffer(plan.bytes), plan);
  for (let block = 0; block < plan.blocks; block++) {
    parts.Deque.create(memory.buffer, memory.dequeAt(block), plan.dequeCapacity);
  }
  for (let thread = 0; thread <= threads; thread++) memory.createThread(thread);
  return memory;
}

/** Blocks are numbered from 0, machines from 1. */
function blockOf(thread: number): number {
  return thread - 1;
}

/** The processor of one machine, without a global queue and with one victim. */
function processorOf(parts: ForkParts, memory: Memory, thread: number, hunger: unknown): Processor {
  const { Deque, Stealer, EMPTY, RETRY, isHandle } = parts;
  const deque = new Deque(memory.buffer, memory.dequeAt(blockOf(thread)));
  const victim = new Stealer(memory.buffer, memory.dequeAt(blockOf(OWNER)));
  const steal = (accepts: (entry: number) => boolean = () => true): number => {
    if (thread === OWNER) return EMPTY;
    let entry = victim.stealIf(accepts);
    while (entry === RETRY) entry = victim.stealIf(accepts);
    if (isHandle(entry)) (hunger as { passOn(block: number): void }).passOn(blockOf(OWNER));
    return entry;
  };
  const own = {
    deque,
    keeps: true,
    counters: { add: nothing },
    steal,
    findElsewhere: () => steal(),
    seesWork: () => victim.size > 0,
  };
  return Object.assign(
    Object.create(parts.Processor.prototype) as object,
    own,
  ) as unknown as Processor;
}

/** Results are 32-bit numbers, which the explorer sees; there are no arguments. */
function payloadsOf(parts: ForkParts, slots: InstanceType<ForkParts['Slots']>): never {
  return {
    writeArguments: (slot: number) => slots.set(slot, parts.SLOT_SHAPE, 0),
    writeResult: (slot: number, value: number) => slots.set(slot, parts.SLOT_RESULT, value),
    writeError: nothing,
    readResult: (slot: number) => ({ failed: false, value: slots.get(slot, parts.SLOT_RESULT) }),
    release: nothing,
    releaseArguments: nothing,
  } as never;
}

/** One machine's parts. */
function machineOf(parts: ForkParts, memory: Memory, thread: number, cells: Cells) {
  const idle = new parts.Idle(memory);
  const block = blockOf(thread);
  const hunger = new parts.Hunger(memory, block, idle);
  // Thieves ask the owner only, and it asks the first of them only: the others have no forks.
  const asked = (Reflect.get(hunger, 'at') as number[]).slice(0, thread === OWNER ? 2 : 1);
  Reflect.set(hunger, 'at', asked);
  const larder = new parts.Larder(memory, block, idle);
  const processor = processorOf(parts, memory, thread, hunger);
  const slots = new parts.Slots(memory);
  const payloads = payloadsOf(parts, slots);
  const inbox = memory.inbox(thread);
  const events = { settled: nothing, failed: nothing, lost: () => false, lossError: nothing };
  const submitter = new parts.Submitter(
    thread,
    memory,
    slots,
    payloads,
    inbox,
    { publish: nothing },
    events,
  );
  Reflect.set(submitter, 'suspects', { size: 0 }); // a Map has no plain fields to look at
  const runner = new parts.Runner(
    thread,
    {
      memory,
      slots,
      payloads,
      processor,
      idle,
      forks: { begin: nothing, returned: nothing, threw: nothing, end: nothing } as never,
      senders: Array.from({ length: memory.plan.threads }, (_, t) => memory.inboxSender(t)),
      times: { began: nothing } as never,
    },
    { resolve: () => () => task(cells), explain: (error) => error },
    1,
    nothing,
  );
  const search = new parts.Search(idle, thread, memory.plan.procs);
  const cell = memory.parkingCell(thread);
  return { thread, idle, hunger, larder, processor, slots, inbox, submitter, runner, search, cell };
}

type ModelMachine = ReturnType<typeof machineOf>;

const RESULT = 7;

/** What every fork does: counts its runs. */
function task(cells: Cells): number {
  add(cells, RUNS, 1);
  return RESULT;
}

/** A stack with forks on it, the way `fork` puts them there, and what exposes them. */
function forkerOf(parts: ForkParts, machine: ModelMachine, cells: Cells) {
  const { thread, idle, hunger, larder, processor, slots, inbox, submitter, runner, cell } =
    machine;
  const watch = machine.larder as never;
  const host = {
    watch,
    answer: nothing,
    claim: (exposed: never) => joiner.claim(exposed, 0),
    ran: nothing,
    discard: nothing,
    isHungry: () => false,
    call: () => task(cells),
    submit: nothing,
  };
  const stack = new parts.ForkStack(host as never);
  stack.entries.length = 2;
  stack.watch = new Int32Array(1) as never; // asked by the program itself
  const clock = { time: 0 };
  const shared = { slots, submitter, processor, idle, larder, hunger };
  const exposer = new parts.Exposer({
    ...shared,
    now: () => 0,
    stack,
    numbers: { numberOf: () => 0 } as never,
  });
  exposer.root = 0;
  const joiner = new parts.Joiner({
    ...shared,
    thread,
    inbox,
    cell,
    now: () => (clock.time += 1e6), // one look, and then it sleeps
    run: (entry) => runner.take(entry),
    mourn: nothing,
  });
  const fork = (): number => {
    const entry = stack.free;
    entry.task = nothing;
    entry.handle = ++stack.last;
    stack.free = entry.next;
    return entry.handle;
  };
  /** What the next fork or join does first. */
  const answer = (): void => {
    if (!larder.isAsked()) return;
    Reflect.set(exposer, 'lastWake', -Infinity); // long ago
    exposer.answer();
  };
  const objects = [
    clock,
    stack,
    exposer,
    joiner,
    submitter,
    Reflect.get(processor, 'deque') as object,
  ];
  return { stack, exposer, joiner, fork, answer, objects };
}

/** A thief that looks for work once. */
function looker({ processor, runner }: ModelMachine): Thread {
  const look = (): void => {
    const entry = processor.findElsewhere();
    if (entry >= 0) runner.take(entry);
  };
  return { calls: [call('look', [], look)], objects: [runner] };
}

/** A machine that looks for work, asks, and sleeps: what Machine.run and Machine.park do, once. */
function thief(machine: ModelMachine, cells: Cells, searches: boolean): Thread {
  const { hunger, processor, search, runner, cell, larder } = machine;
  const state = { hasNapped: false };
  const seesWork = (): boolean => processor.seesWork() || hunger.seesPause();
  const turn = (): boolean => {
    let entry = 0;
    let found = false;
    const look = (): boolean => {
      entry = processor.findElsewhere();
      found = entry >= 0;
      return found;
    };
    if (state.hasNapped) hunger.askAgain();
    if (searches && !look() && search.begin()) {
      hunger.ask();
      look();
    }
    if (!found) {
      larder.rest();
      search.announce(false); // S1, S2
      const mustNap = hunger.askBeforeSleep(); // H1
      look(); // S3
      if (!found) cell.park(mustNap ? 1 : Infinity); // S4
      state.hasNapped = mustNap;
      search.wakeUp(false, found);
    }
    if (!found) return true;
    search.end(seesWork);
    runner.take(entry);
    add(cells, TAKEN, 1);
    return false;
  };
  return { calls: [callWhile(Boolean, 'turn', [], turn)], objects: [search, state, runner] };
}

/** In place of slots and their submitter: a fork is its number in the queue, and nothing more. */
function lighten({ exposer }: ReturnType<typeof forkerOf>): void {
  const exposerParts = Reflect.get(exposer, 'parts') as object;
  Reflect.set(exposerParts, 'submitter', { room: 100, prepare: () => 0, arm: () => 0 });
  Reflect.set(exposerParts, 'slots', { set: nothing, controlHint: () => 0 });
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

function namesOf(parts: ForkParts, memory: Memory, cells: Cells) {
  const slots = new parts.Slots(memory);
  return [
    nameCell('hungry', memory.cells, memory.blockCell(blockOf(OWNER)) + parts.P_HUNGRY),
    nameCell('parked', memory.cells, parts.PARKED),
    nameCell('searching', memory.cells, parts.SEARCHING),
    nameCell('joining', memory.cells, parts.JOINING),
    nameCell('slot', memory.cells, slots.at(parts.regionStart(memory.plan, OWNER))),
    nameCell('runs', cells, RUNS),
    nameCell('taken', cells, TAKEN),
  ];
}

function nothing(): void {
  // What the programs leave out.
}
