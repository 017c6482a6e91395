/** Traces written by hand, for tests and examples: what happened, in the order of a story. */

import { Into, Outcome, Source, StopReason } from './codes.js';
import type { TraceEvent, TraceInfo } from './event.js';
import { Kind } from './kinds.js';
import { NONE } from './layout.js';
import { kindInfo } from './table.js';
import type { Trace } from './trace.js';
import { TraceWriter } from './writer.js';

/** An event to append: an id that is left out is `NONE`, any other number 0. */
export type EventInput = Pick<TraceEvent, 'time' | 'kind'> & Partial<TraceEvent>;

/** Makes a trace of events, in the order given. */
export function buildTrace(events: readonly EventInput[], info?: TraceInfo): Trace {
  const writer = new TraceWriter(info);
  for (const event of events) append(writer, event);
  return writer.trace();
}

function append(writer: TraceWriter, event: EventInput): void {
  const { time, kind, proc = NONE, machine = NONE, task = NONE } = event;
  const { a = absent(kind, 0), b = absent(kind, 1), c = absent(kind, 2) } = event;
  writer.append(time, kind, proc, machine, task, a, b, c);
}

/** What argument number `i` of a kind holds if nobody says. */
function absent(kind: number, i: number): number {
  const type = kindInfo(kind)?.args[i]?.type;
  return type === 'task' || type === 'proc' || type === 'machine' ? NONE : 0;
}

/**
 * Tells a story. Time, machine and P hold until they are changed:
 *
 * ```ts
 * new TraceBuilder().boot(2).at(10).create(1).start(1).at(50).end(1).stop().trace();
 * ```
 */
export class TraceBuilder {
  readonly #writer: TraceWriter;
  #time = 0;
  #machine: number = NONE;
  #proc: number = NONE;

  constructor(info?: TraceInfo) {
    this.#writer = new TraceWriter(info);
  }

  /** Starts a run with `procs` Ps, each with its M; from here on M0 on P0 acts. */
  boot(procs: number): this {
    this.outside().event(Kind.runStart, { a: procs, b: procs });
    for (let p = 0; p < procs; p++) this.on(p).event(Kind.machineStart).event(Kind.procAcquire);
    return this.on(0);
  }

  /** Sets the time of what follows, ns. */
  at(time: number): this {
    this.#time = time;
    return this;
  }

  /** Lets a machine do what follows, on a P: the one of its own number if none is given. */
  on(machine: number, proc: number = machine): this {
    this.#machine = machine;
    this.#proc = proc;
    return this;
  }

  /** What follows comes from outside: no machine, no P. */
  outside(): this {
    return this.on(NONE, NONE);
  }

  /** Returns the number of a text. */
  text(text: string): number {
    return this.#writer.strings.intern(text);
  }

  /** Appends any event; `fields` overrules who and where. */
  event(kind: number, fields: Partial<TraceEvent> = {}): this {
    const who = { time: this.#time, machine: this.#machine, proc: this.#proc };
    append(this.#writer, { ...who, ...fields, kind });
    return this;
  }

  /** Creates a task, by default from outside and into the local queue. */
  create(task: number, parent: number = NONE, name = '', into: number = Into.local): this {
    return this.event(Kind.create, { task, a: parent, b: this.text(name), c: into });
  }

  /** Starts a task, by default from the local queue. */
  start(task: number, source: number = Source.local): this {
    return this.event(Kind.start, { task, a: source });
  }

  /** Ends a task, by default well. */
  end(task: number, outcome: number = Outcome.ok): this {
    return this.event(Kind.end, { task, a: outcome });
  }

  /** Lets the acting P steal from a victim; it runs `task` first. */
  steal(task: number, victim: number, count = 1, of: number = count): this {
    return this.event(Kind.steal, { task, a: victim, b: count, c: of });
  }

  /** Stops the run: everything is done. */
  stop(reason: number = StopReason.drained): this {
    return this.outside().event(Kind.runStop, { a: reason });
  }

  /** Returns the story so far. */
  trace(): Trace {
    return this.#writer.trace();
  }
}
