/**
 * What a machine needs of Node: its event loop, its port to the main thread, its modules; and what
 * tasks see of it.
 */

import { setImmediate as immediate } from 'node:timers/promises';
import { receiveMessageOnPort } from 'node:worker_threads';
import { Arena } from './arena.js';
import { store } from './atomics.js';
import type { Boot, Command, MachineMessage } from './boot.js';
import { BufferTable } from './buffers.js';
import { Codec } from './codec/index.js';
import { installContextHost, type ContextHost } from './context.js';
import { FunctionNumbers } from './functions/numbers.js';
import { Loader } from './functions/loader.js';
import type { ExportRef } from './functions/ref.js';
import { explainReferenceError } from './functions/reference-error.js';
import { FunctionTable } from './functions/table.js';
import { MachineForks, type ForkParts } from './forks/machine-forks.js';
import { threadStack } from './forks/this-thread.js';
import { alwaysAsked, type Watch } from './forks/watch.js';
import { Hunger, Larder } from './hungry.js';
import { TaskTimes } from './histogram.js';
import { Idle } from './idle.js';
import { P_HUNGRY, THREAD_EXITED } from './layout.js';
import { MachineLoadGate } from './load-gate.js';
import { Machine, type MachineHost, type MachineLimits } from './machine.js';
import { Memory } from './memory.js';
import { NestedCore, type NestedHost } from './nested-core.js';
import { PILFER } from './policy/constants.js';
import { pilferPolicy, sharedQueuePolicy } from './policy/policy.js';
import { Payloads } from './payloads.js';
import { posted } from './posted-error.js';
import { Processor } from './processor.js';
import { Recorder } from './recording/recorder.js';
import { Obituaries } from './recovery.js';
import type { Callable } from './runner.js';
import { Slots } from './slots.js';
import { Submitter } from './submitter.js';
import { TaskContexts } from './task-contexts.js';
import { Kind } from './trace/kinds.js';
import { NONE } from './trace/layout.js';

const BACKSTOP_MS = 250;
/** An idle runtime shall cost nothing: at 250 ms, two machines take 0.2 % of a core. */
const LONGEST_SLEEP_MS = 8000;

/**
 * Handles that keep a machine's event loop alive and are not of its tasks: the timer. Not counted at
 * the start, when Node has some of its own that soon go.
 */
const OWN_HANDLES = 1;
const BOOT_TURNS = 10;

/** A machine's thread. */
export class MachineThread implements MachineHost, ContextHost {
  readonly isMachine = true;
  private readonly memory: Memory;
  private readonly loader: Loader;
  private readonly numbers: FunctionNumbers;
  private readonly buffers: BufferTable;
  private readonly submitter: Submitter;
  private readonly machine: Machine;
  private readonly arena: Arena;
  private readonly recorder: Recorder;
  private readonly contexts: TaskContexts;
  private readonly keepAlive: NodeJS.Timeout;
  private readonly obituaries: Obituaries;
  /** Orders that are being carried out: the event loop must turn for them. */
  private obeying = 0;

  private readonly boot: Boot;

  constructor(boot: Boot) {
    this.boot = boot;
    const memory = new Memory(boot.buffer, boot.plan);
    this.memory = memory;
    const slots = new Slots(memory);
    this.buffers = new BufferTable(memory, boot.channel, boot.thread);
    const codec = new Codec(this.buffers);
    this.arena = new Arena(memory, boot.thread);
    const payloads = new Payloads(memory, slots, this.arena, codec);
    const table = new FunctionTable(memory.cells, boot.plan.functionsAt / 4, boot.plan);
    this.loader = new Loader(table, boot, new MachineLoadGate(memory, boot.thread));
    this.numbers = new FunctionNumbers(table, boot);
    const recorder = new Recorder(memory, boot.thread, boot.p);
    this.recorder = recorder;
    const { block, seed, plan, stealing } = boot;
    const idle = new Idle(memory, recorder);
    const hunger = new Hunger(memory, block, idle, stealing);
    const policy = stealing ? pilferPolicy : sharedQueuePolicy;
    const processor = new Processor(memory, block, plan.procs, seed, hunger, recorder, policy);
    const inbox = memory.inbox(boot.thread);
    const core = new NestedCore(memory, this.numbers, processor, idle, this.reports(table));
    const { thread } = boot;
    this.submitter = new Submitter(thread, memory, slots, payloads, inbox, core, core, recorder);
    core.submitter = this.submitter;
    this.obituaries = new Obituaries(memory, this.submitter);
    const shared = {
      memory,
      slots,
      payloads,
      processor,
      submitter: this.submitter,
      recorder,
      idle,
      inbox,
      cell: memory.parkingCell(boot.thread),
      hunger,
      larder: new Larder(memory, boot.block, idle),
    };
    const watch = watchOf(memory, boot);
    const forks = new MachineForks({
      ...shared,
      ...this.reports(table),
      stack: threadStack(watch),
      numbers: this.numbers,
      core,
      codec,
      watch,
      checked: boot.checked,
      eager: boot.exposure === 'eager',
      now: () => performance.now() * 1e6,
      run: (entry) => void this.machine.runner.take(entry),
      mourn: () => this.obituaries.act(),
    });
    const senders = Array.from({ length: boot.plan.threads }, (_, t) => memory.inboxSender(t));
    const parts = { ...shared, forks, senders, times: new TaskTimes(memory, boot.block) };
    this.machine = new Machine(boot.thread, parts, this, limitsOf(boot));
    core.kick = () => this.machine.kick();
    this.contexts = new TaskContexts(slots, core, boot.p, (fn) => table.nameOf(fn));
    this.keepAlive = setInterval(() => undefined, 2 ** 31 - 1);
  }

