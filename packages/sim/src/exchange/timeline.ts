/**
 * A trace as viewers show it: lanes with slices that nest, instants, counters, and an arrow for each
 * steal. One pass, in memory that grows with what is alive, not with the trace.
 *
 * Every event of the trace is told exactly once: as the slice it begins, or as an instant. A state in
 * which a P spent no time becomes an instant too, unless a task ran in it: those are never dropped.
 *
 * *Arrows.* Viewers draw an arrow only between slices that are open at its ends, and a slice of no
 * length never is. So its ends wait until the time after the steal has been told on both Ps: each is
 * put into the slice there, or at the last nanosecond of the victim's slice before; where nothing is
 * drawn, into a marker of one nanosecond.
 */

import { Kind, kindInfo, ProcState, type Trace, type TraceEvent } from '@pilfer/scheduler/trace';
import { Counters } from './counters.js';
import { Follower } from './follower.js';
import { Lane, type ArrowEnd } from './lane.js';
import { PIECE } from './looks.js';
import { MachineLanes } from './machine-lanes.js';
import { TaskLanes } from './task-lanes.js';
import type { Arrow, LaneId, TimelineSink } from './timeline-sink.js';

/** Where events without a P and an M are told. */
const OUTSIDE: LaneId = { group: 'outside', id: 0 };

/** A sink whose output is taken piece by piece. */
interface Writer<Piece> extends TimelineSink {
  readonly size: number;
  take(): Piece;
}

/** Tells a trace to a writer, and yields what it has written, but for the rest at the end. */
export function* timelinePieces<Piece>(
  trace: Trace,
  writer: Writer<Piece>,
  taskLanes: number,
): Generator<Piece, void> {
  const timeline = new Timeline(trace, writer, taskLanes);
  const event = trace.cursor();
  while (event.next()) {
    timeline.see(event, event.index);
    if (writer.size >= PIECE) yield writer.take();
  }
  timeline.finish();
}

/** Tells a trace, event by event. */
class Timeline {
  readonly #trace: Trace;
  readonly #sink: TimelineSink;
  readonly #follower = new Follower();
  readonly #counters: Counters;
  readonly #lanes: Lane[] = [];
  readonly #machines: MachineLanes;
  readonly #tasks: TaskLanes;
  /** Names of live tasks. */
  readonly #names = new Map<number, string>();
  /** Arrows of which an end has no place yet. */
  readonly #open = new Map<number, Partial<Arrow>>();
  #time: number;
  #arrows = 0;

  /** So many tasks, the first ones, get a lane of their own. */
  constructor(trace: Trace, sink: TimelineSink, taskLanes: number) {
    this.#trace = trace;
    this.#sink = sink;
    this.#counters = new Counters(sink, this.#follower);
    this.#machines = new MachineLanes(sink);
    this.#tasks = new TaskLanes(sink, taskLanes);
    this.#time = trace.startTime;
  }

  /** Tells event number `index`, which follows the one before it. */
  see(event: TraceEvent, index: number): void {
    if (event.time > this.#time) this.#counters.tell(this.#time);
    // A clock that goes back is the trace's own fault; on a timeline it stands still.
    this.#time = Math.max(this.#time, event.time);
    this.#follower.see(event);
    this.#makeLanes();
    this.#noteName(event);
    this.#tell(event, index);
    this.#machines.see(event, this.#time);
    this.#tasks.see(event, this.#nameOf(event.task), this.#time);
    if (event.kind === Kind.end) this.#names.delete(event.task);
  }

  /** Ends everything at the end of the trace. */
  finish(): void {
    this.#counters.tell(this.#time);
    for (const lane of this.#lanes) lane.finish(this.#time);
    this.#machines.finish(this.#time);
    this.#tasks.finish(this.#time);
  }

  #makeLanes(): void {
    for (let proc = this.#lanes.length; proc < this.#follower.procs.length; proc++) {
      const lane = new Lane(proc, this.#time, this.#sink, (...end) => this.#place(...end));
      this.#lanes.push(lane);
    }
  }

  #noteName({ kind, task, b }: TraceEvent): void {
    if (kind === Kind.create || kind === Kind.expose) this.#names.set(task, this.#text(b));
  }

  #nameOf(task: number): string {
    return `G${task} ${this.#names.get(task) ?? ''}`.trimEnd();
  }

  #text(id: number): string {
    return this.#trace.strings.get(id);
  }

  #tell(event: TraceEvent, index: number): void {
    const { kind, proc, machine } = event;
    if (kind === Kind.steal) this.#steal(event);
    const lane = this.#lanes[proc];
    const state = kindInfo(kind)?.enters;
    if (lane !== undefined && state !== undefined) {
      lane.enter(state, this.#stateName(state, event), this.#time, index);
    } else if (lane !== undefined) this.#sink.instant(lane.id, index);
    else if (machine >= 0) this.#sink.instant({ group: 'machine', id: machine }, index);
    else this.#sink.instant(OUTSIDE, index);
  }

  /** What a slice is called. */
  #stateName(state: ProcState, { task, a }: TraceEvent): string {
    switch (state) {
      case ProcState.running:
        return this.#nameOf(task);
      case ProcState.joining:
        return `G${task} joins G${a}`;
      case ProcState.syscall:
        return `G${task} in ${this.#text(a)}`.trimEnd();
      case ProcState.loading:
        return `load ${this.#text(a)}`;
      default:
        return PLAIN_NAMES[state];
    }
  }

  #steal({ proc: thief, a: victim, b: count }: TraceEvent): void {
    const from = this.#lanes[victim];
    const to = this.#lanes[thief];
    if (from === undefined || to === undefined || from === to) return;
    const arrow = ++this.#arrows;
    const name = `steal P${victim}→P${thief} ×${count}`;
    const time = this.#time;
    this.#open.set(arrow, { id: arrow, name, victim, thief });
    to.renameSearch(name);
    from.addEnd({ arrow, isThief: false, time, name: `stolen by P${thief}` });
    to.addEnd({ arrow, isThief: true, time, name });
  }

  /** An end of an arrow has its place; with both, it is told. */
  #place({ arrow: id, isThief }: ArrowEnd, time: number): void {
    const arrow = {
      ...this.#open.get(id),
      ...(isThief ? { thiefTime: time } : { victimTime: time }),
    };
    if (isWhole(arrow)) {
      this.#open.delete(id);
      this.#sink.arrow(arrow);
    } else this.#open.set(id, arrow);
  }
}

function isWhole(arrow: Partial<Arrow>): arrow is Arrow {
  return arrow.victimTime !== undefined && arrow.thiefTime !== undefined;
}

/** What slices are called in states that need no more words. */
const PLAIN_NAMES = {
  [ProcState.idle]: 'idle',
  [ProcState.scheduling]: 'schedule',
  [ProcState.searching]: 'search',
  [ProcState.parked]: 'parked',
  [ProcState.turning]: 'event loop',
} as const;
