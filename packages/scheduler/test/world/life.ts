/**
 * One life of a runtime, from a seed: tasks of all kinds with all options, orders, cancellations, a
 * close at some moment; machines that die at any step, exit late, don't start, or can't be ended.
 * What runs on the main thread's side is the real code, down to the shared memory.
 */

import { load } from '@pilfer/explorer';
import type { CheckedOptions, TaskOptions } from '../../src/options.js';
import type { ThreadBackend } from '../../src/thread-backend.js';
import type { Parts } from './parts.js';
import { taskRef, type NewTask } from './virtual-machine.js';
import { VirtualWorld } from './virtual-world.js';

/** How a life went. */
export interface Life {
  readonly seed: number;
  /** What was wrong, if anything. */
  readonly problem: string | undefined;
  /** Equal if all happened alike. */
  readonly hash: number;
  readonly tasks: number;
  readonly deaths: number;
  /** Simulated milliseconds. */
  readonly ms: number;
}

const KINDS = ['work', 'work', 'value', 'throw', 'async', 'parent', 'hang', 'exit', 'oom'];
const POLICIES = ['wait', 'reject', 'drop-oldest', 'drop-newest'] as const;

/** What is asked of a runtime in one life. */
const TASKS = 24;
const ORDERS = 3;

/** Things that happen in a life at most; in one that comes to rest, far fewer do. */
const MAX_EVENTS = 200_000;
/** How long the tasks of a calm runtime may take to settle: one whose thread can't be ended included. */
const PATIENCE_MS = 60_000;
/** How often promises that follow from promises get to go on, after each event. */
const MICROTASKS = 5;
const MICROTASK = Promise.resolve();

interface Submitted {
  readonly task: NewTask;
  readonly retries: number;
  settled: number;
}

/** Plays a life. */
export function live(parts: Parts, seed: number): Promise<Life> {
  return new Simulation(parts, seed).run();
}

class Simulation {
  private readonly world: VirtualWorld;
  private readonly backend: ThreadBackend;
  private readonly options: CheckedOptions;
  private readonly tasks: Submitted[] = [];
  private readonly aborts: AbortController[] = [];
  private orders = 0;
  private lost = 0;
  private isClosed = false;
  private problem: string | undefined;
  private readonly parts: Parts;
  private readonly seed: number;

  constructor(parts: Parts, seed: number) {
    this.parts = parts;
    this.seed = seed;
    this.world = new VirtualWorld(parts, seed);
    const { dice } = this.world;
    this.options = parts.checkRuntimeOptions({
      procs: dice.pick([1, 2, 3]),
      queueLimit: dice.pick([3, 20, 1000]),
      onFull: dice.pick(POLICIES),
      closeTimeout: dice.pick([0, 100, 2000]),
      memory: 2 ** 20,
      loadTimeout: 1000,
    });
    this.backend = new parts.ThreadBackend(this.options, this.world, {
      machineLost: () => this.lost++,
      strayError: () => undefined,
    });
  }

  async run(): Promise<Life> {
    const { world } = this;
    this.script();
    let events = 0;
    for (; this.problem === undefined && world.step(); events++) {
      for (let i = 0; i < MICROTASKS; i++) await MICROTASK;
      if (events > MAX_EVENTS) this.fail('it never comes to rest');
    }
    if (!this.isClosed) this.fail('it was not closed');
    const open = this.tasks.filter(({ settled }) => settled !== 1);
    if (open.length > 0) this.fail(`task ${open[0]?.task.id ?? -1} never settled`);
    if (this.orders > 0) this.fail(`${this.orders} orders were neither answered nor excused`);
    this.checkRuns();
    this.checkRestarts();
    const { hash, clock } = world;
    const { seed, problem, lost } = this;
    this.backend.core.stop(); // one that was never closed must not hold the process
    return { seed, problem, hash, tasks: this.tasks.length, deaths: lost, ms: clock.now() };
  }

  private fail(problem: string): void {
    this.problem ??= problem;
  }

  // ── what happens ───────────────────────────────────────────────────────────────────────────

  private script(): void {
    const { clock, dice } = this.world;
    const storm = dice.pick([5, 30, 100, 1000]);
    for (let i = 0; i < TASKS; i++) clock.after(dice.between(0, storm), () => this.submit());
    for (let i = 0; i < ORDERS; i++) clock.after(dice.between(0, storm), () => this.order());
    if (dice.chance(0.3)) {
      clock.after(dice.between(0, storm), () => void this.close(dice.chance(0.5)));
    } else {
      clock.after(storm, () => this.calm());
    }
  }

  private submit(): void {
    const { clock, dice } = this.world;
    const task = this.world.newTask(KINDS);
    const abort = new AbortController();
    const options = this.optionsFor(task, abort.signal);
    this.aborts.push(abort);
    this.submitTask(task, options);
    if (options.signal !== undefined && dice.chance(0.5)) {
      clock.after(dice.between(0, 30), () => abort.abort());
    }
  }

  private submitTask(task: NewTask, options: TaskOptions): Submitted {
    const submitted = { task, retries: options.retries ?? 0, settled: 0 };
    this.tasks.push(submitted);
    const settle = (): void => {
      submitted.settled++;
      this.world.note(`settled ${task.id}`);
    };
    this.backend.core.submit(taskRef(task.kind), task.args, options).then(settle, settle);
    return submitted;
  }

