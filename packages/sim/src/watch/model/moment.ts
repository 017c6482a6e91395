/**
 * What there is at one moment of a run: queues, Ps, Ms, and what was counted so far; as a value that
 * one event after the other changes.
 *
 * A trace says how many tasks move in a steal, and which of them runs first; the others are taken from
 * the old end of the queue, where thieves take them. Where a recording has gaps, tasks are believed to
 * be where they were last seen, and whoever is seen elsewhere has moved there: so an error never
 * lasts, and no trace can break the model.
 */

import { Into, Kind, kindInfo, NONE, ProcState } from '@pilfer/scheduler/trace';
import type { TraceEvent } from '@pilfer/scheduler/trace';
import { Tasks } from './tasks.js';
import type { SavedTasks } from './tasks.js';

/** The number of the global queue. */
export const GLOBAL = 0;

/** Ps that a trace can show; one that names more is not believed. */
const MAX_PROCS = 4096;
/** Tasks on one stack that are kept. */
const MAX_DEPTH = 64;

/** A P. */
export interface Proc {
  /** False when the number of Ps was lowered below it. */
  exists: boolean;
  state: ProcState;
  /** Since when, ns. */
  since: number;
  /** The M that holds it, or `NONE`. */
  machine: number;
  /** What runs, the innermost last: joins run other tasks inside. */
  stack: number[];
  /** When the innermost started, ns. */
  startedAt: number;
  /** Index of its latest `steal` or `globalTake`, or −1. */
  lastTake: number;
  /** Index of its latest `miss`, or −1. */
  lastMiss: number;
}

/** What a machine does. */
export const Doing = { nothing: 0, awake: 1, parked: 2, inCall: 3 } as const;

/** Numbers of the whole, so far. */
export interface Totals {
  created: number;
  ended: number;
  failed: number;
  steals: number;
  stolen: number;
  misses: number;
  parks: number;
  lost: number;
}

/** A moment, saved. */
export interface SavedMoment {
  readonly index: number;
  readonly procs: readonly Proc[];
  readonly machines: readonly (readonly [number, number])[];
  readonly totals: Totals;
  readonly tasks: SavedTasks;
}

/** Everything there is after the first `index` events. */
export class Moment {
  index = 0;
  procs: Proc[] = [];
  /** M → one of {@link Doing}. */
  machines: Map<number, number> = new Map<number, number>();
  totals: Totals = {
    created: 0,
    ended: 0,
    failed: 0,
    steals: 0,
    stolen: 0,
    misses: 0,
    parks: 0,
    lost: 0,
  };
  readonly tasks: Tasks = new Tasks();

  /** The number of a P's queue. */
  static localQueue(proc: number): number {
    return 1 + 2 * proc;
  }

  /** The number of the queue of one that is a P's `next`. */
  static nextQueue(proc: number): number {
    return 2 + 2 * proc;
  }

  /** Tasks in a P's queue, `next` included. */
  queued(proc: number): number {
    return (
      this.tasks.lengthOf(Moment.localQueue(proc)) + this.tasks.lengthOf(Moment.nextQueue(proc))
    );
  }

  /** Lets the next event happen. */
  apply(event: TraceEvent): void {
    this.#changeQueues(event);
    this.#changeProc(event);
    this.#changeMachine(event);
    this.#count(event);
    this.index++;
  }

  save(): SavedMoment {
    return {
      index: this.index,
      procs: this.procs.map((proc) => ({ ...proc, stack: [...proc.stack] })),
      machines: [...this.machines],
      totals: { ...this.totals },
      tasks: this.tasks.save(),
    };
  }

  load(saved: SavedMoment): void {
    this.index = saved.index;
    this.procs = saved.procs.map((proc) => ({ ...proc, stack: [...proc.stack] }));
    this.machines = new Map(saved.machines);
    this.totals = { ...saved.totals };
    this.tasks.load(saved.tasks);
  }

