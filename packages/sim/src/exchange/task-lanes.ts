/** The lives of tasks on a timeline (timeline.ts). */

import { CODE_WORDS, Kind, type TraceEvent } from '@pilfer/scheduler/trace';
import { taskStateAfter } from '../metrics/task-state.js';
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

/** The state of its task after an event, in words; empty: gone; undefined: as before. */
function stateAfter(event: TraceEvent): string | undefined {
  const { proc, a } = event;
  const state = taskStateAfter(event);
  switch (state) {
    case 'running':
      return `running on P${proc}`;
    case 'call':
      return 'in a call';
    case 'joining':
      return `joins G${a}`;
    case 'blocked':
      return `waits: ${CODE_WORDS.wait[a] ?? a}`;
    case 'pending':
      return 'awaits';
    case 'gone':
      return '';
    default:
      return state;
  }
}