  private optionsFor({ kind }: NewTask, signal: AbortSignal): TaskOptions {
    const { dice } = this.world;
    return {
      ...(dice.chance(0.3) && { timeout: Math.ceil(dice.between(1, 20)) }),
      ...(dice.chance(0.2) && { deadline: Math.ceil(dice.between(1, 50)) }),
      ...(dice.chance(0.3) && { retries: dice.pick([1, 2]) }),
      // What hangs can be stopped in the end: a parent with its children.
      ...((kind === 'hang' || kind === 'parent' || dice.chance(0.3)) && {
        signal,
        killAfter: dice.pick([0, 5]),
      }),
    };
  }

  private order(): void {
    this.orders++;
    const done = (): number => this.orders--;
    const order = this.world.dice.chance(0.5)
      ? this.backend.load('file:///module.js')
      : this.backend.broadcast(taskRef('work'), []);
    order.then(done, done);
  }

  private async close(now: boolean): Promise<void> {
    const { clock } = this.world;
    const begun = clock.now();
    await this.backend.close(now);
    this.isClosed = true;
    const took = clock.now() - begun;
    if (took > this.options.closeTimeout + 700) this.fail(`close took ${took} ms`);
  }

  // ── after the storm ────────────────────────────────────────────────────────────────────────

  /** No more faults: everything must come to rest, and nothing be left. */
  private calm(): void {
    const { world } = this;
    world.isStormy = false;
    for (const abort of this.aborts) abort.abort();
    this.when(
      'all tasks have settled',
      () => this.isAtRest(),
      () => {
        // With each death the crew looks once more at what the dead have left.
        for (const ms of [1000, 2000]) world.clock.after(ms, () => this.killOne());
        world.clock.after(3000, () => this.rest());
      },
    );
  }

  private killOne(): void {
    const [victim] = this.world.machines;
    victim?.kill();
  }

  private isAtRest(): boolean {
    const { core } = this.backend;
    const isEnding = [...this.world.machines].some((machine) => machine.isEnding || machine.isDead);
    // What was stopped and goes on is about to be ended with its machine.
    const isOver = core.closed || core.submitter.used === 0;
    return core.live === 0 && core.waiting === 0 && isOver && !isEnding && this.hasAllMachines();
  }

  private rest(): void {
    if (!this.isAtRest()) this.fail('a machine that died at rest was not replaced');
    this.checkLeft();
    // Nobody is asleep who counts as awake: new tasks find somebody.
    const { dice } = this.world;
    const last = Array.from({ length: 3 }, () => this.submitTask(this.world.newTask(['work']), {}));
    this.when(
      'new tasks have settled',
      () => last.every(({ settled }) => settled > 0),
      () => void this.close(dice.chance(0.5)),
    );
  }

  /** Whether each P has one machine. If none can be started, there are none. */
  private hasAllMachines(): boolean {
    if (this.backend.core.closed) return true;
    const { procs } = this.options;
    const ps = [...this.world.machines].map(({ boot }) => boot.p);
    return ps.length === procs && new Set(ps).size === procs;
  }

  private when(what: string, is: () => boolean, then: () => void): void {
    const { clock } = this.world;
    const until = clock.now() + PATIENCE_MS;
    const look = (): void => {
      if (is()) then();
      else if (clock.now() < until) clock.after(10, look);
      else this.fail(`not within ${PATIENCE_MS} ms: ${what}`);
    };
    look();
  }

  // ── what must hold ─────────────────────────────────────────────────────────────────────────

  /** No slot and no block is in use. */
  private checkLeft(): void {
    const { parts } = this;
    const [machine] = this.world.machines;
    if (machine === undefined || this.backend.core.closed) return;
    const { buffer, plan } = machine.boot;
    const memory = new parts.Memory(buffer, plan);
    const slots = new parts.Slots(memory);
    for (let thread = 0; thread < plan.threads; thread++) {
      const first = parts.regionStart(plan, thread);
      const used = load(memory.cells, memory.threadCell(thread) + parts.THREAD_SLOTS_USED);
      for (let slot = first; slot < first + used; slot++) {
        const state = parts.stateOf(slots.control(slot));
        if (state !== parts.FREE) this.fail(`slot ${slot} of M${thread} is left in state ${state}`);
      }
    }
    const { blocks } = new parts.Arena(memory, 0).usage();
    if (blocks > 0) this.fail(`${blocks} blocks are lost`);
    if (this.backend.core.submitter.used !== 0) this.fail('main counts slots that are free');
  }

  private checkRuns(): void {
    for (const { task, retries } of this.tasks) {
      const runs = this.world.runs.get(task.id) ?? 0;
      if (runs > 1 + retries) this.fail(`task ${task.id} ran ${runs} times`);
    }
  }

  /** Machines that die at once are not replaced as fast as can be. */
  private checkRestarts(): void {
    const { spawns } = this.world;
    const limit = 30 * this.options.procs;
    for (let i = limit; i < spawns.length; i++) {
      const ms = (spawns[i] as number) - (spawns[i - limit] as number);
      if (ms < 1000) this.fail(`${limit} machines were started within ${ms} ms`);
    }
  }
}
