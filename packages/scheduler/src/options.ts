/** The options of a runtime and of a task: types, defaults and checks. */

import type { ResourceLimits } from 'node:worker_threads';
import { describe } from './describe.js';
import type { Exposure } from './policy/exposure.js';
import { usableCores } from './procs.js';
import type { StackMode } from './stacks.js';

/** What happens to a task from outside when the queue is full. */
export type FullPolicy = 'wait' | 'reject' | 'caller-runs' | 'drop-oldest' | 'drop-newest';

const FULL_POLICIES: readonly FullPolicy[] = [
  'wait',
  'reject',
  'caller-runs',
  'drop-oldest',
  'drop-newest',
];

/** Options of `new Runtime(…)`. */
export interface RuntimeOptions {
  /**
   * Processors: how many tasks run at the same time, 1 to 120.
   *
   * @default the environment variable PILFER_PROCS, else the cores that this process may use: by its
   *   affinity, and by the CPU limit of its control group, rounded up, at least 2
   */
  readonly procs?: number;
  /**
   * Tasks from outside that may be accepted and not settled, 1 to 4,194,304.
   *
   * @default 262144
   */
  readonly queueLimit?: number;
  /**
   * What happens to one task too many: it waits its turn; is rejected; runs in the caller; or the
   * oldest or newest task that has not started is rejected in its place.
   *
   * @default 'wait'
   */
  readonly onFull?: FullPolicy;
  /**
   * With `onFull: 'wait'`: how many may wait; one more is rejected.
   *
   * @default 1000000
   */
  readonly waitLimit?: number;
  /**
   * Bytes of address space for payloads (arguments and results that are not a few numbers),
   * 1 MiB to 16 GiB. Only what is used is committed.
   *
   * @default 1 GiB
   */
  readonly memory?: number;
  /**
   * Milliseconds for which a thread that has just worked looks for more before it sleeps, 0 to 100.
   *
   * @default 0.3
   */
  readonly spin?: number;
  /**
   * Async root tasks that may be pending on one machine, 1 to 1,000,000.
   *
   * @default 1000
   */
  readonly asyncPerMachine?: number;
  /**
   * Milliseconds that a machine may take to load the module of a task, 100 to 2^31 − 1. After that
   * the machine is ended, and the task and all later ones of that module fail. An eighth more at
   * most. Loading is not part of a task's own time.
   *
   * @default 60000
   */
  readonly loadTimeout?: number;
  /**
   * Which tasks remember where they were submitted, so that their errors say it after the machine's
   * stack: each one (`always`, some µs a task), none (`never`), or as many as cost nothing: the tasks
   * of one function in one turn of the event loop share what is captured once a millisecond at most.
   *
   * @default 'auto'
   */
  readonly stacks?: StackMode;
  /**
   * Whether functions that are no task functions may be shipped as source.
   *
   * @default true
   */
  readonly inline?: boolean;
  /**
   * Whether every fork is treated as if another thread had taken it: its arguments and result are
   * encoded and decoded, and arguments that change between fork and join are an error. Slow: for
   * tests.
   *
   * @default false
   */
  readonly checked?: boolean;
  /**
   * Whether processors steal from each other. If not, all tasks wait in one queue, from which each
   * processor takes one at a time, and forks stay with the thread that made them. For comparison.
   *
   * @default true
   */
  readonly stealing?: boolean;
  /**
   * When a fork becomes visible to other threads: when one is out of work (`lazy`), or at once, as in
   * a textbook pool (`eager`): each fork is then encoded and queued. For comparison.
   *
   * @default 'lazy'
   */
  readonly exposure?: Exposure;
  /**
   * Whether everything runs on the calling thread: for debugging and tests.
   *
   * @default false
   */
  readonly inlineMode?: boolean;
  /**
   * Whether `pilfer watch <process id>` may show this runtime while it runs, to the same user only. As
   * long as nobody looks, it costs nothing. With `inlineMode` there is nothing to show.
   *
   * @default whether the environment variable PILFER_WATCH is set, and not 0
   */
  readonly watch?: boolean;
  /**
   * A module and the names of its exports that each machine calls before its first task and after
   * its last.
   */
  readonly lifecycle?: {
    readonly module: URL | string;
    readonly setup?: string;
    readonly teardown?: string;
  };
  /** Limits of each machine's heap and stack, as `worker_threads` has them. */
  readonly resourceLimits?: ResourceLimits;
  /** Environment variables of the machines, as `worker_threads` has them. */
  readonly env?: NodeJS.ProcessEnv;
  /** Node options of the machines, as `worker_threads` has them. */
  readonly execArgv?: readonly string[];
  /**
   * Name of the runtime, in thread names and messages.
   *
   * @default 'pilfer'
   */
  readonly name?: string;
  /**
   * Milliseconds that `close` waits for tasks and threads, 0 to 2^31 − 1.
   *
   * @default 30000
   */
  readonly closeTimeout?: number;
}

