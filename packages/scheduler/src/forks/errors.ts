/** The errors of forks: of joins that can't be, and of several forks at once. */

import { describe } from '../describe.js';
import { TaskError } from '../errors.js';

const WHY = {
  kind: 'expected what fork() returned',
  over: 'was joined already, its task or scope has ended, or it was forked on another thread',
  foreign: 'belongs to another task: only the task that forked it can join it',
};

/** The error of a join that can't be. */
export function ownError(handle: unknown, why: keyof typeof WHY): TaskError {
  return new TaskError(
    why === 'kind'
      ? `join: ${WHY.kind}, received ${describe(handle)}`
      : `join: fork ${String(handle)} ${WHY[why]}`,
  );
}

/** The errors of several forks as one: the first, if it is the only one. */
export function combined(errors: readonly unknown[]): unknown {
  if (errors.length === 1) return errors[0];
  const [first] = errors;
  const message = first instanceof Error ? first.message : describe(first);
  return new AggregateError(errors, `${errors.length} forks failed, the first with: ${message}`, {
    cause: first,
  });
}

/** Joins each of several forks; throws their errors together when all are over. */
export function joinAll(handles: readonly number[], join: (handle: number) => unknown): void {
  const errors: unknown[] = [];
  for (const handle of handles) {
    try {
      join(handle);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw combined(errors);
}
