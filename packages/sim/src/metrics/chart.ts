/** What a Gantt chart shows: rows of Ps, of Ms or of Gs, and the steals between them. */

import { Kind, kindInfo, NONE, ProcState } from '@pilfer/scheduler/trace';
import type { Cursor, Trace } from '@pilfer/scheduler/trace';
import { stretchesOf } from './stretches.js';
import { taskStateAfter, type TaskState } from './task-state.js';

/** What the rows stand for. */
export type RowKind = 'p' | 'm' | 'g';

/** A G that could run. */
export const QUEUED = 14;
/** A G that waits for something. */
export const WAITING = 15;

/** What a row does: the state of a P, {@link QUEUED} or {@link WAITING}. */
export type RowState = ProcState | typeof QUEUED | typeof WAITING;

/** A row in one state; times in ns. */
interface Bar {
  readonly row: number;
  readonly state: RowState;
  readonly from: number;
  readonly to: number;
}

/** A chart of the time between two moments. */
export interface Chart {
  /** Names of the rows. */
  readonly rows: readonly string[];
  /** Rows that there would be more. */
  readonly left: number;
  readonly from: number;
  readonly to: number;
  readonly bars: readonly Bar[];
  /** Steals, by the rows of thief and victim; none between Gs. */
  readonly thefts: readonly {
    readonly time: number;
    readonly thief: number;
    readonly victim: number;
  }[];
  /** How many steals there were in that time. */
  readonly steals: number;
}

/** The most Gs that are shown: the first ones that do anything in the time of the chart. */
const MOST_TASKS = 40;

/** Makes a chart of a trace, or of its part between two times. */
export function chartOf(trace: Trace, from: number, to: number, by: RowKind): Chart {
  const { procs, stretches, thefts } = stretchesOf(trace, from, to);
  const frame = { from, to, steals: thefts.length };
  if (by === 'p') {
    const rows = Array.from({ length: procs }, (_, p) => `P${p}`);
    const bars = stretches.map(({ proc: row, ...stretch }) => ({ row, ...stretch }));
    return { ...frame, rows, left: 0, bars, thefts };
  }
  const rows = by === 'm' ? new MachineRows(from, to) : new TaskRows(from, to);
  const event = trace.cursor();
  while (event.next()) rows.see(event);
  return { ...frame, ...rows.finish(trace.endTime) };
}

/** Rows that appear as they come. */
class Rows {
  readonly names: string[] = [];
  readonly bars: Bar[] = [];
  readonly #present: ({ readonly state: RowState; readonly since: number } | undefined)[] = [];
  readonly #from: number;
  readonly #to: number;

  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  /** A row is in this state from now on; undefined: it is not there. */
  enter(row: number, state: RowState | undefined, time: number): void {
    const before = this.#present[row];
    if (before !== undefined) {
      const [from, to] = [Math.max(this.#from, before.since), Math.min(this.#to, time)];
      if (to > from) this.bars.push({ row, state: before.state, from, to });
    }
    this.#present[row] = state === undefined ? undefined : { state, since: time };
  }

  end(time: number): void {
    for (const row of this.#present.keys()) this.enter(row, undefined, time);
  }
}

type Finished = Pick<Chart, 'rows' | 'left' | 'bars' | 'thefts'>;

class MachineRows {
  readonly #rows: Rows;
  readonly #rowOf = new Map<number, number>();
  readonly #machineOf = new Map<number, number>();
  readonly #thefts: { time: number; thief: number; victim: number }[] = [];
  readonly #from: number;
  readonly #to: number;

  constructor(from: number, to: number) {
    this.#rows = new Rows(from, to);
    this.#from = from;
    this.#to = to;
  }

  see(event: Cursor): void {
    const { kind, machine, proc, time, a } = event;
    if (machine === NONE) return;
    const row = this.#row(machine);
    if (kind === Kind.machineStart) this.#rows.enter(row, ProcState.idle, time);
    else if (kind === Kind.machineStop || kind === Kind.machineLost) {
      this.#rows.enter(row, undefined, time);
    } else if (kind === Kind.procAcquire) this.#machineOf.set(proc, machine);
    else if (kind === Kind.steal && time >= this.#from && time <= this.#to) {
      const victim = this.#machineOf.get(a);
      if (victim !== undefined) this.#thefts.push({ time, thief: row, victim: this.#row(victim) });
    }
    const state = kindInfo(kind)?.enters;
    if (state !== undefined) this.#rows.enter(row, state, time);
  }

  finish(time: number): Finished {
    this.#rows.end(time);
    return { rows: this.#rows.names, left: 0, bars: this.#rows.bars, thefts: this.#thefts };
  }

  #row(machine: number): number {
    const known = this.#rowOf.get(machine);
    if (known !== undefined) return known;
    this.#rowOf.set(machine, this.#rows.names.length);
    return this.#rows.names.push(`M${machine}`) - 1;
  }
}

const STATES: Readonly<Record<Exclude<TaskState, 'gone'>, RowState>> = {
  runnable: QUEUED,
  running: ProcState.running,
  call: ProcState.syscall,
  joining: ProcState.joining,
  blocked: WAITING,
  pending: WAITING,
};

class TaskRows {
  readonly #rows: Rows;
  /** Those of before the chart are remembered in case that they go on in it. */
  readonly #before = new Map<number, RowState>();
  readonly #rowOf = new Map<number, number>();
  readonly #from: number;
  readonly #to: number;
  #left = 0;

  constructor(from: number, to: number) {
    this.#rows = new Rows(from, to);
    this.#from = from;
    this.#to = to;
  }

  see(event: Cursor): void {
    const { task, time } = event;
    const after = taskStateAfter(event);
    if (after === undefined || task === NONE || time > this.#to) return;
    const state = after === 'gone' ? undefined : STATES[after];
    if (time < this.#from) {
      if (state === undefined) this.#before.delete(task);
      else this.#before.set(task, state);
      return;
    }
    const row = this.#rowOf.get(task) ?? this.#open(task);
    if (row >= 0) this.#rows.enter(row, state, time);
  }

  finish(time: number): Finished {
    this.#rows.end(time);
    return { rows: this.#rows.names, left: this.#left, bars: this.#rows.bars, thefts: [] };
  }

  #open(task: number): number {
    const isFull = this.#rows.names.length === MOST_TASKS;
    const row = isFull ? -1 : this.#rows.names.push(`G${task}`) - 1;
    if (isFull) this.#left++;
    this.#rowOf.set(task, row);
    const before = this.#before.get(task);
    if (row >= 0 && before !== undefined) this.#rows.enter(row, before, this.#from);
    return row;
  }
}
