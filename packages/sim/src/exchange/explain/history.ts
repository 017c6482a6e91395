/** What led each P to what it does: the steps of its last decision, as they looked when taken. */

import { Kind, type Trace, type TraceEvent } from '@pilfer/scheduler/trace';
import { Follower } from '../follower.js';

/** One step, and the scheduler just before it. */
export interface Step {
  readonly event: TraceEvent;
  /** Tasks in the own queue and in the global one. */
  readonly queued: number;
  readonly global: number;
  /** Ms that searched; Ps that nobody worked on. */
  readonly searching: number;
  /** Tasks the P had started. */
  readonly tick: number;
}

/** Kinds with which a P begins to look for what to do next. */
const BEGINS: ReadonlySet<number> = new Set<number>([
  Kind.end,
  Kind.block,
  Kind.yield,
  Kind.preempt,
  Kind.asyncPending,
  Kind.procAcquire,
  Kind.unpark,
  Kind.turnEnd,
]);

/** Kinds that are steps on the way. */
const STEPS: ReadonlySet<number> = new Set<number>([
  Kind.searchBegin,
  Kind.searchEnd,
  Kind.miss,
  Kind.steal,
  Kind.globalTake,
  Kind.start,
  Kind.asyncResume,
  Kind.procRelease,
  Kind.retake,
  Kind.machineLost,
  Kind.park,
  Kind.syscallEnter,
  Kind.syscallExit,
  Kind.joinBegin,
  Kind.joinEnd,
  Kind.loadBegin,
  Kind.turnBegin,
]);

/** A search visits each P in each round: of a longer one the first visits are kept. */
const MAX_STEPS = 200;

/** A trace up to a moment. */
export class History {
  readonly now: Follower = new Follower();
  /** P → its steps, the first one that which ended what it did before. */
  readonly steps: Map<number, readonly Step[]>;
  /** Ms that have been woken and are not awake yet. */
  readonly woken: Set<number> = new Set<number>();
  readonly #steps = new Map<number, Step[]>();
  readonly #names = new Map<number, string>();
  readonly #trace: Trace;

  /** Follows a trace up to and including a time. */
  constructor(trace: Trace, time: number) {
    this.#trace = trace;
    this.steps = this.#steps;
    const cursor = trace.cursor();
    while (cursor.next() && cursor.time <= time) {
      this.#note(trace.event(cursor.index));
      this.now.see(cursor);
    }
  }

  /** Returns `G17 parse`. */
  nameOf(task: number): string {
    return `G${task} ${this.#names.get(task) ?? ''}`.trimEnd();
  }

  #note(event: TraceEvent): void {
    const { kind, proc, task, a, b, machine } = event;
    if (kind === Kind.create || kind === Kind.expose) {
      this.#names.set(task, this.#trace.strings.get(b));
    }
    if (kind === Kind.wake) this.woken.add(a);
    if (kind === Kind.unpark) this.woken.delete(machine);
    if (proc < 0 || (!BEGINS.has(kind) && !STEPS.has(kind))) return;
    const { procs, globalQueue: global, searching } = this.now;
    const { queued = 0, tick = 0 } = procs[proc] ?? {};
    const step = { event, queued, global, searching, tick };
    const steps = this.#steps.get(proc);
    if (steps === undefined || BEGINS.has(kind)) this.#steps.set(proc, [step]);
    else if (kind !== Kind.miss || steps.length < MAX_STEPS) steps.push(step);
  }
}