  /** What parts of this thread have to say to the main thread. */
  private reports(table: FunctionTable): NestedHost & Pick<ForkParts, 'stray'> {
    return {
      thread: this.boot.thread,
      stacks: this.boot.stacks,
      nameOf: (fn) => table.nameOf(fn),
      terminate: (thread, culprit) => this.post({ kind: 'stuck', thread, culprit }),
      suspect: (thread, culprit) => this.post({ kind: 'suspect', thread, culprit }),
      abandon: (parent, killAfter) => this.post({ kind: 'abandon', parent, killAfter }),
      watch: (child) => this.post({ kind: 'watch', child }),
      stray: (error) => this.post({ kind: 'stray', error: posted(error) }),
    };
  }

  /** Boots, runs the machine's loop, and ends the thread. */
  async run(): Promise<void> {
    installContextHost(this);
    this.watchStrayErrors();
    try {
      for (const url of this.boot.modules) await this.loader.loadAsync(url);
      await this.callLifecycle('setup');
    } catch (error) {
      this.post({ kind: 'broken', error: posted(error) });
      process.exit(1);
    }
    this.post({ kind: 'booted' });
    // Node's own handles of the start go soon; with them this thread would sleep in its event loop.
    for (let turns = 0; turns < BOOT_TURNS && this.hasOpenHandles(); turns++) await immediate();
    try {
      await this.machine.run();
    } catch (error) {
      // A bug; but better one machine less than one that does nothing and stays.
      this.post({ kind: 'broken', error: posted(error) });
      process.exit(1);
    }
    try {
      await this.callLifecycle('teardown');
    } catch (error) {
      this.post({ kind: 'stray', error: posted(error) });
    }
    clearInterval(this.keepAlive);
    this.buffers.close();
    process.exit(0);
  }

  currentContext(): ReturnType<ContextHost['currentContext']> {
    const slot = this.machine.runner.current;
    return slot === -1 ? undefined : this.contexts.of(slot, this.machine.runner.name);
  }

  find(ref: ExportRef): Callable {
    return this.loader.resolve(this.numbers.numberOf(ref));
  }

  // ── what the loop asks for ─────────────────────────────────────────────────────────────────

  resolve(fn: number): Callable {
    const { loader, recorder } = this;
    if (!recorder.on || loader.has(fn)) return loader.resolve(fn);
    recorder.event(Kind.loadBegin, NONE, fn, 0, 0);
    let failed = 1;
    try {
      const callable = loader.resolve(fn);
      failed = 0;
      return callable;
    } finally {
      recorder.event(Kind.loadEnd, NONE, fn, failed, 0);
    }
  }

  hasOpenHandles(): boolean {
    return this.obeying > 0 || process.getActiveResourcesInfo().length > OWN_HANDLES;
  }

  async turn(): Promise<void> {
    await immediate();
  }

  turned(): void {
    this.buffers.drain();
    if (this.submitter.used === 0) this.buffers.release();
    this.arena.tidy();
    this.contexts.fireSignals();
    this.obituaries.act();
    this.commands();
  }

  rested(): void {
    this.arena.collect();
  }

  explain(error: unknown): unknown {
    return explainReferenceError(error);
  }

  // ── orders from the main thread ────────────────────────────────────────────────────────────

  private commands(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.boot.port) as { message: Command } | undefined;
      if (received === undefined) return;
      void this.obey(received.message);
    }
  }

  private async obey(command: Command): Promise<void> {
    this.obeying++;
    try {
      if (command.kind === 'load') await this.loader.loadAsync(command.url);
      else if (command.kind === 'call') await this.loader.resolve(command.fn)(...command.args);
      this.post({ kind: 'obeyed', id: command.id, error: undefined });
    } catch (error) {
      this.post({ kind: 'obeyed', id: command.id, error: posted(error) });
    }
    this.obeying--;
  }

  private async callLifecycle(which: 'setup' | 'teardown'): Promise<void> {
    const { lifecycle } = this.boot;
    const name = lifecycle?.[which];
    if (lifecycle === undefined || name === undefined) return;
    const module = (await import(lifecycle.module)) as Record<string, unknown>;
    const fn = Object.hasOwn(module, name) ? module[name] : undefined;
    if (typeof fn !== 'function') {
      throw new TypeError(`lifecycle.${which}: ${lifecycle.module} has no function "${name}"`);
    }
    await (fn as () => unknown)();
  }

  /** An error after its task has returned hurts no other task: it is reported, and that is all. */
  private watchStrayErrors(): void {
    const report = (error: unknown): void => this.post({ kind: 'stray', error: posted(error) });
    process.on('uncaughtException', report);
    process.on('unhandledRejection', report);
    process.on('exit', () => {
      store(this.memory.cells, this.memory.threadCell(this.boot.thread) + THREAD_EXITED, 1);
    });
  }

  private post(message: MachineMessage): void {
    this.boot.port.postMessage(message);
  }
}

/** What this thread's forks look at. */
function watchOf(memory: Memory, { block, checked, exposure }: Boot): Watch {
  return checked || exposure === 'eager'
    ? alwaysAsked()
    : (memory.cellAt(memory.blockCell(block) + P_HUNGRY) as Watch);
}

function limitsOf({ plan, spin, asyncPerMachine }: Boot): MachineLimits {
  return {
    procs: plan.procs,
    spin,
    turn: PILFER.turnNs / 1e6,
    turnTasks: PILFER.turnTasks,
    backstop: BACKSTOP_MS,
    longestSleep: LONGEST_SLEEP_MS,
    nap: PILFER.napNs / 1e6,
    look: PILFER.lookNs / 1e6,
    asyncPerMachine,
  };
}
