/**
 * Machines that fork and steal, for programs about forks. The protocol's own code runs: hungry.ts,
 * exposer.ts, joiner.ts, fork-stack.ts, idle.ts, submitter.ts and runner.ts, on the deque. What is
 * left out is the choice of victims, encoding, and time: every pause of the policy is over at the next
 * look, unless a program says otherwise.
 */

import {
  add,
  call,
  callWhile,
  nameCell,
  type Cells,
  type Mutation,
  type Thread,
} from '@pilfer/explorer';
import type * as DequePackage from '@pilfer/deque';
import type * as ControlWords from '../../src/control-word.js';
import type * as EstatesFile from '../../src/estates.js';
import type * as ExposerFile from '../../src/forks/exposer.js';
import type * as JoinerFile from '../../src/forks/joiner.js';
import type * as StackFile from '../../src/forks/fork-stack.js';
import type * as HungryFile from '../../src/hungry.js';
import type * as IdleFile from '../../src/idle.js';
import type * as Layout from '../../src/layout.js';
import type * as MemoryFile from '../../src/memory.js';
import type * as ProcessorFile from '../../src/processor.js';
import type * as Recovery from '../../src/recovery.js';
import type * as RunnerFile from '../../src/runner.js';
import type * as SlotsFile from '../../src/slots.js';
import type * as SubmitterFile from '../../src/submitter.js';
import type { Memory } from '../../src/memory.js';
import type { Processor } from '../../src/processor.js';
import { loadFiles } from './load-files.js';

/** The files that programs use. */
export type ForkParts = typeof DequePackage &
  typeof ControlWords &
  typeof EstatesFile &
  typeof ExposerFile &
  typeof JoinerFile &
  typeof StackFile &
  typeof HungryFile &
  typeof IdleFile &
  typeof Layout &
  typeof MemoryFile &
  typeof ProcessorFile &
  typeof Recovery &
  typeof RunnerFile &
  typeof SlotsFile &
  typeof SubmitterFile;

const FILES = [
  'control-word.js',
  'estates.js',
  'forks/exposer.js',
  'forks/fork-stack.js',
  'forks/joiner.js',
  'hungry.js',
  'idle.js',
  'layout.js',
  'memory.js',
  'processor.js',
  'recovery.js',
  'runner.js',
  'slots.js',
  'submitter.js',
];

/** Loads them behind the explorer's door, with planted bugs if there are any. */
export async function loadForkParts(mutations: readonly Mutation[] = []): Promise<ForkParts> {
  return (await loadFiles(FILES, mutations)) as ForkParts;
}

/** The machine that forks. */
export const OWNER = 1;

// Cells of a program's own.
export const RUNS = 0;
export const TAKEN = 32;

/** What every fork returns. */
export const RESULT = 7;

/** Why a fork fails whose machine died. */
export const LOST = 'its machine is gone';

