/** What becomes of a task by an event of its own: told once, for all views that show tasks. */

import { Kind, SyscallExit, type TraceEvent } from '@pilfer/scheduler/trace';

/**
 * `runnable`: in a queue. `running`, `call`, `joining`: on an M. `blocked`: waits for another task, a
 * timer or I/O. `pending`: awaits a promise. `gone`: it has ended.
 */
export type TaskState =
  'runnable' | 'running' | 'call' | 'joining' | 'blocked' | 'pending' | 'gone';

/** The state of an event's task after it; undefined if it is as before, or there is no task. */
export function taskStateAfter({ kind, a }: TraceEvent): TaskState | undefined {
  switch (kind) {
    case Kind.create:
    case Kind.expose:
    case Kind.ready:
    case Kind.yield:
    case Kind.preempt:
      return 'runnable';
    case Kind.start:
    case Kind.asyncResume:
    case Kind.joinEnd:
      return 'running';
    case Kind.syscallExit:
      return a === SyscallExit.queued ? 'runnable' : 'running';
    case Kind.syscallEnter:
      return 'call';
    case Kind.joinBegin:
      return 'joining';
    case Kind.block:
      return 'blocked';
    case Kind.asyncPending:
      return 'pending';
    case Kind.end:
      return 'gone';
    default:
      return undefined;
  }
}
