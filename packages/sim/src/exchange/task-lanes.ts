/** The lives of tasks on a timeline (timeline.ts). */

import { CODE_WORDS, Kind, SyscallExit, type TraceEvent } from '@pilfer/scheduler/trace';
import type { TimelineSink } from './timeline-sink.js';

/** Tells the states of the first tasks. */
export class TaskLanes {
  readonly #sink: TimelineSink;
  readonly #present = new Map<number, { readonly name: string; state: string }>();
  #left: number;

  /** `limit` tasks are told; viewers get slow with many. */
  constructor(sink: TimelineSink, limit: number) {
    this.#sink = sink;
    this.#left = limit;
  }

  see(event: TraceEvent, name: string, time: number): void {
    const { kind, task } = event;
    const state = stateAfter(event);
    if (state === undefined || task < 0) return;
    const isNew = (kind === Kind.create || kind === Kind.expose) && !this.#present.has(task);
    if (isNew && this.#left > 0) {
      this.#left--;
      this.#present.set(task, { name, state: '' });
    }
    const present = this.#present.get(task);
    if (present === undefined || present.state === state) return;
    present.state = state;
    this.#sink.taskState(task, present.name, state, time);
    if (kind === Kind.end) this.#present.delete(task);
  }

  finish(time: number): void {
    for (const [task, { name }] of this.#present) this.#sink.taskState(task, name, '', time);
  }
}

/** The state of its task after an event; empty: gone; undefined: as before. */
function stateAfter({ kind, proc, a }: TraceEvent): string | undefined {
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
      return `running on P${proc}`;
    case Kind.syscallExit:
      return a === SyscallExit.queued ? 'runnable' : `running on P${proc}`;
    case Kind.syscallEnter:
      return 'in a call';
    case Kind.joinBegin:
      return `joins G${a}`;
    case Kind.block:
      return `waits: ${CODE_WORDS.wait[a] ?? a}`;
    case Kind.asyncPending:
      return 'awaits';
    case Kind.end:
      return '';
    default:
      return undefined;
  }
}
