/**
 * A P's block changes hands (crew.ts, p-blocks.ts, recovery.ts, processor.ts): machine 1 takes tasks
 * into its deque and runs them, while it is ended, at any moment. It goes on for a while, and exits at
 * any step. Its P goes on with machine 2: on a spare block, that steals from the first one, or, if
 * nobody had ended it, on the same. In the end every task has settled once, and none has run twice.
 *
 * The crew's own code runs; the machines' loops are as short as can be: they look until there is
 * nothing, and then until something is published.
 */

import {
  call,
  callWhile,
  compareExchange,
  hasCrashed,
  load,
  nameCell,
  store,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import type { Crew } from '../../src/crew.js';
import type { CrewHost } from '../../src/crew-host.js';
import type { Processor } from '../../src/processor.js';
import type { MachineBoot, MachineEvents, World } from '../../src/world.js';
import { extraCells, type Parts } from './load.js';
import { CLOSED, SlotWorld } from './slot-world.js';

/** A program, and how to explore it. */
export interface HeirProgram {
  readonly name: string;
  readonly isShort: boolean;
  readonly options: Options;
  readonly build: () => Scenario;
}

interface Ways {
  /** Whether machine 1 is ended at some moment, or just dies. */
  readonly isEnded: boolean;
  readonly tasks: number;
}

const WAYS: Readonly<Record<string, Ways>> = {
  'a machine dies, 1 task': { isEnded: false, tasks: 1 },
  'a machine dies, 2 tasks': { isEnded: false, tasks: 2 },
  'a machine is ended, 1 task': { isEnded: true, tasks: 1 },
};

/** All programs for blocks that change hands. */
export function heirPrograms(parts: Parts): HeirProgram[] {
  return Object.entries(WAYS).map(([name, ways]) => ({
    name,
    isShort: !ways.isEnded,
    options: { reduce: true, crashes: ['machine 1'] },
    build: () => scenario(parts, ways),
  }));
}

/**
 * Someone looks into a deque that an heir is taking over: the smallest program for what a look must not
 * show, something that has gone. Such an entry counted as queued, and its task was lost for ever.
 */
export function lookAtHeir(parts: Parts): Scenario {
  const buffer = new SharedArrayBuffer(parts.dequeBytes(2));
  const dead = parts.Deque.create(buffer, 0, 2);
  dead.push(7);
  dead.pop(); // and then it died
  const look = (): number[] => {
    const seen: number[] = [];
    new parts.Stealer(buffer, 0).peek((entry) => seen.push(entry));
    return seen;
  };
  return {
    threads: {
      heir: { calls: [call('adopt', [], () => void parts.Deque.adopt(buffer, 0))] },
      main: { calls: [call('look', [], look)] },
    },
    check: ({ results }) => {
      const seen = results['main']?.[0] as number[];
      return seen.length === 0 ? undefined : `${seen.join()} has gone`;
    },
  };
}

/**
 * A thread that is being ended still pushes and pops, while an heir does: each on a deque of its own,
 * or, as must not be, both on one.
 */
export function lateStores(parts: Parts, onOneBlock: boolean): Scenario {
  const bytes = parts.dequeBytes(4);
  const buffer = new SharedArrayBuffer(2 * bytes);
  const old = parts.Deque.create(buffer, 0, 4);
  parts.Deque.create(buffer, bytes, 4);
  const at = onOneBlock ? 0 : bytes;
  const state = { heir: undefined as InstanceType<Parts['Deque']> | undefined };
  return {
    threads: {
      'old thread': {
        calls: [call('push', [1], () => old.push(1)), call('pop', [], () => old.pop())],
        objects: [old],
      },
      heir: {
        calls: [
          call('adopt', [], () => void (state.heir = parts.Deque.adopt(buffer, at))),
          call('push', [2], () => state.heir?.push(2)),
          call('pop', [], () => state.heir?.pop()),
        ],
        objects: [state],
      },
    },
    check: ({ results }) => {
      const popped = [results['old thread']?.[1], results['heir']?.[2]];
      return popped.join() === '1,2' ? undefined : `popped ${popped.join(' and ')}`;
    },
  };
}

/** Machine 1 and those that may be started for its P. */
const MACHINES = 2;

/** Between the cells that say of a machine on which block it was started, in cells. */
const APART = 32;

function scenario(parts: Parts, { isEnded, tasks }: Ways): Scenario {
  const world = new SlotWorld(parts, 1 + MACHINES + 1, 2);
  const { memory } = world;
  const started = extraCells(1 + MACHINES + 1); // by thread: 1 + its block
  const exits = new Map<number, MachineEvents['exit']>();
  const submitter = world.submitter(0);
  const spawn = ({ thread, block }: MachineBoot, events: MachineEvents) => {
    exits.set(thread, events.exit);
    store(started, thread * APART, 1 + block);
    return MACHINE;
  };
  const host: Partial<CrewHost> = {
    ...SILENT,
    recover: (thread) => submitter.recover(thread),
    inherit: (thread, isLive) => {
      const estate = world.submitter(thread, () => false, true);
      estate.inherit(isLive);
      return estate;
    },
    requeueVanished: (estates) => {
      const isQueued = parts.lookThroughQueues(memory);
      for (const each of [submitter, ...estates]) each.requeueVanished(isQueued);
      world.wake();
    },
  };
  const crew = crewOf(parts, world, spawn, host as CrewHost);
  for (let task = 0; task < tasks; task++) world.submit(submitter, task, []);

  const state = { isEnded: !isEnded, hasExited: false };
  const turn = (): boolean => {
    if (!state.isEnded) {
      state.isEnded = true;
      crew.terminate(1, 'a task');
    }
    submitter.collect();
    if (!state.hasExited && hasCrashed('machine 1')) {
      state.hasExited = true;
      (exits.get(1) as MachineEvents['exit'])(1);
    }
    if (submitter.used > 0) return true;
    for (let thread = 1; thread <= 1 + MACHINES; thread++) {
      compareExchange(started, thread * APART, 0, CLOSED);
    }
    world.close();
    return false;
  };
  const threads: Record<string, Thread> = {
    main: {
      calls: [callWhile(Boolean, 'turn', [], turn)],
      objects: [crew, submitter, state],
    },
  };
  for (let thread = 1; thread <= MACHINES; thread++) {
    threads[`machine ${thread}`] = machine(parts, world, thread, started);
  }
  return {
    threads,
    cells: [
      ...world.names,
      ...[0, 1].map((block) => nameCell(`block ${block}`, memory.cells, memory.dequeAt(block) / 4)),
    ],
    check: () => world.wrong(tasks, 1, [1]),
  };
}

function crewOf(parts: Parts, { memory }: SlotWorld, spawn: World['spawn'], host: CrewHost): Crew {
  const clock = { now: () => 0, after: () => TIMER, soon: nothing, cancel: nothing };
  const outside: World = { clock, spawn, sleeper: () => ({ rings: 0, arm: nothing }) };
  const options = { procs: 1, loadTimeout: 1000 };
  const idle = new parts.Idle(memory);
  const crew = new parts.Crew(memory, outside, idle, options as never, '', host);
  // The explorer follows no Sets; nothing loads modules here.
  Reflect.set(crew, 'modules', []);
  const hangs = Reflect.get(crew, 'hangs') as object;
  Reflect.set(hangs, 'modules', []);
  Reflect.set(Reflect.get(hangs, 'host') as object, 'modules', []);
  return crew;
}

/** Looks until there is nothing, and then until something is published; from when it is started. */
function machine(
  parts: Parts,
  world: SlotWorld,
  thread: number,
  started: ReturnType<typeof extraCells>,
): Thread {
  const runner = world.runner(thread, (task) => () => world.count(task));
  const state = { processor: undefined as Processor | undefined, seen: 0 };
  const start = (): boolean => {
    const block = load(started, thread * APART) - 1;
    if (block >= 0) state.processor = processorOf(parts, world, block);
    return block === -1;
  };
  const turn = (): boolean => {
    if (state.processor === undefined) return false; // never started
    const published = world.publications();
    if (published === CLOSED) return false;
    if (published === state.seen) return true;
    const entry = state.processor.findRunnable();
    Reflect.set(state.processor, 'tick', 1); // and not one that takes from the global queue first
    state.processor.visits = 0;
    if (entry === parts.NOTHING) state.seen = published;
    else runner.take(entry);
    return true;
  };
  return {
    calls: [callWhile(Boolean, 'start', [], start), callWhile(Boolean, 'turn', [], turn)],
    objects: [runner, state],
  };
}

function processorOf(parts: Parts, { memory }: SlotWorld, block: number): Processor {
  const hunger = { passOn: nothing } as never;
  const processor = new parts.Processor(memory, block, 1, 1, hunger);
  // Nothing in a P that goes on for ever, and changes nothing here: chance, and counters.
  const order = {
    at: 0,
    reset: () => (order.at = 0),
    next: () => (order.at < memory.plan.blocks ? order.at++ : parts.NO_VICTIM),
  };
  Reflect.set(processor, 'order', order);
  Reflect.set(processor, 'random', { next: nothing });
  Reflect.set(processor, 'counters', { add: nothing });
  Reflect.set(processor, 'batch', new Int32Array(2));
  Reflect.set(processor, 'tick', 1);
  return processor;
}

function nothing(): void {
  // What the programs leave out.
}

const TIMER = { ref: nothing, unref: nothing } as never;
const MACHINE = { post: nothing, isGone: () => false, terminate: nothing, hold: nothing };
const SILENT: Partial<CrewHost> = {
  abandon: nothing,
  machineLost: nothing,
  retaken: nothing,
  gone: nothing,
  strayError: nothing,
  broken: nothing,
};
