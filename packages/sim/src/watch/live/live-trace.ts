/**
 * The stream of a running process as a replay that grows. Events are put in order up to each horizon,
 * so the trace never changes where it has been looked at. Of a long run the older half is forgotten,
 * again and again.
 */

import {
  Kind,
  kindInfo,
  kindAt,
  NONE,
  ParkMode,
  procAt,
  RECORD_WORDS,
  Strings,
  TaskNames,
  timeAt,
  TraceWriter,
} from '@pilfer/scheduler/trace';
import type { LiveHello, LiveReader, LiveRun, TraceEvent } from '@pilfer/scheduler/trace';
import { Replay } from '../model/replay.js';

/** Events that are remembered: 64 MiB of them. */
const MOST_EVENTS = 2 ** 21;

/** A run that goes on. */
export class LiveTrace implements LiveReader {
  /** What is known so far. */
  readonly replay: Replay;
  /** Everything before this time is known, ns. */
  edge = 0;
  /** How often the older half was forgotten. */
  cuts = 0;
  readonly #hello: LiveHello;
  readonly #mostEvents: number;
  readonly #strings = new Strings();
  readonly #names = new TaskNames();
  #writer: TraceWriter;
  #lastTime = 0;
  /** Events that came and are not before the horizon, in the order of their times. */
  #waiting: TraceEvent[] = [];

  constructor(hello: LiveHello, mostEvents: number = MOST_EVENTS) {
    this.#hello = hello;
    this.#mostEvents = mostEvents;
    this.#writer = this.#newWriter();
    this.#begin();
    this.replay = new Replay(this.#writer.trace());
  }

  hello(): void {
    // It came first, and made this.
  }

  strings(texts: readonly string[]): void {
    for (const text of texts) this.#strings.intern(text);
  }

  events(horizon: number, lost: number, runs: readonly LiveRun[]): void {
    const time = horizon - this.#hello.begin;
    if (lost > 0) {
      const gap = { proc: NONE, machine: NONE, task: NONE, a: lost | 0, b: 0, c: 0 };
      this.#waiting.push({ ...gap, kind: Kind.lost, time: Math.max(0, this.edge) });
    }
    for (const run of runs) this.#take(run);
    this.#waiting.sort((one, other) => one.time - other.time);
    const end = this.#waiting.findIndex((event) => event.time >= time);
    const ready = this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
    for (const event of ready) this.#append(event);
    this.edge = Math.max(this.edge, time);
    this.replay.extend(this.#writer.trace());
    if (this.#writer.length > this.#mostEvents) this.#forget();
  }

  /** The events of a ring follow each other, also where its clock says otherwise. */
  #take({ words }: LiveRun): void {
    let last = 0;
    for (let at = 0; at < words.length; at += RECORD_WORDS) {
      last = Math.max(last, timeAt(words, at) - this.#hello.begin, 0);
      const [machine = NONE, task = NONE, a = 0, b = 0, c = 0] = words.subarray(at + 3, at + 8);
      const [kind, proc] = [kindAt(words, at), procAt(words, at)];
      this.#waiting.push({ time: Math.floor(last), kind, proc, machine, task, a, b, c });
    }
  }

  #append({ time, kind, proc, machine, task, a, b, c }: TraceEvent): void {
    if (kind === Kind.create || kind === Kind.expose) this.#names.forget(task);
    const types = kindInfo(kind)?.args;
    const named = (i: number, value: number): number =>
      types?.[i]?.type === 'task' ? this.#names.of(value) : value;
    this.#lastTime = Math.max(this.#lastTime, time);
    const id = this.#names.of(task);
    this.#writer.append(this.#lastTime, kind, proc, machine, id, named(0, a), named(1, b), c);
    if (kind === Kind.end) this.#names.end(task);
  }

  /** What there was when the watcher came. */
  #begin(): void {
    const { procs, cores, machines } = this.#hello;
    this.#writer.append(0, Kind.runStart, NONE, NONE, NONE, procs, cores, 0);
    for (const { machine, proc, sleeps } of machines) {
      this.#writer.append(0, Kind.machineStart, NONE, machine, NONE, 0, 0, 0);
      this.#writer.append(0, Kind.procAcquire, proc, machine, NONE, 0, 0, 0);
      if (sleeps) {
        this.#writer.append(0, Kind.park, proc, machine, NONE, ParkMode.futex, 0, 0);
      }
    }
  }

  #newWriter(): TraceWriter {
    const { title, epochMs } = this.#hello;
    return new TraceWriter({ source: 'runtime', title, epochMs }, this.#strings);
  }

  #forget(): void {
    const { trace } = this.replay;
    const from = Math.floor(trace.length / 2);
    const base = this.replay.at(from).save();
    this.#writer = this.#newWriter();
    const event = trace.cursor(from);
    while (event.next()) {
      const { time, kind, proc, machine, task, a, b, c } = event;
      this.#writer.append(time, kind, proc, machine, task, a, b, c);
    }
    this.replay.restart(this.#writer.trace(), base);
    this.cuts++;
  }
}
