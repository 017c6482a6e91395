/**
 * Which task a piece of async code belongs to: the parent of what it starts by `forkAsync`.
 *
 * Before its first `await` a task is the one that runs. Afterwards only Node's async context knows
 * (AsyncLocalStorage), which makes every promise of a thread slower on Node before 24. So it is
 * switched on by the first `forkAsync` on a thread, for the tasks that call it and all that start
 * later. A task that had started before, and calls it first after an `await`, has children of whom
 * nobody knows whose they are: they are not stopped with it.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { TaskId } from '../parentage.js';

/** The tasks of one thread, across their awaits. */
export class AsyncParents {
  private storage: AsyncLocalStorage<TaskId | undefined> | undefined = undefined;

  /** Whether tasks that begin and end are to be told of. */
  get isOn(): boolean {
    return this.storage !== undefined;
  }

  /** What runs from here on, and what it awaits, belongs to this task; undefined: to none. */
  enter(task: TaskId | undefined): void {
    this.storage?.enterWith(task);
  }

  /** The task that a call belongs to. @param running the task that runs here, if one does. */
  parent(running: TaskId | undefined): TaskId | undefined {
    if (this.storage === undefined) {
      this.storage = new AsyncLocalStorage();
      this.enter(running);
    }
    return running ?? this.storage.getStore();
  }
}