/** Options of a task: `runtime.with(options).run(…)`. */
export interface TaskOptions {
  /** Cancels the task: queued, it never runs; running, it is told. */
  readonly signal?: AbortSignal;
  /** Milliseconds from the start of the task after which it is stopped, 1 to 2^31 − 1. */
  readonly timeout?: number;
  /** Milliseconds from the submission after which it is stopped, 1 to 2^31 − 1. */
  readonly deadline?: number;
  /**
   * Milliseconds that a cancelled task may go on before its thread is ended: 0 to 2^31 − 1, or
   * Infinity. Its children too, wherever they run.
   *
   * @default 0 for a timeout, Infinity for a signal
   */
  readonly killAfter?: number;
  /**
   * How many times the task may run again after its machine died, 0 to 100.
   *
   * @default 0
   */
  readonly retries?: number;
  /** Running twice does no harm: the same as `retries: 1`. */
  readonly idempotent?: boolean;
  /**
   * Whether the task has a machine to itself: from its start to its end nothing else runs there or is
   * pending there, but what it submits itself. Should it take the machine down with it, no other task
   * is lost. It waits for a machine on which nothing is pending. Forks of it that were stolen run
   * among others. Only from outside: a task can't be isolated from its parent.
   *
   * @default false
   */
  readonly isolate?: boolean;
  /** A name, for messages and statistics. */
  readonly name?: string;
}

/** A runtime's options, all given. */
export type CheckedOptions = Required<
  Omit<RuntimeOptions, 'lifecycle' | 'resourceLimits' | 'env' | 'execArgv'>
> &
  Pick<RuntimeOptions, 'lifecycle' | 'resourceLimits' | 'env' | 'execArgv'>;

const RUNTIME_OPTIONS = [
  'procs',
  'queueLimit',
  'onFull',
  'waitLimit',
  'memory',
  'spin',
  'asyncPerMachine',
  'loadTimeout',
  'stacks',
  'inline',
  'checked',
  'stealing',
  'exposure',
  'inlineMode',
  'watch',
  'lifecycle',
  'resourceLimits',
  'env',
  'execArgv',
  'name',
  'closeTimeout',
];

const TASK_OPTIONS = [
  'signal',
  'timeout',
  'deadline',
  'killAfter',
  'retries',
  'idempotent',
  'isolate',
  'name',
];

/** Threads are named by 8 bits, and each processor may need two at a time. */
const MAX_PROCS = 120;

const MAX_MS = 2 ** 31 - 1;

/**
 * Fills in the defaults.
 *
 * @throws TypeError or RangeError naming the option, what was received and what is allowed.
 */
