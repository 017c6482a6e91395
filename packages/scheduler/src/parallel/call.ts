/** A call of a task, checked and ready: made here and now, or submitted to a runtime. */

import type { Task } from '../functions/tasks.js';

/** A task, and what to call it with. */
export interface Call<R> {
  /** It takes just these arguments; {@link call} has seen to that. */
  readonly task: (...args: unknown[]) => R;
  readonly args: readonly unknown[];
}

/** A call of a task. */
export function call<A extends unknown[], R>(task: Task<(...args: A) => R>, ...args: A): Call<R> {
  return { task: task as unknown as Call<R>['task'], args };
}

/** Makes the call here and now. */
export function perform<R>({ task, args }: Call<R>): R {
  return task(...args);
}
