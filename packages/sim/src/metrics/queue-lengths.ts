/**
 * How long the queues were, over time: the mean length in each of a number of equal parts of the run,
 * from convention 4 of the trace. How long the run will be is not known while it is measured, so parts
 * are merged in pairs as it goes on: there are between `parts` and twice as many.
 *
 * Who puts a task into the queue of another P does not say whose it is; such a task counts nowhere. A
 * length is never below 0.
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
  readonly #areas: Float64Array;
  readonly #start: number;
  #step = 1;
  #length = 0;
  #since: number;

  constructor(parts: number, start: number) {
    this.#areas = new Float64Array(2 * parts);
    this.#start = start;
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
    while (time > this.#start + this.#areas.length * this.#step) this.#fold();
    while (from < time) {
      const part = Math.floor((from - this.#start) / this.#step);
      const until = Math.min(time, this.#start + (part + 1) * this.#step);
      this.#areas[part] = (this.#areas[part] as number) + this.#length * (until - from);
      from = until;
    }
  }

  /** Returns the mean lengths, in parts of `step`, which is at least its own. */
  means(step: number, end: number): Float64Array {
    while (this.#step < step) this.#fold();
    const parts = Math.ceil((end - this.#start) / step);
    return this.#areas.slice(0, parts).map((area, part) => {
      const from = this.#start + part * step;
      return area / (Math.min(end, from + step) - from);
    });
  }

  /** The run is longer than thought: two parts become one. */
  #fold(): void {
    const areas = this.#areas;
    const half = areas.length / 2;
    for (let i = 0; i < half; i++) {
      areas[i] = (areas[2 * i] as number) + (areas[2 * i + 1] as number);
    }
    areas.fill(0, half);
    this.#step *= 2;
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
  readonly #global: Gauge;
  readonly #local: Gauge[] = [];

  constructor(start: number, parts: number) {
    this.#parts = parts;
    this.#start = start;
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
    let step = 1;
    while (end - this.#start > 2 * this.#parts * step) step *= 2;
    for (const gauge of [this.#global, ...local]) gauge.settle(end);
    return {
      step,
      global: this.#global.means(step, end),
      local: local.map((gauge) => gauge.means(step, end)),
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
    return new Gauge(this.#parts, this.#start);
  }
}
