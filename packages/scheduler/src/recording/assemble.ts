/**
 * From the streams of all threads to one trace that can be read from its start.
 *
 * A recording begins in the middle of things: machines run, tasks wait and run. The first event of a
 * machine or a task tells what it was doing before: who ends a search was searching, who ends was
 * running. That is written down at the start of the trace, so that every state has a beginning.
 *
 * Tasks get small numbers in the order of their appearance. (Threads name them by queue entries,
 * which repeat: a slot's next task but 63 has the same one.)
 */

import { Into, ParkMode, Source, StopReason } from '../trace/codes.js';
import type { Cursor } from '../trace/cursor.js';
import { Kind } from '../trace/kinds.js';
import { NONE } from '../trace/layout.js';
import { kindInfo } from '../trace/table.js';
import { TaskNames } from '../trace/task-names.js';
import type { Trace } from '../trace/trace.js';
import { TraceWriter } from '../trace/writer.js';

/** A machine that was there when the recording began. */
export interface Present {
  readonly machine: number;
  readonly proc: number;
  /** It sleeps at the end: if it has said nothing, it slept throughout. */
  readonly sleeps: boolean;
}

/** What frames a recording. */
export interface Frame {
  readonly title: string;
  /** Unix time of its begin, milliseconds. */
  readonly epochMs: number;
  readonly procs: number;
  readonly cores: number;
  /** On the clock of the events, nanoseconds. */
  readonly begin: number;
  readonly end: number;
  readonly present: readonly Present[];
}

/** What something was doing before its first event. */
interface Origin {
  readonly kind: number;
  readonly machine: number;
  /** For a `joinEnd`, the fork that was joined. */
  readonly joined: number;
}

/** Makes a trace of merged events. */
export function assemble(merged: Trace, frame: Frame): Trace {
  const { title, epochMs, procs, cores, begin, end } = frame;
  const out = new TraceWriter({ source: 'runtime', title, epochMs }, merged.strings);
  out.append(0, Kind.runStart, NONE, NONE, NONE, procs, cores, 0);
  const origins = new Origins(merged, begin);
  const names = new TaskNames();
  writePrologue(out, frame, origins, names);
  const unended = copy(merged, out, begin, names);
  const reason = unended === 0 ? StopReason.drained : StopReason.closed;
  out.append(
    Math.max(end - begin, out.length > 0 ? lastTime(out) : 0),
    Kind.runStop,
    NONE,
    NONE,
    NONE,
    reason,
    0,
    0,
  );
  return out.trace();
}

function lastTime(out: TraceWriter): number {
  return out.trace().endTime;
}

/** Copies all events, with their final names and times; returns how many tasks have not ended. */
function copy(merged: Trace, out: TraceWriter, begin: number, names: TaskNames): number {
  const event = merged.cursor();
  const homeless = new Set<number>();
  while (event.next()) {
    if (event.kind === Kind.machineStart) homeless.delete(event.machine);
    if (event.kind === Kind.create || event.kind === Kind.expose) names.forget(event.task);
    const { kind, machine } = event;
    // A thread that is being ended may go on for a while without its P.
    const proc = homeless.has(machine) ? NONE : event.proc;
    const task = names.of(event.task);
    const types = kindInfo(kind)?.args;
    const a = types?.[0]?.type === 'task' ? names.of(event.a) : event.a;
    const b = types?.[1]?.type === 'task' ? names.of(event.b) : event.b;
    out.append(Math.max(0, event.time - begin), kind, proc, machine, task, a, b, event.c);
    if (kind === Kind.end) names.end(event.task);
    if (kind === Kind.procRelease) homeless.add(machine);
  }
  return names.alive;
}

/** The first event of everything that did not begin within the recording. */
class Origins {
  /** By task, in the order of their first events. */
  readonly tasks = new Map<number, Origin>();
  /** The kind of each machine's first event that tells what it does. */
  readonly machines = new Map<number, number>();

  constructor(merged: Trace, begin: number) {
    const event = merged.cursor();
    const seenTasks = new Set<number>();
    while (event.next()) {
      if (event.time < begin) continue;
      this.seeMachine(event);
      const isOld = OF_OLD_TASKS.has(event.kind);
      const isNew = event.kind === Kind.create || event.kind === Kind.expose;
      if (!(isOld || isNew) || seenTasks.has(event.task)) continue;
      seenTasks.add(event.task);
      if (isOld) this.seeTask(event);
    }
  }