  #procAt(proc: number): Proc | undefined {
    if (!(proc >= 0 && proc < MAX_PROCS)) return undefined;
    while (this.procs.length <= proc) this.procs.push(newProc());
    const found = this.procs[proc] as Proc;
    found.exists = true;
    return found;
  }

  #changeQueues(event: TraceEvent): void {
    const { kind, task, proc } = event;
    switch (kind) {
      case Kind.create:
        this.tasks.add(task, event.b);
        this.#put(task, event.c, proc);
        break;
      case Kind.expose:
        this.tasks.add(task, event.b);
        this.#put(task, Into.local, proc);
        break;
      case Kind.ready:
        this.tasks.add(task, NONE);
        this.#put(task, event.c, proc);
        break;
      case Kind.yield:
      case Kind.preempt:
        this.#put(task, event.a, proc);
        break;
      case Kind.syscallExit:
        if (proc === NONE) this.#put(task, Into.global, proc);
        break;
      case Kind.steal:
        this.#move(task, event.b, [Moment.localQueue(event.a), Moment.nextQueue(event.a)], proc);
        break;
      case Kind.globalTake:
        this.#move(task, event.a, [GLOBAL], proc);
        break;
      case Kind.overflow:
        this.#overflow(event);
        break;
      case Kind.start:
      case Kind.asyncResume:
        if (task !== NONE) this.tasks.add(task, NONE);
        this.tasks.leave(task);
        break;
      case Kind.end:
        this.tasks.remove(task);
        break;
    }
  }

  #put(task: number, into: number, proc: number): void {
    if (into === Into.global) this.tasks.push(GLOBAL, task);
    else if (into === Into.direct || this.#procAt(proc) === undefined) this.tasks.leave(task);
    else if (into === Into.next) {
      // Go's runnext: the one before it goes to the end of the queue.
      const next = Moment.nextQueue(proc);
      const before = this.tasks.oldestOf(next);
      if (before !== NONE) this.tasks.push(Moment.localQueue(proc), before);
      this.tasks.push(next, task);
    } else this.tasks.push(Moment.localQueue(proc), task);
  }

  /** `first` and the oldest others, `count` together, go to a P, which is about to start `first`. */
  #move(first: number, count: number, from: readonly number[], proc: number): void {
    if (this.#procAt(proc) === undefined || from.some((queue) => queue < 0)) return;
    const to = Moment.localQueue(proc);
    if (this.tasks.has(first)) this.tasks.push(to, first);
    const others: number[] = [];
    for (const queue of from) {
      if (queue !== to) others.push(...this.tasks.list(queue, count - 1 - others.length));
    }
    for (const task of others) this.tasks.push(to, task);
  }

  #overflow({ task, proc, a }: TraceEvent): void {
    if (this.#procAt(proc) === undefined) return;
    this.tasks.leave(task);
    for (const each of this.tasks.list(Moment.localQueue(proc), a - 1))
      this.tasks.push(GLOBAL, each);
    this.tasks.push(GLOBAL, task);
  }

  #changeProc(event: TraceEvent): void {
    const { kind, time, task } = event;
    if (kind === Kind.runStart || kind === Kind.procsChange) this.#setProcs(event.a);
    const proc = event.proc === NONE ? undefined : this.#procAt(event.proc);
    if (proc === undefined) return;
    this.#changeStack(proc, event);
    if (kind === Kind.steal || kind === Kind.globalTake) proc.lastTake = this.index;
    if (kind === Kind.miss) proc.lastMiss = this.index;
    const state = kindInfo(kind)?.enters;
    if (state === undefined) return;
    proc.state = state;
    proc.since = time;
    proc.machine = state === ProcState.idle ? NONE : event.machine;
    if (state === ProcState.running && task !== NONE) proc.startedAt = time;
  }

  #changeStack({ stack }: Proc, { kind, task }: TraceEvent): void {
    switch (kind) {
      case Kind.start:
      case Kind.asyncResume:
      case Kind.syscallExit:
        if (stack.at(-1) !== task && stack.length < MAX_DEPTH) stack.push(task);
        break;
      case Kind.end:
      case Kind.block:
      case Kind.yield:
      case Kind.preempt:
      case Kind.asyncPending: {
        const at = stack.lastIndexOf(task);
        if (at >= 0) stack.length = at;
        break;
      }
      case Kind.retake:
      case Kind.procRelease:
      case Kind.machineLost:
        stack.length = 0;
        break;
    }
  }

  /** Ps from `count` on are gone; what they had goes to the global queue, as in Go. */
  #setProcs(count: number): void {
    if (count >= 1) this.#procAt(Math.min(count, MAX_PROCS) - 1);
    this.procs.forEach((proc, p) => {
      proc.exists = p < count;
      if (proc.exists) return;
      for (const queue of [Moment.nextQueue(p), Moment.localQueue(p)]) {
        for (const task of this.tasks.list(queue)) this.tasks.push(GLOBAL, task);
      }
      Object.assign(proc, newProc(), { exists: false });
    });
  }

  #changeMachine({ kind, machine, proc }: TraceEvent): void {
    if (machine === NONE) return;
    if (kind === Kind.machineStop || kind === Kind.machineLost) this.machines.delete(machine);
    else if (kind === Kind.park) this.machines.set(machine, Doing.parked);
    else if (kind === Kind.syscallEnter) this.machines.set(machine, Doing.inCall);
    else if (proc === NONE && kind === Kind.syscallExit) this.machines.set(machine, Doing.nothing);
    else this.machines.set(machine, Doing.awake);
  }

  #count({ kind, a, b }: TraceEvent): void {
    const { totals } = this;
    switch (kind) {
      case Kind.create:
      case Kind.expose:
        totals.created++;
        break;
      case Kind.end:
        totals.ended++;
        if (a !== 0) totals.failed++;
        break;
      case Kind.steal:
        totals.steals++;
        totals.stolen += b;
        break;
      case Kind.miss:
        totals.misses++;
        break;
      case Kind.park:
        totals.parks++;
        break;
      case Kind.lost:
        totals.lost += a >>> 0;
        break;
    }
  }
}

function newProc(): Proc {
  return {
    exists: true,
    state: ProcState.idle,
    since: 0,
    machine: NONE,
    stack: [],
    startedAt: 0,
    lastTake: NONE,
    lastMiss: NONE,
  };
}
