/**
 * How long the queues were, over time: the mean length in each of a number of equal parts of the run,
 * from convention 4 of the trace. What a task put into a P's queue from outside says nothing of which,
 * so it shows up when the P takes it; a length is never below 0.
 */

import { Into, Kind, NONE, Source } from '@pilfer/scheduler/trace';
import type { Cursor } from '@pilfer/scheduler/trace';
import type { Pass } from './pass.js';

/** Mean lengths of the queues in each part of the run. */
export interface QueueLengths {
  /** Length of one part, ns. */
  readonly step: number;
  readonly global: Float64Array;
  /** P → part → mean length, its next task included. */
  readonly local: readonly Float64Array[];
}

/** One queue: its length, and the integral of it over time, in parts. */
class Gauge {
  readonly parts: Float64Array;
  readonly #start: number;
  readonly #step: number;
  #length = 0;
  #since: number;

  constructor(parts: number, start: number, step: number) {
    this.parts = new Float64Array(parts);
    this.#start = start;
    this.#step = step;
    this.#since = start;
  }

  change(by: number, time: number): void {
    this.settle(time);
    this.#length = Math.max(0, this.#length + by);
  }

  /** Adds up to now. */
  settle(time: number): void {
    let from = this.#since;
    this.#since = time;
    if (this.#length === 0) return;
    while (from < time) {
      const part = Math.min(this.parts.length - 1, Math.floor((from - this.#start) / this.#step));
      const end = part === this.parts.length - 1 ? time : this.#start + (part + 1) * this.#step;
      const until = Math.min(time, end);
      this.parts[part] =
        (this.parts[part] as number) + (this.#length * (until - from)) / this.#step;
      from = until;
    }
  }
}

/** Sources of a start that are no queue of this P. */
const NO_QUEUE: ReadonlySet<number> = new Set<number>([
  Source.direct,
  Source.poll,
  Source.join,
  Source.help,
]);

/** Follows the lengths of queues. */
export class QueuePass implements Pass {
  readonly #parts: number;
  readonly #start: number;
  readonly #step: number;
  readonly #global: Gauge;
  readonly #local: Gauge[] = [];

  /** The run lasts from `start` to `end`, and is cut into `parts`. */
  constructor(start: number, end: number, parts: number) {
    this.#parts = parts;
    this.#start = start;
    // In whole nanoseconds, so that a part's end is exactly where the next begins.
    this.#step = Math.max(1, Math.ceil((end - start) / parts));
    this.#global = this.#gauge();
  }

  see(event: Cursor): void {
    switch (event.kind) {
      case Kind.create:
      case Kind.ready:
        this.#put(event, event.c);
        break;
      case Kind.expose:
        this.#put(event, Into.local);
        break;
      case Kind.yield:
      case Kind.preempt:
        this.#put(event, event.a);
        break;
      case Kind.syscallExit:
        if (event.proc === NONE) this.#global.change(1, event.time);
        break;
      case Kind.overflow:
        this.#localOf(event.proc)?.change(-event.a, event.time);
        this.#global.change(event.a, event.time);
        break;
      case Kind.globalTake:
        this.#global.change(-event.a, event.time);
        this.#localOf(event.proc)?.change(event.a, event.time);
        break;
      case Kind.steal:
        this.#localOf(event.a)?.change(-event.b, event.time);
        this.#localOf(event.proc)?.change(event.b, event.time);
        break;
      case Kind.start:
        if (!NO_QUEUE.has(event.a)) this.#localOf(event.proc)?.change(-1, event.time);
        break;
    }
  }

  finish(end: number, procs: number): QueueLengths {
    const local = Array.from({ length: procs }, (_, p) => this.#localOf(p) as Gauge);
    for (const gauge of [this.#global, ...local]) gauge.settle(end);
    return {
      step: this.#step,
      global: this.#global.parts,
      local: local.map((gauge) => gauge.parts),
    };
  }

  #put(event: Cursor, into: number): void {
    if (into === Into.global) this.#global.change(1, event.time);
    else if (into !== Into.direct) this.#localOf(event.proc)?.change(1, event.time);
  }

  #localOf(proc: number): Gauge | undefined {
    return proc === NONE ? undefined : (this.#local[proc] ??= this.#gauge());
  }

  #gauge(): Gauge {
    return new Gauge(this.#parts, this.#start, this.#step);
  }
}
