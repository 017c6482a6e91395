/** Puts a runtime's parts together: the memory, the main thread's side, the crew of machines. */

import { threadId } from 'node:worker_threads';
import { Deque, GlobalQueue } from '@pilfer/deque';
import { Arena } from './arena.js';
import { load } from './atomics.js';
import { BufferTable } from './buffers.js';
import type { Clock } from './clock.js';
import { Codec } from './codec/index.js';
import type { CrewHost } from './crew-host.js';
import { Crew } from './crew.js';
import { WorkerLostError } from './errors.js';
import { DropOrder } from './drop-order.js';
import type { TaskFunction } from './functions/kind.js';
import { tooLong } from './functions/load-failures.js';
import { Loader } from './functions/loader.js';
import { FunctionNumbers } from './functions/numbers.js';
import { FunctionTable } from './functions/table.js';
import { Idle } from './idle.js';
import type { Loss } from './hand.js';
import { planMemory, THREAD_BELL, THREAD_RUNNING } from './layout.js';
import { MainCore } from './main-core.js';
import type { MainHost } from './main-host.js';
import { Memory } from './memory.js';
import type { CheckedOptions } from './options.js';
import { Orphans } from './orphans.js';
import { Payloads } from './payloads.js';
import type { PostedError } from './posted-error.js';
import { lookThroughQueues } from './recovery.js';
import { Recorder } from './recording/recorder.js';
import { Recordings } from './recording/recording.js';
import { ResultsPoll } from './results-poll.js';
import { entryBits, Slots } from './slots.js';
import { Submitter } from './submitter.js';
import { Kind } from './trace/kinds.js';
import { NONE } from './trace/layout.js';
import type { World } from './world.js';

/** The parts of one runtime, on the main thread. */
export interface Parts {
  readonly memory: Memory;
  readonly core: MainCore;
  readonly crew: Crew;
  readonly numbers: FunctionNumbers;
  readonly buffers: BufferTable;
  readonly recordings: Recordings;
}

/** Where the rare events go. */
export interface PartsEvents {
  machineLost(loss: Loss): void;
  strayError(error: PostedError): void;
}

/** Nested tasks of one machine that other threads can see at the same time. */
const MACHINE_SLOTS = 2 ** 14;

/** How long after it has come to rest the main thread gives back what it does not need, and zeroes it. */
const TIDY_MS = 1000;

