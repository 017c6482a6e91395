/**
 * Go's transitions, told as our events. A Go trace says which goroutine runs where, but not where the
 * scheduler found it: one that starts on another P than the one that made it runnable is told as
 * stolen from there, one that was made runnable without a P, or that yielded, as taken from the global
 * queue. What a trace leaves out (it began in the middle, lines are missing) is made up first, so that
 * the story holds: a goroutine that runs has been created.
 */

import {
  CODE_WORDS,
  Into,
  Kind,
  NONE,
  Outcome,
  Source,
  StopReason,
  SyscallExit,
  TraceBuilder,
  TraceWriter,
  WaitReason,
  type EventInput,
  type Trace,
} from '@pilfer/scheduler/trace';
import { MAX_PROCS } from '../looks.js';
import { appendTo } from './numbered.js';

type State = 'runnable' | 'running' | 'waiting' | 'call';

interface Goroutine {
  state: State;
  machine: number;
  /** On whose P it became runnable; `NONE`: in the global queue. */
  readyOn: number;
  reason: number;
  /** When its call began, ns. */
  since: number;
}

/** Tells a Go program. */
export class GoStory {
  readonly #story: TraceBuilder;
  readonly #title: string;
  readonly #goroutines = new Map<number, Goroutine>();
  /** M → the P it holds. */
  readonly #holds = new Map<number, number>();
  /** P → the M that holds it. */
  readonly #holder = new Map<number, number>();
  /** M → what it runs. */
  readonly #running = new Map<number, number>();
  #first = NaN;
  #time = 0;
  #procs = 1;
  #global = 0;

  constructor(title: string) {
    this.#title = title;
    this.#story = new TraceBuilder({ source: 'runtime', title, epochMs: 0 });
  }

