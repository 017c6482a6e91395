/** The lanes of a trace: what each P, each M and each task did when. */

import { kindInfo, Kind, NONE } from '@pilfer/scheduler/trace';
import type { Cursor, Trace } from '@pilfer/scheduler/trace';
import { taskStateAfter, type TaskState } from '../metrics/task-state.js';
import { LaneBuilder } from './lanes.js';
import type { Lanes, LaneKind } from './lanes.js';
import { Look } from './looks.js';

/** What a lane is doing now. */
interface Present {
  look: number;
  task: number;
  name: number;
  since: number;
  begin: number;
}

/** Follows lanes whose number is not known beforehand. */
class Follower {
  readonly #builder: LaneBuilder;
  readonly #ids: number[] = [];
  readonly #lanes = new Map<number, number>();
  /** Task → the text that is its name. */
  readonly #names = new Map<number, number>();
  readonly #present: (Present | undefined)[] = [];

  constructor(kind: LaneKind) {
    this.#builder = new LaneBuilder(kind);
  }

  /** Learns the name of a task from the event that creates it. */
  learn({ kind, task, b: name }: Cursor): void {
    if (kind === Kind.create || kind === Kind.expose) this.#names.set(task, name);
  }

  /** Ends what a lane does, and lets it do something else; undefined: nothing, it is gone. */
  enter(id: number, time: number, index: number, look: number | undefined, task: number): void {
    const lane = this.#laneOf(id);
    const before = this.#present[lane];
    if (before !== undefined) this.#close(lane, before, time, index);
    const name = this.#names.get(task) ?? 0;
    this.#present[lane] =
      look === undefined ? undefined : { look, task, name, since: time, begin: index };
  }

  /** From now on, this id means a new lane. */
  renew(id: number): void {
    this.#lanes.delete(id);
  }

  /** True if the lane exists now. */
  has(id: number): boolean {
    const lane = this.#lanes.get(id);
    return lane !== undefined && this.#present[lane] !== undefined;
  }

  /** Ends everything. `inOrder` sorts the lanes by number, not by first appearance. */
  finish(time: number, index: number, inOrder: boolean): Lanes {
    this.#present.forEach((one, lane) => {
      if (one !== undefined) this.#close(lane, one, time, index);
    });
    const lanes = this.#builder.build(Int32Array.from(this.#ids));
    return inOrder ? sorted(lanes) : lanes;
  }

  #laneOf(id: number): number {
    const known = this.#lanes.get(id);
    if (known !== undefined) return known;
    this.#lanes.set(id, this.#ids.length);
    return this.#ids.push(id) - 1;
  }

  #close(lane: number, present: Present, time: number, index: number): void {
    const { look, task, name, since, begin } = present;
    this.#builder.add(lane, since, time, look, task, name, begin, index);
  }
}

/** The same lanes in the order of their numbers. */
function sorted(lanes: Lanes): Lanes {
  const order = [...lanes.ids.keys()].sort(
    (one, other) => (lanes.ids[one] as number) - (lanes.ids[other] as number),
  );
  const builder = new LaneBuilder(lanes.kind);
  order.forEach((lane, place) => {
    for (let i = lanes.first[lane] as number; i < (lanes.first[lane + 1] as number); i++) {
      builder.add(
        place,
        lanes.from[i] as number,
        lanes.to[i] as number,
        lanes.look[i] as number,
        lanes.task[i] as number,
        lanes.name[i] as number,
        lanes.begin[i] as number,
        lanes.end[i] as number,
      );
    }
  });
  return builder.build(Int32Array.from(order, (lane) => lanes.ids[lane] as number));
}

/** Looks in which a P or an M is busy with the event's task. */
function taskIn(look: number, event: Cursor): number {
  const isBusy = look === Look.running || look === Look.joining || look === Look.syscall;
  return isBusy ? event.task : NONE;
}

/** Returns what each P did: its stretches fill the time in which it exists. */
export function procLanes(trace: Trace): Lanes {
  const lanes = new Follower('P');
  let count = 0;
  const event = trace.cursor();
  while (event.next()) {
    const { kind, time, proc, index } = event;
    lanes.learn(event);
    if (kind === Kind.runStart || kind === Kind.procsChange) {
      for (; count < event.a; count++) lanes.enter(count, time, index, Look.idle, NONE);
      for (; count > event.a; count--) lanes.enter(count - 1, time, index, undefined, NONE);
    }
    const look = kindInfo(kind)?.enters;
    if (look === undefined || proc === NONE || !lanes.has(proc)) continue;
    lanes.enter(proc, time, index, look, taskIn(look, event));
  }
  return lanes.finish(trace.endTime, trace.length, true);
}

/** What an M does after an event of its own; undefined: it has ended. */
function machineLook({ kind, proc }: Cursor): number | undefined {
  if (kind === Kind.machineStop || kind === Kind.machineLost) return undefined;
  if (kind === Kind.machineStart) return Look.scheduling;
  const look = kindInfo(kind)?.enters;
  return kind === Kind.syscallExit && proc === NONE ? Look.scheduling : look;
}

/** Returns what each M did, from its start to its end. */
export function machineLanes(trace: Trace): Lanes {
  const lanes = new Follower('M');
  const event = trace.cursor();
  while (event.next()) {
    const { kind, machine, time, index } = event;
    lanes.learn(event);
    if (machine === NONE) continue;
    const look = machineLook(event);
    const ends = kind === Kind.machineStop || kind === Kind.machineLost;
    if (look === undefined && !ends) continue;
    lanes.enter(machine, time, index, look, look === undefined ? NONE : taskIn(look, event));
  }
  return lanes.finish(trace.endTime, trace.length, true);
}

/**
 * Returns what each task did, from its creation to its end; in the order of creation. Numbers of tasks
 * are used again: each life is a lane.
 */
export function taskLanes(trace: Trace): Lanes {
  const lanes = new Follower('G');
  const event = trace.cursor();
  while (event.next()) {
    const { kind, task, time, index } = event;
    lanes.learn(event);
    if (task === NONE) continue;
    const look = taskLook(event);
    if (kind === Kind.create || kind === Kind.expose) lanes.renew(task);
    if (look !== undefined && (lanes.has(task) || isBirth(kind))) {
      lanes.enter(task, time, index, look, task);
    } else if (kind === Kind.end) lanes.enter(task, time, index, undefined, task);
  }
  return lanes.finish(trace.endTime, trace.length, false);
}

/** The trace may begin in the middle of a task's life: then it is born when it is seen to run. */
function isBirth(kind: number): boolean {
  return kind === Kind.create || kind === Kind.expose || kind === Kind.start;
}

const LOOK_OF = {
  runnable: Look.runnable,
  running: Look.running,
  call: Look.syscall,
  joining: Look.joining,
  blocked: Look.waiting,
  pending: Look.waiting,
  gone: undefined,
} as const satisfies Record<TaskState, Look | undefined>;

/** What the task of an event does after it; undefined: what it did before, or nothing. */
function taskLook(event: Cursor): number | undefined {
  const state = taskStateAfter(event);
  return state && LOOK_OF[state];
}
