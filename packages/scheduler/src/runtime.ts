/** The public face: checks, names and events; the work is done by the backend. */

import { EventEmitter } from 'node:events';
import type { Backend, CloseReport } from './backend.js';
import { isMachine } from './context.js';
import type { Loss } from './hand.js';
import { TaskError } from './errors.js';
import { moduleTasks, type ModuleTasks } from './functions/module-tasks.js';
import { checkModuleUrl } from './functions/names.js';
import { InlineBackend } from './inline-backend.js';
import { prometheusText } from './metrics.js';
import { NodeWorld } from './node-world.js';
import { checkRuntimeOptions, type RuntimeOptions } from './options.js';
import { Parallel } from './parallel/parallel.js';
import { rebuilt } from './posted-error.js';
import type { Recording, RecordOptions } from './recording/recording.js';
import type { Stats } from './stats.js';
import { TaskRunner } from './task-runner.js';
import { ThreadBackend } from './thread-backend.js';

/** What a runtime tells its listeners. */
export interface RuntimeEvents {
  /** A machine is gone; its P goes on with another one. */
  machineLost: [Loss];
  /** An error in a machine that belonged to no task: thrown after its task had returned. */
  strayError: [Error];
}

/** Runs CPU-bound functions on all cores. */
export class Runtime extends TaskRunner implements AsyncDisposable {
  private readonly backend: Backend;
  private readonly name: string;
  private readonly events: EventEmitter<RuntimeEvents>;
  private closing: Promise<CloseReport> | undefined = undefined;

  /**
   * Starts the machines. They boot in the background, and keep no idle process alive.
   *
   * @throws TypeError or RangeError for an option that is not allowed.
   * @throws TaskError inside a machine: tasks submit through `context().runtime`.
   */
  constructor(options: RuntimeOptions = {}) {
    if (isMachine()) {
      throw new TaskError(
        'new Runtime() inside a machine: a task module imports your main program; ' +
          'inside tasks, submit through context().runtime',
      );
    }
    const checked = checkRuntimeOptions(options);
    const events = new EventEmitter<RuntimeEvents>();
    const backend = checked.inlineMode
      ? new InlineBackend(checked)
      : new ThreadBackend(checked, new NodeWorld(checked), {
          machineLost: (loss) => void events.emit('machineLost', loss),
          strayError: (error) => void events.emit('strayError', rebuilt(error)),
        });
    super(backend.core);
    this.backend = backend;
    this.name = checked.name;
    this.events = events;
  }

  /**
   * The functions of an existing module, each as a task: same arguments, promised result.
   *
   * @throws TypeError if `url` is not the URL of a file.
   */
  module<M extends object>(url: string | URL): ModuleTasks<M> {
    return moduleTasks<M>(url, (ref, args) => this.core.submit(ref, args, {}));
  }

  /**
   * Loads a module on all machines, now and in future. Needed for modules with top-level await;
   * others load by themselves with their first task.
   *
   * @throws TypeError if `url` is not the URL of a file; TaskError if it fails to load.
   */
  async load(url: string | URL): Promise<void> {
    await this.backend.load(checkModuleUrl(url));
  }

  /** Calls a task function once on each machine; resolves when all have returned. */
  broadcast<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): Promise<void> {
    return this.backend.broadcast(fn, args);
  }

  /**
   * Runs a task and blocks this thread until it is done: for scripts. Timers and I/O of this thread
   * stand still meanwhile; a machine's exit is noticed.
   *
   * @throws what the task throws; TimeoutError after 60 seconds.
   */
  runSync<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Awaited<R> {
    return this.backend.runSync(fn, args) as Awaited<R>;
  }

  /** What the machines have done so far: a snapshot. */
  stats(): Stats {
    return this.backend.stats();
  }

  /** Loops, reductions and sorting over shared arrays, on all machines. */
  get parallel(): Parallel {
    return new Parallel(this);
  }

  /**
   * The same in the text format of Prometheus (0.0.4), for an endpoint of the program's own: counters,
   * gauges and two histograms, with the runtime's `name` and, where it makes sense, the processor as
   * labels. The number of lines never grows. It shows no arguments, functions or names of tasks.
   */
  metrics(): string {
    return prometheusText(this.backend.stats(), this.name);
  }

  /**
   * Records what machines and tasks do from now on, for the views of `pilfer`. While it is on, an
   * event costs its thread about 60 ns; else, a read of one word.
   *
   * @throws TaskError if a recording is on already, or with `inlineMode`; TypeError or RangeError for
   * an option that is not allowed.
   */
  record(options: RecordOptions = {}): Recording {
    return this.backend.record(options);
  }

  /** Listens to an event of the runtime. */
  on<E extends keyof RuntimeEvents>(event: E, listener: (...args: RuntimeEvents[E]) => void): this {
    this.events.on(event, listener as never);
    return this;
  }

  /** Stops listening. */
  off<E extends keyof RuntimeEvents>(
    event: E,
    listener: (...args: RuntimeEvents[E]) => void,
  ): this {
    this.events.off(event, listener as never);
    return this;
  }

  /**
   * Ends the runtime: by default when all accepted tasks have settled; with `now`, cancelling them.
   * New tasks are rejected from here on. Takes `closeTimeout` milliseconds at most, and reports
   * threads that have not exited by then. A second call returns the first one's promise.
   */
  close(options: { readonly now?: boolean } = {}): Promise<CloseReport> {
    this.closing ??= this.backend.close(options.now === true);
    return this.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
