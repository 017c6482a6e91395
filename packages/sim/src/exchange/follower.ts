/**
 * The scheduler at each moment of a trace: who holds which P, what runs, who searches and sleeps, and
 * how long the queues are (convention 4 of the trace; a length is never below 0).
 */

import {
  Into,
  Kind,
  kindInfo,
  NONE,
  ProcState,
  Source,
  SyscallExit,
  type TraceEvent,
} from '@pilfer/scheduler/trace';
import { MAX_PROCS } from './looks.js';

/** A P at a moment. */
export interface FollowedProc {
  /** It is one of the Ps there are now. */
  exists: boolean;
  state: ProcState;
  /** From when it has been in this state, ns. */
  since: number;
  /** What runs, joins or is in a call; `NONE` for nothing. */
  task: number;
  /** The M that holds it, or `NONE`. */
  machine: number;
  /** Tasks in its queue, the next one included. */
  queued: number;
  /** One of them is in its next slot. */
  hasNext: boolean;
  /** Tasks it has started, those not counted that went on in the slice of another: Go's schedtick. */
  tick: number;
  syscallTick: number;
}

/** An M at a moment. */
export interface FollowedMachine {
  proc: number;
  task: number;
  searches: boolean;
  parked: boolean;
}

/** Sources of a start that are no queue of this P. */
const NO_QUEUE: ReadonlySet<number> = new Set<number>([
  Source.direct,
  Source.poll,
  Source.join,
  Source.help,
]);

/** Follows a trace, event by event. */
export class Follower {
  readonly procs: FollowedProc[] = [];
  readonly machines: Map<number, FollowedMachine> = new Map<number, FollowedMachine>();
  globalQueue = 0;
  searching = 0;
  parked = 0;

  see(event: TraceEvent): void {
    if (event.kind === Kind.runStart || event.kind === Kind.procsChange) this.#setProcs(event);
    this.#follow(event);
    this.#count(event);
    this.#enter(event);
  }

  #setProcs({ a: count, time }: TraceEvent): void {
    while (this.procs.length < Math.min(count, MAX_PROCS)) {
      this.procs.push({
        exists: false,
        state: ProcState.idle,
        since: time,
        task: NONE,
        machine: NONE,
        queued: 0,
        hasNext: false,
        tick: 0,
        syscallTick: 0,
      });
    }
    this.procs.forEach((proc, p) => (proc.exists = p < count));
  }

  #enter({ kind, proc: p, task, time }: TraceEvent): void {
    const state = kindInfo(kind)?.enters;
    const proc = this.procs[p];
    if (state === undefined || proc === undefined) return;
    proc.state = state;
    proc.since = time;
    proc.task = HAS_TASK.has(state) ? task : NONE;
  }

  /** Machines: what they hold and do. */
  #follow(event: TraceEvent): void {
    const { kind, machine: m, proc: p } = event;
    if (kind === Kind.machineStart) {
      this.machines.set(m, { proc: NONE, task: NONE, searches: false, parked: false });
    }
    const machine = this.machines.get(kind === Kind.retake ? event.a : m);
    if (machine === undefined) return;
    switch (kind) {
      case Kind.procAcquire:
        machine.proc = p;
        this.#hold(p, m);
        break;
      case Kind.procRelease:
      case Kind.retake:
        this.#release(machine);
        break;
      case Kind.machineStop:
      case Kind.machineLost:
        this.#release(machine);
        this.#setSearching(machine, false);
        this.#setParked(machine, false);
        this.machines.delete(m);
        break;
      case Kind.searchBegin:
      case Kind.searchEnd:
        this.#setSearching(machine, kind === Kind.searchBegin);
        break;
      case Kind.park:
      case Kind.unpark:
        this.#setParked(machine, kind === Kind.park);
        break;
      default:
        if (RUNS.has(kind)) machine.task = event.task;
        else if (LEAVES.has(kind)) machine.task = NONE;
    }
  }

  #hold(p: number, m: number): void {
    const proc = this.procs[p];
    if (proc !== undefined) proc.machine = m;
  }

  #release(machine: FollowedMachine): void {
    this.#hold(machine.proc, NONE);
    machine.proc = NONE;
  }

  #setSearching(machine: FollowedMachine, searches: boolean): void {
    if (machine.searches !== searches) this.searching += searches ? 1 : -1;
    machine.searches = searches;
  }

  #setParked(machine: FollowedMachine, parked: boolean): void {
    if (machine.parked !== parked) this.parked += parked ? 1 : -1;
    machine.parked = parked;
  }

  /** Queues and ticks. */
  #count(event: TraceEvent): void {
    const { kind, proc: p, a, b, c } = event;
    switch (kind) {
      case Kind.create:
      case Kind.ready:
        this.#put(p, c);
        break;
      case Kind.expose:
        this.#put(p, Into.local);
        break;
      case Kind.yield:
      case Kind.preempt:
        this.#put(p, a);
        break;
      case Kind.syscallEnter:
        this.#add('syscallTick', p, 1);
        break;
      case Kind.syscallExit:
        if (a === SyscallExit.queued || p === NONE) this.#addGlobal(1);
        break;
      case Kind.overflow:
        this.#add('queued', p, -a);
        this.#addGlobal(a);
        break;
      case Kind.globalTake:
        this.#addGlobal(-a);
        this.#add('queued', p, a);
        break;
      case Kind.steal:
        if (c === 0) this.#setNext(a, false);
        this.#add('queued', a, -b);
        this.#add('queued', p, b);
        break;
      case Kind.start:
        if (a === Source.next) this.#setNext(p, false);
        if (!NO_QUEUE.has(a)) this.#add('queued', p, -1);
        if (b === 0) this.#add('tick', p, 1);
        break;
    }
  }

  #put(p: number, into: number): void {
    if (into === Into.global) this.#addGlobal(1);
    else if (into !== Into.direct) this.#add('queued', p, 1);
    if (into === Into.next) this.#setNext(p, true);
  }

  #setNext(p: number, hasNext: boolean): void {
    const proc = this.procs[p];
    if (proc !== undefined) proc.hasNext = hasNext;
  }

  #addGlobal(by: number): void {
    this.globalQueue = Math.max(0, this.globalQueue + by);
  }

  #add(what: 'queued' | 'tick' | 'syscallTick', p: number, by: number): void {
    const proc = this.procs[p];
    if (proc === undefined) return;
    proc[what] = Math.max(0, proc[what] + by);
    if (proc.queued === 0) proc.hasNext = false;
  }
}

/** True for a P that nobody works on. */
export function isIdle(state: ProcState): boolean {
  return state === ProcState.idle || state === ProcState.parked;
}

/** States in which a P has a task. */
const HAS_TASK: ReadonlySet<ProcState> = new Set<ProcState>([
  ProcState.running,
  ProcState.joining,
  ProcState.syscall,
]);

/** Kinds after which their machine runs their task. */
const RUNS: ReadonlySet<number> = new Set<number>([
  Kind.start,
  Kind.asyncResume,
  Kind.joinBegin,
  Kind.joinEnd,
  Kind.syscallEnter,
]);

/** Kinds after which their machine runs nothing. */
const LEAVES: ReadonlySet<number> = new Set<number>([
  Kind.end,
  Kind.block,
  Kind.yield,
  Kind.preempt,
  Kind.asyncPending,
]);