/** The memory of a runtime with so many machines. */
export function memoryOf(parts: ForkParts, threads: number, procs: number = threads): Memory {
  const plan = parts.planMemory(
    {
      procs,
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
  parts.GlobalQueue.create(memory.buffer, plan.queueAt, plan.queueCapacity, {
    handleBits: parts.entryBits(plan),
  });
  for (let thread = 0; thread <= threads; thread++) memory.createThread(thread);
  return memory;
}

/** Blocks are numbered from 0, machines from 1. */
export function blockOf(thread: number): number {
  return thread - 1;
}

/** The processor of one machine, without a global queue and with one victim. */
function processorOf(parts: ForkParts, memory: Memory, block: number, hunger: unknown): Processor {
  const { Deque, Stealer, EMPTY, RETRY, isHandle } = parts;
  const deque = new Deque(memory.buffer, memory.dequeAt(block));
  const victim = new Stealer(memory.buffer, memory.dequeAt(blockOf(OWNER)));
  const steal = (accepts: (entry: number) => boolean = () => true): number => {
    if (block === blockOf(OWNER)) return EMPTY;
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
    stealers: [victim], // for Processor.seesFork
    seesWork: () => victim.size > 0,
  };
  return Object.assign(
    Object.create(parts.Processor.prototype) as object,
    own,
  ) as unknown as Processor;
}

/** Results are 32-bit numbers, which the explorer sees; there are no arguments. */
export function payloadsOf(parts: ForkParts, slots: InstanceType<ForkParts['Slots']>): never {
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
export function machineOf(
  parts: ForkParts,
  memory: Memory,
  thread: number,
  cells: Cells,
  block: number = blockOf(thread),
) {
  const idle = new parts.Idle(memory);
  const hunger = new parts.Hunger(memory, block, idle);
  // Thieves ask the owner only, and it asks the first of them only: the others have no forks.
  const asked = (Reflect.get(hunger, 'at') as number[]).slice(0, thread === OWNER ? 2 : 1);
  Reflect.set(hunger, 'at', asked);
  const larder = new parts.Larder(memory, block, idle);
  const processor = processorOf(parts, memory, block, hunger);
  const slots = new parts.Slots(memory);
  const payloads = payloadsOf(parts, slots);
  const inbox = memory.inbox(thread);
  const events = { settled: nothing, failed: nothing, lost: () => false, lossError: () => LOST };
  /** What NestedCore does. */
  const publish = (entry: number): void => {
    processor.push(entry);
    idle.wake();
  };
  const submitter = new parts.Submitter(
    thread,
    memory,
    slots,
    payloads,
    inbox,
    { publish },
    events,
  );
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

export type ModelMachine = ReturnType<typeof machineOf>;

/** What every fork does: counts its runs. */
export function task(cells: Cells): number {
  add(cells, RUNS, 1);
  return RESULT;
}

/** A stack with forks on it, the way `fork` puts them there, and what exposes them. */
export function forkerOf(
  parts: ForkParts,
  machine: ModelMachine,
  cells: Cells,
  mourn: () => void = nothing,
) {
  const { thread, idle, hunger, larder, processor, slots, inbox, submitter, runner, cell } =
    machine;
  const watch = machine.larder as never;
  const host = {
    watch,
    answer: nothing,
    claim: (exposed: never) => joiner.claim(exposed, 0),
    ran: nothing,
    discard: (exposed: never) => joiner.discard(exposed, () => 'cancelled'),
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
    mourn,
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
export function looker({ processor, runner }: ModelMachine): Thread {
  const look = (): void => {
    const entry = processor.findElsewhere();
    if (entry >= 0) runner.take(entry);
  };
  return { calls: [call('look', [], look)], objects: [runner] };
}

/**
 * A machine that looks for work, asks, and sleeps: what Machine.run and Machine.park do, once.
 *
 * @param isAsleep whether it has come to S4 when the program begins: fewer steps.
 */
export function thief(
  machine: ModelMachine,
  cells: Cells,
  searches: boolean,
  isAsleep = false,
): Thread {
  const { hunger, processor, search, runner, cell, larder, slots } = machine;
  const state = { hasNapped: false };
  const sight = {
    work: () => processor.seesWork() || hunger.seesPause(),
    forks: () => processor.seesFork(slots) || hunger.seesPause(),
  };
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
    search.end(sight);
    runner.take(entry);
    add(cells, TAKEN, 1);
    return false;
  };
  const sleep = call('sleep', [], () => {
    cell.park();
    search.wakeUp(false, false);
  });
  if (isAsleep) {
    search.announce(false);
    hunger.askBeforeSleep();
  }
  return {
    calls: [...(isAsleep ? [sleep] : []), callWhile(Boolean, 'turn', [], turn)],
    objects: [search, state, runner],
  };
}

/** Names for schedules. */
export function namesOf(parts: ForkParts, memory: Memory, cells: Cells) {
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

export function nothing(): void {
  // What the programs leave out.
}