export function checkRuntimeOptions(options: RuntimeOptions): CheckedOptions {
  checkNames('options', options, RUNTIME_OPTIONS);
  const checked: CheckedOptions = {
    ...options,
    procs: options.procs ?? defaultProcs(),
    queueLimit: options.queueLimit ?? 262_144,
    onFull: options.onFull ?? 'wait',
    waitLimit: options.waitLimit ?? 1_000_000,
    memory: options.memory ?? 2 ** 30,
    spin: options.spin ?? 0.3,
    asyncPerMachine: options.asyncPerMachine ?? 1000,
    loadTimeout: options.loadTimeout ?? 60_000,
    stacks: options.stacks ?? 'auto',
    inline: options.inline ?? true,
    checked: options.checked ?? false,
    stealing: options.stealing ?? true,
    exposure: options.exposure ?? 'lazy',
    inlineMode: options.inlineMode ?? false,
    watch: options.watch ?? !['', '0'].includes(process.env['PILFER_WATCH'] ?? ''),
    name: options.name ?? 'pilfer',
    closeTimeout: options.closeTimeout ?? 30_000,
  };
  integer('procs', checked.procs, 1, MAX_PROCS);
  integer('queueLimit', checked.queueLimit, 1, 2 ** 22);
  oneOf('onFull', checked.onFull, FULL_POLICIES);
  integer('waitLimit', checked.waitLimit, 0, 2 ** 31);
  integer('memory', checked.memory, 2 ** 20, 2 ** 34);
  number('spin', checked.spin, 0, 100);
  integer('asyncPerMachine', checked.asyncPerMachine, 1, 1_000_000);
  oneOf('stacks', checked.stacks, ['auto', 'always', 'never']);
  number('loadTimeout', checked.loadTimeout, 100, MAX_MS);
  typed('inline', checked.inline, 'boolean');
  typed('checked', checked.checked, 'boolean');
  typed('stealing', checked.stealing, 'boolean');
  oneOf('exposure', checked.exposure, ['lazy', 'eager']);
  if (checked.exposure === 'eager' && !checked.stealing) {
    throw new RangeError("options.exposure: expected 'lazy' without stealing, received 'eager'");
  }
  typed('inlineMode', checked.inlineMode, 'boolean');
  typed('watch', checked.watch, 'boolean');
  typed('name', checked.name, 'string');
  number('closeTimeout', checked.closeTimeout, 0, MAX_MS);
  for (const name of ['lifecycle', 'resourceLimits', 'env', 'execArgv'] as const) {
    if (options[name] !== undefined) typed(name, options[name], 'object');
  }
  return checked;
}

/**
 * Checks a task's options.
 *
 * @throws TypeError or RangeError naming the option, what was received and what is allowed.
 */
export function checkTaskOptions(options: TaskOptions): TaskOptions {
  checkNames('options', options, TASK_OPTIONS);
  const { signal, timeout, deadline, killAfter, retries, idempotent, isolate, name } = options;
  if (signal !== undefined && typeof signal.addEventListener !== 'function') {
    throw new TypeError(`options.signal: expected an AbortSignal, received ${describe(signal)}`);
  }
  if (timeout !== undefined) number('timeout', timeout, 1, MAX_MS);
  if (deadline !== undefined) number('deadline', deadline, 1, MAX_MS);
  if (killAfter !== undefined && killAfter !== Infinity) number('killAfter', killAfter, 0, MAX_MS);
  if (retries !== undefined) integer('retries', retries, 0, 100);
  if (idempotent !== undefined) typed('idempotent', idempotent, 'boolean');
  if (isolate !== undefined) typed('isolate', isolate, 'boolean');
  if (name !== undefined) typed('name', name, 'string');
  return options;
}

function defaultProcs(): number {
  const given = process.env['PILFER_PROCS'];
  if (given === undefined || given === '') return Math.min(usableCores(), MAX_PROCS);
  const procs = Number(given);
  integer('PILFER_PROCS', procs, 1, MAX_PROCS, given);
  return procs;
}

/** Refuses names that are no option: most often a slip of the pen. */
function checkNames(what: string, options: object, allowed: readonly string[]): void {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new TypeError(`${what}: expected an object, received ${describe(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!allowed.includes(name)) {
      throw new TypeError(
        `${what}.${name}: there is no such option; there are ${allowed.join(', ')}`,
      );
    }
  }
}

function integer(name: string, value: number, min: number, max: number, received?: string): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(
      `options.${name}: expected an integer from ${min} to ${max}, ` +
        `received ${received ?? describe(value)}`,
    );
  }
}

function number(name: string, value: number, min: number, max: number): void {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw new RangeError(
      `options.${name}: expected a number from ${min} to ${max}, received ${describe(value)}`,
    );
  }
}

function typed(name: string, value: unknown, type: string): void {
  if (typeof value !== type || value === null) {
    throw new TypeError(`options.${name}: expected a ${type}, received ${describe(value)}`);
  }
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw new TypeError(
      `options.${name}: expected one of ${allowed.join(', ')}, received ${describe(value)}`,
    );
  }
}
