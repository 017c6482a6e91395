/** Structured forks: a block that ends when all that it has started has ended. */

import { types } from 'node:util';
import { TaskError } from '../errors.js';
import { combined } from './errors.js';
import { fork, join, type Fork, type SyncTask } from './fork.js';
import type { ForkEntry } from './fork-stack.js';
import { threadStack } from './this-thread.js';

const stack = threadStack();

/** What the body of a {@link scope} starts forks with. */
export interface Scope {
  /**
   * Starts a fork that ends with the scope. It may be joined before that, for its result.
   *
   * @throws TypeError as `fork`; TaskError after the scope has ended.
   */
  spawn<A extends unknown[], R>(task: SyncTask<A, R>, ...args: A): Fork<R>;
}

/**
 * Calls `body`, and waits for all forks that were made in it. Returns what `body` returned.
 *
 * If one of them fails, or `body` itself, the others are cancelled: those that have not started never
 * run; those that run are told (`context().cancelled`) and awaited.
 *
 * @throws the first error; an AggregateError, with the first as its `cause`, if there are several.
 */
export function scope<T>(body: (scope: Scope) => T): T {
  const before = stack.last;
  let isOpen = true;
  const spawner: Scope = {
    spawn(task, ...args) {
      if (!isOpen) throw new TaskError('spawn: the scope has ended');
      return fork(task, ...args);
    },
  };
  try {
    const value = body(spawner);
    if (types.isPromise(value)) {
      throw new TaskError('scope: the body returned a promise; across awaits, use forkAsync');
    }
    joinNewestFirst(before);
    return value;
  } catch (error) {
    const errors = [error, ...failures(before)];
    stack.discard(stack.indexAfter(before));
    throw combined(errors);
  } finally {
    isOpen = false;
  }
}

/** Joins the forks made after a handle: in the order in which unstolen ones are fast. */
function joinNewestFirst(before: number): void {
  while (stack.top > stack.indexAfter(before)) {
    join(stack.newest.handle as Fork<unknown>);
  }
}

/** What those have thrown that thieves have run meanwhile. */
function failures(before: number): unknown[] {
  return stack.entries
    .slice(stack.indexAfter(before), stack.top)
    .flatMap(({ exposed }: ForkEntry) => {
      const { failure } = exposed ?? {};
      return failure === undefined ? [] : [failure.reason];
    });
}
