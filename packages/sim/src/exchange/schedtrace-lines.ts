/** A trace as the lines that Go prints with `GODEBUG=schedtrace=…`, one at each interval. */

import { CODE_WORDS, schedTrace } from '@pilfer/scheduler/trace';
import type { SchedDetail, SchedG, SchedState, Trace, TraceEvent } from '@pilfer/scheduler/trace';
import { taskStateAfter } from '../metrics/task-state.js';
import { Follower, isIdle } from './follower.js';
import { PIECE } from './looks.js';

/** Go's status numbers of a G. */
const Status = { runnable: 1, running: 2, call: 3, waiting: 4 } as const;

/** Tasks that `scheddetail` lists at most, as the runtime does. */
const MAX_TASKS = 1000;

/** What is printed. */
export interface SchedtraceOptions {
  /** ns between two lines. */
  readonly every: number;
  /** Go's `scheddetail=1`: also a line for each P, M and G. */
  readonly detail: boolean;
}

/** Yields the lines: at the start, at each interval, and at the end. */
export function* schedtracePieces(
  trace: Trace,
  { every, detail }: SchedtraceOptions,
): Generator<string, void> {
  const follower = new Follower();
  const tasks = new Map<number, SchedG>();
  const start = trace.startTime;
  let text = '';
  let next = start;
  const print = (time: number): void => {
    const state = stateOf(follower, (time - start) / 1e6);
    text += `${schedTrace(state, detail ? detailOf(follower, tasks) : undefined)}\n`;
  };
  const event = trace.cursor();
  while (event.next()) {
    // What happens at the very moment of a line has happened.
    while (event.time > next) {
      print(next);
      next += every;
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
    follower.see(event);
    if (detail) noteTask(event, tasks);
  }
  if (trace.length > 0) print(trace.endTime);
  yield text;
}

function stateOf(follower: Follower, ms: number): SchedState {
  const { procs, machines, searching, parked, globalQueue } = follower;
  const present = procs.filter(({ exists }) => exists);
  return {
    ms,
    idleProcs: present.filter(({ state }) => isIdle(state)).length,
    threads: machines.size,
    spinning: searching,
    needSpinning: 0,
    idleThreads: parked,
    globalQueue,
    procs: present.map((proc) => ({
      status: isIdle(proc.state) ? 0 : 1,
      schedTick: proc.tick,
      syscallTick: proc.syscallTick,
      m: idOf(proc.machine),
      queued: proc.queued - (proc.hasNext ? 1 : 0),
      timers: 0,
    })),
  };
}

function detailOf({ machines }: Follower, tasks: ReadonlyMap<number, SchedG>): SchedDetail {
  return {
    machines: [...machines].map(([id, { proc, task, searches, parked }]) => ({
      id,
      p: idOf(proc),
      g: idOf(task),
      spinning: searches,
      blocked: parked,
    })),
    tasks: [...tasks.values()].slice(0, MAX_TASKS),
  };
}

function idOf(id: number): number | undefined {
  return id < 0 ? undefined : id;
}

function noteTask(event: TraceEvent, tasks: Map<number, SchedG>): void {
  const { task: id, machine, a } = event;
  const set = (status: number, waitReason = '', m?: number): void => {
    tasks.set(id, { id, status, waitReason, m });
  };
  switch (taskStateAfter(event)) {
    case 'runnable':
      set(Status.runnable);
      break;
    case 'running':
      set(Status.running, '', machine);
      break;
    case 'call':
      set(Status.call, '', machine);
      break;
    case 'blocked':
      set(Status.waiting, CODE_WORDS.wait[a] ?? '');
      break;
    case 'joining':
      set(Status.waiting, 'join', machine);
      break;
    case 'pending':
      set(Status.waiting, 'promise', machine);
      break;
    case 'gone':
      tasks.delete(id);
      break;
    case undefined:
      break; // as before
  }
}
