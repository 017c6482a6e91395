/**
 * Where the time of the Ps went. Every nanosecond of every P belongs to one state (convention 3 of the
 * trace: a state lasts from the event that enters it to the next such event on that P), so the shares
 * add up to exactly 100 % of P × makespan; where the number of Ps changes, to the time that each
 * existed.
 *
 * An idle P is told apart by whether a task waited somewhere meanwhile: if so, the scheduler was slow
 * to bring them together; if not, there was nothing to do.
 */

import { kindInfo, Kind, NONE, ProcState } from '@pilfer/scheduler/trace';
import type { Cursor } from '@pilfer/scheduler/trace';
import type { Pass } from './pass.js';

/** What a P's time can go into. */
export const USES = [
  'work',
  'scheduling',
  'searching',
  'joining',
  'system call',
  'parked',
  'idle, work waiting',
  'idle, nothing to do',
  'loading modules',
  'event loop',
] as const;

/** One of {@link USES}. */
export type Use = (typeof USES)[number];

/** Where the time went, ns. */
export interface TimeAccount {
  readonly total: number;
  readonly of: Readonly<Record<Use, number>>;
  /** The same for each P. */
  readonly byProc: readonly Readonly<Record<Use, number>>[];
  /** Longest time for which a P was idle or parked while a task waited. */
  readonly longestIdleWhileWaiting: number;
}

const USE_OF_STATE: Readonly<Record<number, Use>> = {
  [ProcState.running]: 'work',
  [ProcState.scheduling]: 'scheduling',
  [ProcState.searching]: 'searching',
  [ProcState.joining]: 'joining',
  [ProcState.syscall]: 'system call',
  [ProcState.parked]: 'parked',
  [ProcState.loading]: 'loading modules',
  [ProcState.turning]: 'event loop',
};

interface Proc {
  state: number;
  /** From when its present state has been added up. */
  since: number;
  /** From when it has been idle while a task waited; NaN if it is not. */
  idleFrom: number;
  exists: boolean;
  readonly time: Record<Use, number>;
}

/** Adds up the states of the Ps. */
export class WhyIdle implements Pass {
  readonly #procs: Proc[] = [];
  #longest = 0;
  #waits = false;

  see(event: Cursor): void {
    const { kind, time } = event;
    if (kind === Kind.runStart || kind === Kind.procsChange) this.#setCount(event.a, time);
    const enters = kindInfo(kind)?.enters;
    if (enters === undefined || event.proc === NONE) return;
    const proc = this.#procs[event.proc];
    if (proc === undefined) return;
    this.#close(proc, time);
    proc.state = enters;
    this.#open(proc, time);
  }

  /** Says whether tasks wait from now on: where that changes, the idle Ps' time is divided. */
  setWaiting(waits: boolean, time: number): void {
    if (waits === this.#waits) return;
    const idle = this.#procs.filter((proc) => proc.exists && isIdle(proc.state));
    for (const proc of idle) this.#close(proc, time);
    this.#waits = waits;
    for (const proc of idle) this.#open(proc, time);
  }

  /** Ends all states at the end of the run. */
  finish(time: number): TimeAccount {
    for (const proc of this.#procs) if (proc.exists) this.#close(proc, time);
    const of = noTime();
    for (const proc of this.#procs) for (const use of USES) of[use] += proc.time[use];
    return {
      total: USES.reduce((sum, use) => sum + of[use], 0),
      of,
      byProc: this.#procs.map((proc) => proc.time),
      longestIdleWhileWaiting: this.#longest,
    };
  }

  #setCount(count: number, time: number): void {
    while (this.#procs.length < count) {
      const state: number = ProcState.idle;
      this.#procs.push({ state, since: time, idleFrom: NaN, exists: false, time: noTime() });
    }
    this.#procs.forEach((proc, p) => {
      if (proc.exists && p >= count) this.#close(proc, time);
      if (!proc.exists && p < count) {
        proc.state = ProcState.idle;
        this.#open(proc, time);
      }
      proc.exists = p < count;
    });
  }

  #open(proc: Proc, time: number): void {
    proc.since = time;
    if (!isIdle(proc.state) || !this.#waits) proc.idleFrom = NaN;
    else if (Number.isNaN(proc.idleFrom)) proc.idleFrom = time;
  }

  #close(proc: Proc, time: number): void {
    const idle = this.#waits ? 'idle, work waiting' : 'idle, nothing to do';
    const use = USE_OF_STATE[proc.state] ?? idle;
    proc.time[use] += time - proc.since;
    proc.since = time;
    if (!Number.isNaN(proc.idleFrom)) this.#longest = Math.max(this.#longest, time - proc.idleFrom);
  }
}

function isIdle(state: number): boolean {
  return state === ProcState.idle || state === ProcState.parked;
}

function noTime(): Record<Use, number> {
  return Object.fromEntries(USES.map((use) => [use, 0])) as Record<Use, number>;
}
