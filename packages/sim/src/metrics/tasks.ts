/** How long tasks waited and took, how many wait, and which ran elsewhere than they became ready. */

import { Into, Kind, NONE, SyscallExit } from '@pilfer/scheduler/trace';
import type { Cursor } from '@pilfer/scheduler/trace';
import { percentile } from '../statistics/percentile.js';
import { Samples } from './pass.js';
import type { Pass } from './pass.js';

/** Mean and percentiles of times, ns. */
export interface Times {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What is known of the tasks of a trace. */
export interface TaskTimes {
  readonly created: number;
  readonly started: number;
  readonly ended: number;
  /** Tasks that ended otherwise than well. */
  readonly failed: number;
  /** From runnable to running, for each start. */
  readonly wait: Times;
  /** From creation to end. */
  readonly response: Times;
  /** Starts on another P than the one that made the task runnable. */
  readonly crossStarts: number;
  readonly preemptions: number;
  readonly yields: number;
  readonly blocks: number;
  readonly systemCalls: number;
}

interface Life {
  created: number;
  readySince: number;
  readyOn: number;
}

/** Follows the lives of tasks. */
export class TaskPass implements Pass {
  readonly #lives = new Map<number, Life>();
  readonly #waits = new Samples();
  readonly #responses = new Samples();
  readonly #counts = new Map<number, number>();
  #waiting = 0;
  #failed = 0;
  #crossStarts = 0;

  /** Tasks that are runnable and do not run. */
  get waiting(): number {
    return this.#waiting;
  }

  see(event: Cursor): void {
    const { kind } = event;
    this.#counts.set(kind, this.#count(kind) + 1);
    switch (kind) {
      case Kind.create:
      case Kind.expose:
        this.#lives.set(event.task, { created: event.time, readySince: 0, readyOn: 0 });
        this.#ready(event, kind === Kind.create ? event.c : Into.local);
        break;
      case Kind.ready:
        this.#ready(event, event.c);
        break;
      case Kind.yield:
      case Kind.preempt:
        this.#ready(event, event.a);
        break;
      case Kind.syscallExit:
        if (event.a === SyscallExit.queued) this.#ready(event, Into.global);
        break;
      case Kind.start:
        this.#start(event);
        break;
      case Kind.end:
        this.#end(event);
        break;
    }
  }

  /** Returns how long each start was waited for, ns, in the order of size. */
  waits(): Float64Array {
    return this.#waits.sorted();
  }

  finish(): TaskTimes {
    return {
      created: this.#count(Kind.create) + this.#count(Kind.expose),
      started: this.#count(Kind.start),
      ended: this.#count(Kind.end),
      failed: this.#failed,
      wait: timesOf(this.#waits),
      response: timesOf(this.#responses),
      crossStarts: this.#crossStarts,
      preemptions: this.#count(Kind.preempt),
      yields: this.#count(Kind.yield),
      blocks: this.#count(Kind.block),
      systemCalls: this.#count(Kind.syscallEnter),
    };
  }

  #count(kind: number): number {
    return this.#counts.get(kind) ?? 0;
  }

  #ready(event: Cursor, into: number): void {
    const life = this.#lives.get(event.task);
    if (life === undefined) return;
    life.readySince = event.time;
    life.readyOn = into === Into.global && event.machine === NONE ? NONE : event.proc;
    this.#waiting++;
  }

  #start(event: Cursor): void {
    const life = this.#lives.get(event.task);
    if (life === undefined) return;
    this.#waiting = Math.max(0, this.#waiting - 1);
    this.#waits.add(event.time - life.readySince);
    if (life.readyOn !== NONE && life.readyOn !== event.proc) this.#crossStarts++;
  }

  #end(event: Cursor): void {
    const life = this.#lives.get(event.task);
    if (event.a !== 0) this.#failed++;
    if (life === undefined) return;
    this.#responses.add(event.time - life.created);
    this.#lives.delete(event.task);
  }
}

function timesOf(samples: Samples): Times {
  const sorted = samples.sorted();
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    count: sorted.length,
    mean: sorted.length === 0 ? 0 : sum / sorted.length,
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
    p99: percentile(sorted, 0.99),
    p999: percentile(sorted, 0.999),
    max: percentile(sorted, 1),
  };
}