/** Makes the memory and starts the machines. */
export function assemble(options: CheckedOptions, world: World, events: PartsEvents): Parts {
  const memory = layOut(options, world.clock.now());
  const { plan } = memory;
  const slots = new Slots(memory);
  const recorder = new Recorder(memory, 0, NONE, () => recordings.collector.drain());
  const idle = new Idle(memory, recorder);
  // Not counted: another copy of this package would count the same numbers. Nor drawn: a program with
  // `--random-seed` draws the same ones on each thread, and `node:crypto` takes 3 ms to load.
  const channel = `pilfer ${threadId} ${process.hrtime.bigint()}`;
  const buffers = new BufferTable(memory, channel, 0);
  buffers.listen();
  const arena = new Arena(memory, 0, () => tidySoon());
  const codec = new Codec(buffers);
  const payloads = new Payloads(memory, slots, arena, codec);
  const table = new FunctionTable(memory.cells, plan.functionsAt / 4, plan);
  const numbers = new FunctionNumbers(table, options);
  const loader = new Loader(table, options);
  const queue = new GlobalQueue(memory.buffer, plan.queueAt);

  const host: MainHost = {
    intern: (fn) => numbers.numberOf(fn as TaskFunction),
    nameOf: (fn) => table.nameOf(fn),
    runHere: (fn, args) => loader.resolve(fn)(...args),
    terminate: (thread, culprit) => crew.terminate(thread, culprit),
    isDead: (thread) => crew.isDead(thread),
    suspect: (thread, culprit) => crew.suspect(thread, culprit),
    abandon: (parent, killAfter) => orphans.abandon(parent, killAfter),
    idle() {
      buffers.release();
      tidySoon();
    },
  };
  const core = new MainCore(memory, world.clock, queue, idle, options, host, recorder);
  const tidySoon = rarely(world.clock, () => tidyUp(core, arena));
  memory.createThread(0);
  const inbox = memory.inbox(0);
  core.submitter = new Submitter(0, memory, slots, payloads, inbox, core, core, recorder);
  core.order = new DropOrder(core.submitter);
  const bell = memory.threadCell(0) + THREAD_BELL;
  core.poll = new ResultsPoll(core, world, inbox, memory.cells, bell, options.spin);

  const shared = { memory, slots, arena, codec, buffers, table, options, recorder, core, events };
  const around = { ...shared, orphans: () => orphans };
  const crew = new Crew(memory, world, idle, options, channel, crewHost(around));
  const orphans: Orphans = new Orphans(memory, world.clock, { crew, table, idle, slots, recorder });
  core.lossError = (slot, thread) => {
    const running = load(memory.cells, memory.threadCell(thread) + THREAD_RUNNING) - 1;
    return lossError(core, slot, crew.losses.get(thread), running);
  };
  const recordings = new Recordings(
    memory,
    recorder,
    {
      nameOf: (fn) => table.nameOf(fn),
      moduleOf: (fn) => table.moduleOf(fn),
      procOfBlock: (block) => crew.blocks.ownerOf(block),
      machines: () => crew.machines(),
    },
    options.name,
  );
  return { memory, core, crew, numbers, buffers, recordings };
}

/** What the crew needs of the other parts. */
interface AroundCrew {
  readonly memory: Memory;
  readonly slots: Slots;
  readonly arena: Arena;
  readonly codec: Codec;
  readonly buffers: BufferTable;
  readonly table: FunctionTable;
  readonly options: CheckedOptions;
  readonly recorder: Recorder;
  readonly core: MainCore;
  readonly events: PartsEvents;
  /** A function, since it needs the crew. */
  readonly orphans: () => Orphans;
}

function crewHost(parts: AroundCrew): CrewHost {
  const { memory, slots, arena, codec, buffers, table, options, recorder, core, events } = parts;
  return {
    ...events,
    recover(thread) {
      core.submitter.recover(thread);
      core.poll.resume(); // the look into the inbox has disarmed its bell
    },
    inherit(thread, isLive) {
      buffers.abandon(thread);
      return inherit(thread, isLive, memory, slots, arena, codec, parts.orphans());
    },
    abandon: (parent, killAfter) => parts.orphans().abandon(parent, killAfter),
    requeueVanished(estates) {
      const isQueued = lookThroughQueues(memory);
      for (const each of [core.submitter, ...estates]) each.requeueVanished(isQueued);
    },
    giveUpLoad: (slot, fn) => giveUpLoad(core.submitter, table, slot, fn, options.loadTimeout),
    broken: (cause) => breakDown(core, cause),
    retaken(thread, p) {
      recorder.about(thread, Kind.procRelease, p, 0, 0);
    },
    gone(thread, p, exitCode) {
      recorder.about(thread, Kind.machineLost, p ?? NONE, exitCode, 0);
    },
  };
}

/** No machine can be started: nothing will ever run. */
function breakDown(core: MainCore, cause: Error): void {
  core.closed = true;
  core.cancelAll(
    () => new WorkerLostError(`no machine can be started: ${cause.message}`, { cause }),
  );
}

/** Takes over what a dead thread has left of its own tasks, and of the arena. */
function inherit(
  thread: number,
  isLive: (thread: number) => boolean,
  memory: Memory,
  slots: Slots,
  arena: Arena,
  codec: Codec,
  orphans: Orphans,
): Submitter {
  const payloads = new Payloads(memory, slots, arena, codec, true);
  const inbox = memory.inbox(thread);
  const estate = new Submitter(thread, memory, slots, payloads, inbox, nowhere, nobody);
  estate.inherit(isLive);
  orphans.adopt(thread);
  arena.recover(thread, (address, holder) => slots.isHeld(address, holder));
  return estate;
}

