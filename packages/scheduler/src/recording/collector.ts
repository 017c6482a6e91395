/**
 * The main thread's side of recording: empties the rings of all threads every few milliseconds, while
 * anybody wants to have what is in them, and gives it to all who do.
 *
 * What only means something now is translated when it is taken out of its ring: the number of a
 * function to its name, the block of a victim to its P, since blocks and numbers are used again.
 */

import { store, type Cells } from '../atomics.js';
import { RECORDING } from '../layout.js';
import type { Memory } from '../memory.js';
import { Kind } from '../trace/kinds.js';
import { kindAt, procAt, timeAt, MACHINE, TASK, ARG_A, ARG_B, ARG_C } from '../trace/layout.js';
import { Strings } from '../trace/strings.js';
import { RingReader } from './ring.js';

/** How often the rings are emptied, milliseconds: at two million events a second, 10,000 events. */
const DRAIN_MS = 5;

/** What the collector asks of the runtime. */
export interface CollectorHost {
  /** The name of a function's number. */
  nameOf(fn: number): string;
  /** The URL of the module of a function's number. */
  moduleOf(fn: number): string;
  /** The P whose block this is, or was last. */
  procOfBlock(block: number): number;
  /** Nanoseconds on the clock of the events. */
  now(): number;
}

/** Who wants to have the events. */
export interface Sink {
  /** The rings are about to be emptied. */
  begin(): void;
  /** An event of a thread's ring; texts are numbers in {@link Collector.strings}. */
  take(
    thread: number,
    time: number,
    kind: number,
    proc: number,
    machine: number,
    task: number,
    a: number,
    b: number,
    c: number,
  ): void;
  /** The rings are empty: what happened before this time has been told. */
  end(horizon: number): void;
}

/** Collects the events of one runtime. */
export class Collector {
  readonly strings: Strings = new Strings();
  private readonly cells: Cells;
  private readonly readers: RingReader[];
  /** Numbers of functions' names by those of the functions, which the table never gives out again. */
  private readonly names: (number | undefined)[] = [];
  private readonly host: CollectorHost;
  private readonly sinks = new Set<Sink>();
  private timer: NodeJS.Timeout | undefined = undefined;
  private recordings = 0;

  constructor(memory: Memory, host: CollectorHost) {
    this.cells = memory.cells;
    this.host = host;
    this.readers = Array.from({ length: memory.plan.threads }, (_, t) => new RingReader(memory, t));
  }

  /** Gives a sink all events from now on. For the first one, the threads begin to record. */
  add(sink: Sink): void {
    if (this.sinks.size > 0) this.drain();
    else {
      // What lies in the rings of an earlier recording is dropped.
      for (const reader of this.readers) reader.drain(() => undefined);
      this.timer = setInterval(this.drain, DRAIN_MS).unref();
      store(this.cells, RECORDING, ++this.recordings);
    }
    this.sinks.add(sink);
  }

  /** A sink gets what there is, and nothing more. After the last one, the threads stop to record. */
  remove(sink: Sink): void {
    if (!this.sinks.has(sink)) return;
    const isLast = this.sinks.size === 1;
    if (isLast) {
      store(this.cells, RECORDING, 0);
      clearInterval(this.timer);
    }
    this.drain();
    this.sinks.delete(sink);
  }

  /** Empties all rings. */
  readonly drain = (): void => {
    const horizon = this.host.now();
    for (const sink of this.sinks) sink.begin();
    for (const [thread, reader] of this.readers.entries()) {
      reader.drain((words, at) => this.take(thread, words, at));
    }
    for (const sink of this.sinks) sink.end(horizon);
  };

  private take(thread: number, words: Int32Array, at: number): void {
    const kind = kindAt(words, at);
    let a = words[at + ARG_A] as number;
    let b = words[at + ARG_B] as number;
    let c = words[at + ARG_C] as number;
    switch (kind) {
      case Kind.create:
      case Kind.expose:
        b = this.names[b] ?? this.findName(b);
        break;
      case Kind.refuse:
        a = this.names[a] ?? this.findName(a);
        break;
      case Kind.loadBegin:
      case Kind.loadEnd:
        a = this.text(this.host.moduleOf(a));
        break;
      case Kind.steal:
      case Kind.miss:
      case Kind.hungry:
        a = this.host.procOfBlock(a);
        break;
      case Kind.start:
        c = this.host.procOfBlock(c);
        break;
    }
    const time = timeAt(words, at);
    const proc = procAt(words, at);
    const task = words[at + TASK] as number;
    for (const sink of this.sinks) {
      sink.take(thread, time, kind, proc, words[at + MACHINE] as number, task, a, b, c);
    }
  }

  /** Only once a function: it takes as long as a tiny task. */
  private findName(fn: number): number {
    const name = this.text(this.host.nameOf(fn));
    this.names[fn] = name;
    return name;
  }

  private text(text: string): number {
    return this.strings.intern(text);
  }
}
