/** Children of async tasks: awaited, so they hold up no thread. */

import type { Task } from '../functions/tasks.js';
import { threadStack } from './this-thread.js';

const stack = threadStack();

/**
 * Runs a task as a child of this one, somewhere, and resolves with its result: what `fork` and `join`
 * are, across an `await`. Unlike them it is submitted at once, encoded, into this machine's queue,
 * which costs about a microsecond; unlike `runtime.run` it works everywhere in an async task, also
 * after an `await`. Outside a runtime it runs on this thread, in a later microtask.
 *
 * It is stopped with the task that calls this (async-parents.ts says when that is not known). The first
 * call on a thread switches on Node's tracking of async contexts there.
 *
 * Rejects with what the task throws or rejects with, as `runtime.run` does.
 */
export function forkAsync<A extends unknown[], R>(
  task: Task<(...args: A) => R>,
  ...args: A
): Promise<Awaited<R>> {
  return stack.host.submit(task, args) as Promise<Awaited<R>>;
}
