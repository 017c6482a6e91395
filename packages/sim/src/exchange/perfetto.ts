/**
 * Perfetto's own format, for large traces: a third of the size of the JSON, and its times are exact.
 *
 * A trace is a row of packets, so it is written as it comes. Numbers of fields are those of Perfetto's
 * `trace_packet.proto`, `track_descriptor.proto`, `track_event.proto`, `interned_data.proto` and
 * `debug_annotation.proto`. Names are interned: written once, then told by number. A steal is an
 * instant on both Ps, joined by a flow; slices and instants about the same task share a correlation
 * id, so that the UI can mark one task on all Ps.
 */

import { kindName, NONE, type ProcState, type Trace } from '@pilfer/scheduler/trace';
import { fieldsOf } from './fields.js';
import { STATE_WORDS } from './looks.js';
import {
  AnnotationField,
  EventField,
  EventType,
  Interned,
  PacketField,
  ProcessField,
  ThreadField,
  TrackField,
} from './perfetto-fields.js';
import { ProtoWriter } from './protobuf.js';
import { timelinePieces } from './timeline.js';
import type { Arrow, LaneId, Slice, TimelineSink } from './timeline-sink.js';

/** Sequence flags: state was cleared, state is needed. */
const CLEARED = 1;
const NEEDED = 2;

const GROUPS = {
  proc: { pid: 1, title: 'Ps', letter: 'P', base: 2 ** 32 },
  machine: { pid: 2, title: 'Ms', letter: 'M', base: 2 * 2 ** 32 },
  task: { pid: 3, title: 'Gs', letter: 'G', base: 3 * 2 ** 32 },
  outside: { pid: 4, title: 'run', letter: 'outside ', base: 4 * 2 ** 32 },
} as const;
const COUNTER_BASE = 5 * 2 ** 32;

/** Yields a trace as a Perfetto trace; `taskLanes` tasks get a track of their own. */
export function* perfettoPieces(
  trace: Trace,
  taskLanes: number,
): Generator<Uint8Array<ArrayBuffer>, void> {
  const writer = new PerfettoWriter(trace);
  yield* timelinePieces(trace, writer, taskLanes);
  yield writer.take();
}

class PerfettoWriter implements TimelineSink {
  readonly #trace: Trace;
  readonly #out = new ProtoWriter();
  readonly #packet = new ProtoWriter();
  readonly #event = new ProtoWriter();
  readonly #interned = new ProtoWriter();
  readonly #inner = new ProtoWriter();
  readonly #iids = new Map<string, number>();
  readonly #tracks = new Set<number>();
  readonly #counters = new Map<string, number>();
  readonly #states = new Map<number, string>();
  #isFirst = true;

  constructor(trace: Trace) {
    this.#trace = trace;
    for (const { pid, title } of Object.values(GROUPS)) {
      this.#inner.uint(ProcessField.pid, pid).string(ProcessField.name, title);
      this.#event.uint(TrackField.uuid, pid).message(TrackField.process, this.#inner);
      this.#describe();
    }
  }

  get size(): number {
    return this.#out.length;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#out.take();
  }

  slice({ lane, from, to, name, state, index }: Slice): void {
    const track = this.#trackOf(lane);
    this.#begin(EventType.begin, track, name, categoryOf(lane, state));
    if (index !== NONE) this.#annotate(index);
    this.#end(from);
    this.#event.uint(EventField.type, EventType.end).uint(EventField.track, track);
    this.#end(to);
  }

