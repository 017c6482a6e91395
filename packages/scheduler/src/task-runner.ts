/**
 * The ways to submit tasks, the same outside (the runtime) and inside (a task's context).
 */

import { describe } from './describe.js';
import { Fifo } from './fifo.js';
import { checkTaskOptions, type TaskOptions } from './options.js';

/** Where submissions go. */
export interface SubmissionCore {
  /** Submits one task; the promise rejects if it can't be accepted. */
  submit(fn: unknown, args: readonly unknown[], options: TaskOptions): Promise<unknown>;
  /** Resolves when one more task would be accepted at once. */
  ready(): Promise<void>;
  /** How many tasks keep all processors busy without piling up. */
  readonly width: number;
}

/** Options of {@link TaskRunner.map}. */
export interface MapOptions {
  /**
   * Tasks under way at the same time, 1 to 1,000,000.
   *
   * @default 16 per processor
   */
  readonly concurrency?: number;
  /**
   * Whether results come in the order of their items, or as they are finished.
   *
   * @default true
   */
  readonly ordered?: boolean;
}

const NO_OPTIONS: TaskOptions = Object.freeze({});

/** Submits tasks. */
export class TaskRunner {
  protected readonly core: SubmissionCore;
  private readonly options: TaskOptions;

  /** @internal */
  constructor(core: SubmissionCore, options: TaskOptions = NO_OPTIONS) {
    this.core = core;
    this.options = options;
  }

  /**
   * Runs a task function with these arguments on some machine, and resolves with its result. About
   * a microsecond of this thread's time for a few numbers; other arguments are encoded now, so that
   * later changes to them are not seen.
   *
   * Rejects with what the function threw or rejected with; `EncodeError` if an argument or the
   * result can't cross; `WorkerLostError`, `TimeoutError`, `AbortError`, `QueueFullError` or
   * `ClosedError`.
   */
  run<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    return this.core.submit(fn, args, this.options) as Promise<Awaited<R>>;
  }

  /**
   * Runs a task for each list of arguments, and resolves with all results in order. Waits where
   * the queue is full. The first failure rejects, and cancels those that have not finished.
   */
  async runMany<A extends unknown[], R>(
    fn: (...args: A) => R,
    argsList: Iterable<A>,
  ): Promise<Awaited<R>[]> {
    if (typeof (argsList as Partial<Iterable<A>>)[Symbol.iterator] !== 'function') {
      throw new TypeError(`argsList: expected an iterable, received ${describe(argsList)}`);
    }
    const group = this.group();
    const results: Promise<unknown>[] = [];
    // The first failure in time: the tasks that it cancels fail too, perhaps with lower numbers.
    let fail: (error: unknown) => void = ignore;
    const failure = new Promise<never>((_, reject) => (fail = reject));
    failure.catch(group.cancel);
    try {
      for (const args of argsList) {
        const result = this.core.submit(fn, args, group.options);
        result.catch(fail);
        results.push(result);
        if (group.failed) break;
        if (results.length % 256 === 0) await Promise.race([this.core.ready(), failure]);
      }
      return (await Promise.race([Promise.all(results), failure])) as Awaited<R>[];
    } catch (error) {
      group.cancel(); // the list itself may have thrown
      throw error;
    } finally {
      group.end();
    }
  }

  /**
   * Runs a task for each item, a bounded number at a time, and yields the results. Takes items only
   * as results are consumed. Leaving the loop early, or a failure, cancels what is under way.
   */
  async *map<T, R>(
    fn: (item: T) => R,
    items: Iterable<T> | AsyncIterable<T>,
    options: MapOptions = {},
  ): AsyncGenerator<Awaited<R>, void, undefined> {
    const { concurrency = this.core.width * 16, ordered = true } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1_000_000) {
      throw new RangeError(
        'options.concurrency: expected an integer from 1 to 1000000, ' +
          `received ${describe(concurrency)}`,
      );
    }
    const source = iterate(items);
    const group = this.group();
    const window = ordered ? new OrderedWindow() : new UnorderedWindow();
    let next: Promise<IteratorResult<T>> | undefined;
    try {
      for (let done = false; ;) {
        if (!done && window.size < concurrency) {
          next ??= Promise.resolve(source.next());
          // A slow source does not hold back results; it may even wait for them.
          const item = window.size === 0 ? await next : await either(next, window.ready());
          if (item !== undefined) {
            next = undefined;
            if (item.done === true) done = true;
            else window.add(this.core.submit(fn, [item.value], group.options));
            continue;
          }
        }
        if (window.size === 0) return;
        yield (await window.take()) as Awaited<R>;
      }
    } finally {
      group.cancel();
      group.end();
      if (next === undefined) await source.return?.();
      else next.then(() => source.return?.(), ignore).catch(ignore); // it may never come
    }
  }

  /** The same, with options for each task. Options never mix with arguments. */
  with(options: TaskOptions): TaskRunner {
    return new TaskRunner(this.core, { ...this.options, ...checkTaskOptions(options) });
  }

  /** Resolves when one more task would be accepted without waiting. */
  ready(): Promise<void> {
    return this.core.ready();
  }

  /** Options under which several tasks can be cancelled together. */
  private group(): Group {
    return new Group(this.options);
  }
}