  /** What follows happened at that time, ns; never before what came before. */
  at(time: number): void {
    if (Number.isNaN(this.#first)) this.#first = time;
    this.#time = Math.max(this.#time, time - this.#first);
    this.#story.at(this.#time);
  }

  /** There are at least so many Ps. */
  procs(count: number): void {
    this.#procs = Math.min(MAX_PROCS, Math.max(this.#procs, count));
  }

  /** The M that holds a P, if one does. */
  holderOf(proc: number): number | undefined {
    return this.#holder.get(proc);
  }

  /** A machine has a P from now on. */
  hold(machine: number, proc: number): void {
    this.#meet(machine);
    if (proc < 0 || proc >= MAX_PROCS || this.#holds.get(machine) === proc) return;
    this.procs(proc + 1);
    this.release(proc);
    const before = this.#holds.get(machine) ?? NONE;
    if (before !== NONE) this.release(before);
    this.#emit(Kind.procAcquire, machine, proc);
    this.#holds.set(machine, proc);
    this.#holder.set(proc, machine);
  }

  /** A P has no machine from now on. */
  release(proc: number): void {
    const machine = this.#holder.get(proc);
    if (machine === undefined) return;
    const task = this.#running.get(machine) ?? NONE;
    const isInCall = this.#goroutines.get(task)?.state === 'call';
    if (isInCall) {
      const { since = this.#time } = this.#goroutines.get(task) ?? {};
      const age = Math.floor((this.#time - since) / 1000);
      this.#emit(Kind.retake, NONE, proc, { task, a: machine, b: age | 0 });
    } else {
      if (task !== NONE) this.stop(task, 'yield');
      this.#emit(Kind.procRelease, machine, proc);
    }
    this.#holder.delete(proc);
    this.#holds.set(machine, NONE);
  }

  create(task: number, by: number, proc: number, name: string): void {
    if (this.#goroutines.has(task)) this.end(task);
    const machine = this.#holder.get(proc) ?? NONE;
    const isLocal = machine !== NONE;
    const b = this.#story.text(name);
    const parent = this.#goroutines.has(by) ? by : NONE;
    const into = isLocal ? Into.local : Into.global;
    if (!isLocal) this.#global++;
    this.#emit(Kind.create, machine, isLocal ? proc : NONE, { task, a: parent, b, c: into });
    this.#set(task, 'runnable', NONE, isLocal ? proc : NONE);
  }

  ready(task: number, by: number, proc: number): void {
    const known = this.#goroutines.get(task);
    if (known === undefined) {
      this.create(task, by, proc, '');
      return;
    }
    if (known.state !== 'waiting') return;
    const machine = this.#holder.get(proc) ?? NONE;
    const isLocal = machine !== NONE;
    const into = isLocal ? Into.local : Into.global;
    const a = this.#goroutines.has(by) ? by : NONE;
    if (!isLocal) this.#global++;
    const where = isLocal ? proc : NONE;
    this.#emit(Kind.ready, machine, where, { task, a, b: known.reason, c: into });
    this.#set(task, 'runnable', NONE, where);
  }

  start(task: number, machine: number, proc: number): void {
    this.hold(machine, proc);
    const before = this.#running.get(machine) ?? NONE;
    if (before === task) return;
    if (before !== NONE) this.stop(before, 'yield');
    const known = this.#goroutines.get(task);
    if (known === undefined) this.create(task, NONE, proc, '');
    else if (known.state === 'waiting') this.ready(task, NONE, proc);
    else if (known.state !== 'runnable') this.stop(task, 'yield');
    this.#run(task, machine, proc);
  }

  /** A running goroutine makes room: it yields, is preempted, or waits for a reason of Go's. */
  stop(task: number, how: 'yield' | 'preempt' | { readonly reason: string }): void {
    const known = this.#goroutines.get(task);
    if (known === undefined) return;
    if (known.state === 'call') this.exit(task);
    if (known.state !== 'running') return;
    const { machine } = known;
    const proc = this.#holds.get(machine) ?? NONE;
    this.#running.delete(machine);
    if (typeof how === 'object') {
      known.reason = waitReason(how.reason);
      this.#emit(Kind.block, machine, proc, { task, a: known.reason });
      this.#set(task, 'waiting', NONE, NONE);
    } else {
      this.#global++;
      this.#emit(Kind[how], machine, proc, { task, a: Into.global });
      this.#set(task, 'runnable', NONE, NONE);
    }
  }

  enter(task: number, name: string): void {
    const known = this.#goroutines.get(task);
    if (known?.state !== 'running') return;
    const proc = this.#holds.get(known.machine) ?? NONE;
    this.#emit(Kind.syscallEnter, known.machine, proc, { task, a: this.#story.text(name) });
    known.state = 'call';
    known.since = this.#time;
  }

  /** A goroutine comes back from its call: running, if its machine has a P, else runnable. */
  exit(task: number, machine?: number, proc: number = NONE): void {
    const known = this.#goroutines.get(task);
    if (known?.state !== 'call') return;
    if (machine === known.machine && proc >= 0) {
      const isSame = this.#holds.get(machine) === proc;
      this.hold(machine, proc);
      const a = isSame ? SyscallExit.kept : SyscallExit.otherProc;
      this.#emit(Kind.syscallExit, machine, proc, { task, a });
      known.state = 'running';
      return;
    }
    this.#emit(Kind.syscallExit, known.machine, NONE, { task, a: SyscallExit.queued });
    this.#running.delete(known.machine);
    this.#global++;
    this.#set(task, 'runnable', NONE, NONE);
  }

  end(task: number): void {
    const known = this.#goroutines.get(task);
    if (known === undefined) return;
    if (known.state === 'call') this.exit(task, known.machine, this.#holds.get(known.machine));
    const isRunning = known.state === 'running';
    const proc = isRunning ? (this.#holds.get(known.machine) ?? NONE) : NONE;
    const machine = isRunning ? known.machine : NONE;
    // It ends in the dark: what it did in between is not in the trace.
    const a = isRunning ? Outcome.ok : Outcome.lost;
    if (isRunning) this.#running.delete(machine);
    this.#emit(Kind.end, machine, proc, { task, a });
    this.#goroutines.delete(task);
  }

  /** Returns the whole story. */
  finish(): Trace {
    this.#story.stop(StopReason.closed);
    const told = this.#story.trace();
    const out = new TraceWriter(
      { source: 'runtime', title: this.#title, epochMs: 0 },
      told.strings,
    );
    const procs = this.#procs;
    out.append(0, Kind.runStart, NONE, NONE, NONE, procs, procs, 0);
    for (let i = 0; i < told.length; i++) appendTo(out, told.event(i));
    return out.trace();
  }

  #run(task: number, machine: number, proc: number): void {
    const from = this.#goroutines.get(task)?.readyOn ?? NONE;
    let source: number = Source.local;
    if (from === NONE) {
      source = Source.global;
      this.#global = Math.max(0, this.#global - 1);
      this.#emit(Kind.globalTake, machine, proc, { task, a: 1, b: this.#global });
    } else if (from !== proc) {
      source = Source.stolen;
      this.#emit(Kind.steal, machine, proc, { task, a: from, b: 1, c: 1 });
    }
    const c = source === Source.stolen ? from : NONE;
    this.#emit(Kind.start, machine, proc, { task, a: source, c });
    this.#running.set(machine, task);
    this.#set(task, 'running', machine, NONE);
  }

  #set(task: number, state: State, machine: number, readyOn: number): void {
    const known = this.#goroutines.get(task);
    const reason = known?.reason ?? WaitReason.forever;
    if (known === undefined)
      this.#goroutines.set(task, { state, machine, readyOn, reason, since: 0 });
    else Object.assign(known, { state, machine, readyOn });
  }

  #meet(machine: number): void {
    if (this.#holds.has(machine)) return;
    this.#emit(Kind.machineStart, machine, NONE, { a: machine });
    this.#holds.set(machine, NONE);
  }

  #emit(kind: number, machine: number, proc: number, more: Partial<EventInput> = {}): void {
    this.#story.event(kind, { machine, proc, ...more });
  }
}

const REASONS: ReadonlyMap<string, number> = new Map([
  ...CODE_WORDS.wait.map((word, code) => [word, code] as const),
  ['sync', WaitReason.semaphore],
  ['sync.(*Cond).Wait', WaitReason.cond],
  ['network', WaitReason.io],
  ['wait until GC ends', WaitReason.gcWorker],
  ['GC background sweeper wait', WaitReason.gcSweep],
]);

/** Go's reason as ours; one that we have no word for is a wait without a known end. */
function waitReason(reason: string): number {
  return REASONS.get(reason) ?? WaitReason.forever;
}