  private seeMachine(event: Cursor): void {
    const { machine, kind } = event;
    const tells = kind === Kind.machineStart || kindInfo(kind)?.enters !== undefined;
    if (tells && machine !== NONE && !this.machines.has(machine)) this.machines.set(machine, kind);
  }

  private seeTask(event: Cursor): void {
    const { task, machine, kind } = event;
    const joined = kind === Kind.joinEnd || kind === Kind.joinBegin ? event.a : NONE;
    this.tasks.set(task, { kind, machine, joined });
  }
}

/** First events that tell that their task was there before. */
const OF_OLD_TASKS: ReadonlySet<number> = new Set<number>([
  Kind.start,
  Kind.end,
  Kind.asyncPending,
  Kind.asyncResume,
  Kind.joinBegin,
  Kind.joinEnd,
  Kind.fork,
  Kind.label,
]);

/** Writes down, at the start of the trace, what was going on when the recording began. */
function writePrologue(out: TraceWriter, frame: Frame, origins: Origins, names: TaskNames): void {
  const prologue = new Prologue(out, frame, names);
  for (const present of frame.present) {
    if (origins.machines.get(present.machine) !== Kind.machineStart) prologue.machine(present);
  }
  for (const task of origins.tasks.keys()) prologue.create(task);
  const old = [...origins.tasks].filter(([, { kind }]) => kind !== Kind.start);
  for (const [task, origin] of old) {
    if (origin.kind === Kind.asyncResume) prologue.awaits(task, origin.machine);
  }
  // Of tasks on one stack the innermost acts first: the outer ones begin before it.
  for (const [task, origin] of old.reverse()) {
    if (origin.kind !== Kind.asyncResume) prologue.runs(task, origin);
  }
  for (const present of frame.present)
    prologue.state(present, origins.machines.get(present.machine));
}

/** Events at time 0. */
class Prologue {
  private readonly procs: ReadonlyMap<number, number>;
  private readonly out: TraceWriter;
  private readonly names: TaskNames;

  constructor(out: TraceWriter, { present }: Frame, names: TaskNames) {
    this.out = out;
    this.names = names;
    this.procs = new Map(present.map(({ machine, proc }) => [machine, proc]));
  }

  machine({ machine }: Present): void {
    this.out.append(0, Kind.machineStart, NONE, machine, NONE, 0, 0, 0);
    this.event(Kind.procAcquire, machine, NONE, 0, 0, 0);
  }

  create(task: number): void {
    this.names.forget(task);
    this.out.append(0, Kind.create, NONE, NONE, this.names.of(task), NONE, 0, Into.global);
  }

  awaits(task: number, machine: number): void {
    if (!this.begins(task, machine)) return;
    this.event(Kind.asyncPending, machine, task, 1, 0, 0);
  }

  runs(task: number, { kind, machine, joined }: Origin): void {
    if (!this.begins(task, machine) || kind !== Kind.joinEnd) return;
    this.event(Kind.joinBegin, machine, task, this.names.of(joined), 0, 0);
  }

  /** What a machine without a task was doing, by its first event. */
  state({ machine, sleeps }: Present, first: number | undefined): void {
    if (first === Kind.unpark || (first === undefined && sleeps)) {
      this.event(Kind.park, machine, NONE, ParkMode.futex, 0, 0);
    } else if (first === Kind.searchEnd) this.event(Kind.searchBegin, machine, NONE, 1, 0, 0);
    else if (first === Kind.turnEnd) this.event(Kind.turnBegin, machine, NONE, 0, 0, 0);
    else if (first === Kind.loadEnd) this.event(Kind.loadBegin, machine, NONE, 0, 0, 0);
  }

  private begins(task: number, machine: number): boolean {
    if (!this.procs.has(machine)) return false; // cancelled from outside, or a machine of later
    this.event(Kind.start, machine, task, Source.direct, 0, NONE);
    return true;
  }

  private event(
    kind: number,
    machine: number,
    task: number,
    a: number,
    b: number,
    c: number,
  ): void {
    const proc = this.procs.get(machine) ?? NONE;
    this.out.append(0, kind, proc, machine, this.names.of(task), a, b, c);
  }
}
