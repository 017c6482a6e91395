/**
 * What a running task can ask about itself.
 *
 * A task's identity is the slot it runs in. The machine names it before the call; a context, once
 * taken, keeps it, so it stays valid across the task's awaits.
 */

import { TaskError } from './errors.js';
import type { TaskFunction } from './functions/kind.js';
import type { ExportRef } from './functions/ref.js';
import { registered } from './functions/registry.js';
import type { TaskRunner } from './task-runner.js';

/** What {@link context} returns. */
export interface TaskContext {
  /** Number of the task, unique while it lives. */
  readonly id: number;
  /** The name that the submitter gave, else the function's. */
  readonly name: string;
  /** The P on which the task runs. */
  readonly p: number;
  /** Fires at the machine's next turn of its event loop after a cancellation; see `cancelled`. */
  readonly signal: AbortSignal;
  /** Whether the task is cancelled: read from the task table at once, also in a busy loop. */
  readonly cancelled: boolean;
  /**
   * Throws if the task is cancelled.
   *
   * @throws AbortError
   */
  throwIfCancelled(): void;
  /** Submits tasks from inside this one; await them, at any depth. */
  readonly runtime: TaskRunner;
}

/** The machine's part: what runs at this moment. */
export interface ContextHost {
  /** Whether this thread is a machine's. */
  readonly isMachine: boolean;
  /** The context of the running task, or undefined. */
  currentContext(): TaskContext | undefined;
  /** The function of a name, loading its module if need be; throws LoadError if it can't be had. */
  find(ref: ExportRef): TaskFunction;
}

const HOST = Symbol.for('pilfer.context.host');

type Global = typeof globalThis & { [HOST]?: ContextHost | undefined };

/** Says who knows which task runs on this thread; returns who did before. */
export function installContextHost(host: ContextHost | undefined): ContextHost | undefined {
  const previous = (globalThis as Global)[HOST];
  (globalThis as Global)[HOST] = host;
  return previous;
}

/** Whether this thread is a machine. */
export function isMachine(): boolean {
  return (globalThis as Global)[HOST]?.isMachine === true;
}

/** The context of the task that runs on this thread, if one does. */
export function currentContext(): TaskContext | undefined {
  return (globalThis as Global)[HOST]?.currentContext();
}

/**
 * The task function of a name, on this thread.
 *
 * @throws LoadError if its module can't be loaded, or has no such function.
 */
export function findFunction(ref: ExportRef): TaskFunction {
  const known = registered(ref.url, ref.name) ?? (globalThis as Global)[HOST]?.find(ref);
  if (known === undefined) throw new TaskError(`${ref.name} of ${ref.url} is not loaded`);
  return known;
}

/**
 * Returns the running task's context. Call it before the first `await` of an async task, and keep
 * the object.
 *
 * @throws TaskError if no task runs.
 */
export function context(): TaskContext {
  const found = currentContext();
  if (found === undefined) {
    throw new TaskError(
      'context(): no task is running here; in an async task, take it before the first await',
    );
  }
  return found;
}