/** Tasks that are cancelled together. */
class Group {
  failed = false;
  readonly options: TaskOptions;
  readonly cancel: () => void;
  readonly end: () => void;

  constructor(options: TaskOptions) {
    const controller = new AbortController();
    const outer = options.signal;
    this.options = { ...options, signal: controller.signal };
    this.cancel = () => {
      this.failed = true;
      controller.abort();
    };
    const onOuter = (): void => controller.abort(outer?.reason);
    if (outer?.aborted === true) onOuter();
    else outer?.addEventListener('abort', onOuter, { once: true });
    this.end = () => outer?.removeEventListener('abort', onOuter);
  }
}

/** Results in the order of their items. */
class OrderedWindow {
  private readonly results = new Fifo<Promise<unknown>>();
  private first: Promise<unknown> | undefined = undefined;

  get size(): number {
    return this.results.size + (this.first === undefined ? 0 : 1);
  }

  add(result: Promise<unknown>): void {
    result.catch(ignore); // reported when its turn comes
    if (this.first === undefined) this.first = result;
    else this.results.push(result);
  }

  /** Settles when the next result can be taken without waiting. */
  ready(): Promise<unknown> {
    return this.first as Promise<unknown>;
  }

  take(): Promise<unknown> {
    const result = this.ready();
    this.first = this.results.shift();
    return result;
  }
}

/** Results as they come. */
class UnorderedWindow {
  size = 0;
  private readonly finished = new Fifo<Promise<unknown>>();
  private wake: (() => void) | undefined = undefined;

  add(result: Promise<unknown>): void {
    this.size++;
    const finish = (): void => {
      this.finished.push(result);
      this.wake?.();
    };
    result.then(finish, finish);
  }

  /** Settles when the next result can be taken without waiting. */
  ready(): Promise<unknown> {
    if (this.finished.size > 0) return Promise.resolve();
    return new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }

  async take(): Promise<unknown> {
    await this.ready();
    this.size--;
    return this.finished.shift();
  }
}

/** The item, if it is there before the result is; else undefined. */
function either<T>(item: Promise<T>, result: Promise<unknown>): Promise<T | undefined> {
  const nothing = (): undefined => undefined;
  return Promise.race([item, result.then(nothing, nothing)]);
}

function iterate<T>(items: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  const source = items as Partial<Iterable<T>> & Partial<AsyncIterable<T>>;
  const iterator = source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.();
  if (iterator === undefined) {
    throw new TypeError(
      `items: expected an iterable or async iterable, received ${describe(items)}`,
    );
  }
  return iterator;
}

function ignore(): void {
  // The failure is seen where the promise is awaited.
}