/** Rejects a task of the main thread whose module does not finish loading; says what it is. */
function giveUpLoad(
  submitter: Submitter,
  table: FunctionTable,
  slot: number,
  fn: number,
  ms: number,
): { readonly name: string; readonly url: string } | undefined {
  const ref = fn === 0 ? undefined : table.describe(fn);
  if (ref === undefined || !('url' in ref)) return undefined;
  if (submitter.owns(slot) && submitter.functionOf(slot) === fn) {
    submitter.cancelQueued(slot, tooLong(ref, ms));
  }
  return ref;
}

function layOut(options: CheckedOptions, epoch: number): Memory {
  const { procs } = options;
  const plan = planMemory(
    {
      procs,
      // A dead thread's number is used again only when nothing refers to it any more.
      threads: Math.min(255, 1 + 2 * procs + 6),
      mainSlots: powerOfTwoFrom(options.queueLimit + 1024),
      machineSlots: MACHINE_SLOTS,
      dequeCapacity: 256,
      functions: 4096,
      functionBytes: 2 ** 20,
      recordUnits: Math.min(2 ** 16, Math.max(2 ** 11, powerOfTwoFrom(options.memory) / 1024)),
      arenaBytes: powerOfTwoFrom(options.memory),
    },
    epoch,
  );
  const memory = new Memory(new SharedArrayBuffer(plan.bytes), plan);
  for (let block = 0; block < plan.blocks; block++) {
    Deque.create(memory.buffer, memory.dequeAt(block), plan.dequeCapacity);
  }
  GlobalQueue.create(memory.buffer, plan.queueAt, plan.queueCapacity, {
    handleBits: entryBits(plan),
  });
  for (let thread = 0; thread < plan.threads; thread++) memory.createThread(thread);
  return memory;
}

/** @param running the slot of the task that was on the thread's stack, or −1. */
function lossError(
  core: MainCore,
  slot: number,
  loss: Loss | undefined,
  running: number,
): WorkerLostError {
  const name = core.limits.nameOf(slot);
  if (loss === undefined) return new WorkerLostError(`${name}: its machine is gone`);
  const { thread, exitCode, error } = loss;
  const other = running === -1 || running === slot ? undefined : core.limits.nameOf(running);
  const culprit = loss.culprit ?? other;
  const why =
    culprit === undefined
      ? error === undefined
        ? `exited with code ${exitCode}`
        : `died of ${error.name}: ${error.message}`
      : loss.culprit === undefined
        ? `exited with code ${exitCode} while it ran ${culprit}`
        : `was ended to stop ${culprit}`;
  return new WorkerLostError(`${name}: its machine M${thread} ${why}`, {
    exitCode,
    culprit: culprit ?? name,
    collateral: culprit !== undefined,
    cause: error,
  });
}

/** Does something a second after it was asked for, however often: an idle turn is no idle second. */
function rarely(clock: Clock, work: () => void): () => void {
  let isPending = false;
  return () => {
    if (isPending) return;
    isPending = true;
    const timer = clock.after(TIDY_MS, () => {
      isPending = false;
      work();
    });
    timer.unref();
  };
}

function tidyUp({ submitter }: MainCore, arena: Arena): void {
  if (submitter.used === 0) arena.collect();
  else arena.tidy();
}

function powerOfTwoFrom(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}

// An estate submits nothing and has no promises.
const nowhere = {
  publish(): void {
    // Its queued tasks are cancelled.
  },
};
const nobody = {
  settled(): void {
    // No promise.
  },
  failed(): void {
    // Nobody waits for it.
  },
  lost: () => false,
  lossError: () => undefined,
};