  instant(lane: LaneId, index: number): void {
    const name = kindName(this.#trace.kind(index));
    this.#begin(EventType.instant, this.#trackOf(lane), name, 'event');
    this.#annotate(index);
    this.#end(this.#trace.time(index));
  }

  arrow({ id, name, victim, victimTime, thief, thiefTime }: Arrow): void {
    this.#begin(EventType.instant, this.#trackOf({ group: 'proc', id: victim }), name, 'steal');
    this.#event.fixed64(EventField.flow, id);
    this.#end(victimTime);
    this.#begin(EventType.instant, this.#trackOf({ group: 'proc', id: thief }), name, 'steal');
    this.#event.fixed64(EventField.terminatingFlow, id);
    this.#end(thiefTime);
  }

  counter(name: string, _: number, time: number, value: number): void {
    let track = this.#counters.get(name);
    if (track === undefined) {
      track = COUNTER_BASE + this.#counters.size;
      this.#counters.set(name, track);
      this.#event.uint(TrackField.uuid, track).string(TrackField.name, name);
      this.#event
        .uint(TrackField.parent, GROUPS.outside.pid)
        .message(TrackField.counter, this.#inner);
      this.#describe();
    }
    this.#event.uint(EventField.type, EventType.counter).uint(EventField.track, track);
    this.#event.int(EventField.counterValue, value);
    this.#end(time);
  }

  taskState(task: number, name: string, state: string, time: number): void {
    const track = GROUPS.task.base + task;
    if (!this.#tracks.has(track)) {
      this.#tracks.add(track);
      this.#event.uint(TrackField.uuid, track).string(TrackField.name, name);
      this.#event.uint(TrackField.parent, GROUPS.task.pid);
      this.#describe();
    }
    if (this.#states.has(task)) {
      this.#event.uint(EventField.type, EventType.end).uint(EventField.track, track);
      this.#end(time);
    }
    if (state === '') this.#states.delete(task);
    else {
      this.#states.set(task, state);
      this.#begin(EventType.begin, track, state, 'task');
      this.#event.uint(EventField.correlation, task);
      this.#end(time);
    }
  }

  #trackOf({ group, id }: LaneId): number {
    const { pid, letter, base } = GROUPS[group];
    const track = base + id;
    if (!this.#tracks.has(track)) {
      this.#tracks.add(track);
      const name = group === 'outside' ? group : `${letter}${id}`;
      // Thread 0 is the idle task of the kernel to Perfetto.
      this.#inner.uint(ThreadField.pid, pid).uint(ThreadField.tid, id + 1);
      this.#inner.uint(ThreadField.sortIndex, id).string(ThreadField.name, name);
      this.#event.uint(TrackField.uuid, track).uint(TrackField.parent, pid);
      this.#event.message(TrackField.thread, this.#inner);
      this.#describe();
    }
    return track;
  }

  #begin(type: number, track: number, name: string, category: string): void {
    this.#event.uint(EventField.type, type).uint(EventField.track, track);
    this.#event.uint(EventField.nameIid, this.#iid(Interned.names, name));
    this.#event.uint(EventField.categoryIid, this.#iid(Interned.categories, category));
  }

  #annotate(index: number): void {
    const event = this.#trace.event(index);
    this.#note('i', index);
    for (const [name, value] of Object.entries(fieldsOf(event, this.#trace.strings))) {
      this.#note(name, value);
    }
    if (event.task >= 0) this.#event.uint(EventField.correlation, event.task);
  }

  #note(name: string, value: number | string): void {
    this.#inner.uint(AnnotationField.nameIid, this.#iid(Interned.annotationNames, name));
    if (typeof value === 'number') this.#inner.int(AnnotationField.int, value);
    else this.#inner.string(AnnotationField.string, value);
    this.#event.message(EventField.annotation, this.#inner);
  }

  /** Returns the number of a name, which is written with the present packet if it is new. */
  #iid(field: number, name: string): number {
    const key = `${field} ${name}`;
    const known = this.#iids.get(key);
    if (known !== undefined) return known;
    const iid = this.#iids.size + 1;
    this.#iids.set(key, iid);
    const entry = new ProtoWriter().uint(1, iid).string(2, name);
    this.#interned.message(field, entry);
    return iid;
  }

  /** Writes what `#event` has as an event. */
  #end(time: number): void {
    this.#packet.uint(PacketField.timestamp, time).message(PacketField.trackEvent, this.#event);
    if (this.#interned.length > 0) this.#packet.message(PacketField.internedData, this.#interned);
    this.#write();
  }

  /** Writes what `#event` has as the descriptor of a track. */
  #describe(): void {
    this.#packet.message(PacketField.trackDescriptor, this.#event);
    this.#write();
  }

  #write(): void {
    this.#packet.uint(PacketField.sequence, 1);
    this.#packet.uint(PacketField.sequenceFlags, this.#isFirst ? CLEARED + NEEDED : NEEDED);
    if (this.#isFirst) this.#packet.uint(PacketField.firstOnSequence, 1);
    this.#isFirst = false;
    this.#out.message(1, this.#packet);
  }
}

function categoryOf(lane: LaneId, state: ProcState | undefined): string {
  return state === undefined ? lane.group : STATE_WORDS[state];
}
