/**
 * Behind a runtime with `inlineMode`: everything runs on the calling thread, one task after the
 * other, each in a turn of the microtask queue. For debuggers and tests: breakpoints hold, stacks
 * are whole, nothing is encoded. A task can't be stopped from outside, so `timeout` and `killAfter`
 * have no effect; a signal cancels what has not started.
 */

import type { Backend, CloseReport } from './backend.js';
import { installContextHost, type ContextHost, type TaskContext } from './context.js';
import { AbortError, ClosedError, TaskError } from './errors.js';
import type { TaskFunction } from './functions/kind.js';
import { FunctionNumbers } from './functions/numbers.js';
import { Loader, type Callable } from './functions/loader.js';
import type { ExportRef } from './functions/ref.js';
import { FunctionTable } from './functions/table.js';
import { BUCKETS, summary } from './histogram.js';
import { functionTableBytes } from './layout.js';
import type { CheckedOptions, TaskOptions } from './options.js';
import type { ProcessorStats, Stats } from './stats.js';
import { abortError } from './task-limits.js';
import { TaskRunner, type SubmissionCore } from './task-runner.js';

const TABLE = { functions: 4096, functionBytes: 2 ** 20 };

/** Runs tasks on the calling thread. */
export class InlineBackend implements Backend, SubmissionCore, ContextHost {
  readonly isMachine = false;
  readonly width = 1;
  private readonly numbers: FunctionNumbers;
  private readonly loader: Loader;
  private readonly runner: TaskRunner = new TaskRunner(this);
  private readonly created = performance.now();
  private readonly previous: ContextHost | undefined;
  private current: TaskContext | undefined = undefined;
  private closed = false;
  private accepted = 0;
  private live = 0;
  private run = 0;
  private failed = 0;
  private busyMs = 0;
  private onDrained: (() => void)[] = [];

  constructor(options: CheckedOptions) {
    const cells = new Int32Array(new SharedArrayBuffer(functionTableBytes(TABLE)));
    const table = new FunctionTable(cells, 0, TABLE);
    this.numbers = new FunctionNumbers(table, options);
    this.loader = new Loader(table, options);
    this.previous = installContextHost(this);
  }

  get core(): SubmissionCore {
    return this;
  }

  currentContext(): TaskContext | undefined {
    return this.current;
  }

  find(ref: ExportRef): Callable {
    return this.loader.resolve(this.numbers.numberOf(ref));
  }

  async submit(fn: unknown, args: readonly unknown[], options: TaskOptions): Promise<unknown> {
    if (this.closed) throw new ClosedError('submit: the runtime is closed');
    const number = this.numbers.numberOf(fn as TaskFunction);
    this.live++;
    const id = ++this.accepted;
    try {
      await Promise.resolve(); // starts later, as on a machine
      if (options.signal?.aborted === true) throw abortError(options.signal.reason);
      return await this.call(number, args, id, options);
    } catch (error) {
      this.failed++;
      throw error;
    } finally {
      this.run++;
      if (--this.live === 0) for (const resolve of this.onDrained.splice(0)) resolve();
    }
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  runSync(fn: unknown, args: readonly unknown[]): unknown {
    if (this.closed) throw new ClosedError('runSync: the runtime is closed');
    return this.call(this.numbers.numberOf(fn as TaskFunction), args, ++this.accepted, {});
  }

  load(url: string): Promise<void> {
    return this.loader.loadAsync(url);
  }

  async broadcast(fn: unknown, args: readonly unknown[]): Promise<void> {
    await this.loader.resolve(this.numbers.numberOf(fn as TaskFunction))(...args);
  }

  stats(): Stats {
    const uptimeMs = performance.now() - this.created;
    const total: ProcessorStats = {
      run: this.run,
      failed: this.failed,
      stolen: 0,
      stealAttempts: 0,
      overflows: 0,
      globalTakes: 0,
      parks: 0,
      backstops: 0,
      stale: 0,
      forked: 0,
      exposed: 0,
      reclaimed: 0,
      unexposable: 0,
      busyMs: this.busyMs,
      utilisation: this.busyMs / uptimeMs,
      queued: 0,
      waitTimes: summary(new Float64Array(BUCKETS), 0),
      runTimes: summary(new Float64Array(BUCKETS), 0),
    };
    const { accepted, live } = this;
    const queues = { waiting: 0, globalQueue: 0 };
    return { procs: 1, threads: 0, uptimeMs, accepted, live, ...queues, perP: [total], total };
  }

  record(): never {
    throw new TaskError('record: with inlineMode there are no machines to record');
  }

  async close(now: boolean): Promise<CloseReport> {
    this.closed = true;
    if (!now && this.live > 0) await new Promise<void>((resolve) => this.onDrained.push(resolve));
    installContextHost(this.previous);
    return { stuckThreads: 0 };
  }

  private call(fn: number, args: readonly unknown[], id: number, options: TaskOptions): unknown {
    const callable = this.loader.resolve(fn);
    const outer = this.current;
    const started = performance.now();
    this.current = this.contextOf(id, options.name ?? callable.name, options.signal);
    try {
      return callable(...args);
    } finally {
      this.current = outer;
      this.busyMs += performance.now() - started;
    }
  }

  private contextOf(id: number, name: string, given: AbortSignal | undefined): TaskContext {
    const signal = given ?? new AbortController().signal;
    return {
      id,
      name,
      p: 0,
      signal,
      get cancelled() {
        return signal.aborted;
      },
      throwIfCancelled() {
        if (signal.aborted) throw new AbortError('The task was aborted', { cause: signal.reason });
      },
      runtime: this.runner,
    };
  }
}
