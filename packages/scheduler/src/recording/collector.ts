/**
 * The main thread's side of a recording: empties the rings of all threads every few milliseconds,
 * and keeps what has come, all of it or the latest part.
 *
 * What only means something now is translated when it is taken out of its ring: the number of a
 * function to its name, the block of a victim to its P, since blocks and numbers are used again.
 */

import { store, type Cells } from '../atomics.js';
import { RECORDING } from '../layout.js';
import type { Memory } from '../memory.js';
import { Kind } from '../trace/kinds.js';
import { kindAt, procAt, timeAt, MACHINE, TASK, ARG_A, ARG_B, ARG_C } from '../trace/layout.js';
import { mergeTraces } from '../trace/merge.js';
import { Strings } from '../trace/strings.js';
import type { Trace } from '../trace/trace.js';
import { TraceWriter } from '../trace/writer.js';
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
}

/** What is kept. */
export interface Keeping {
  /** Milliseconds of the latest events that are kept at least; infinite: all. */
  readonly keepMs: number;
  /** Events that are kept at most. */
  readonly maxEvents: number;
}

/** Collects the events of one recording. */
export class Collector {
  /** Events that came after the limit was reached. */
  beyondLimit = 0;
  private readonly cells: Cells;
  private readonly readers: RingReader[];
  private readonly strings = new Strings();
  /** Numbers of functions' names by those of the functions, which the table never gives out again. */
  private readonly names: (number | undefined)[] = [];
  /** Streams of each thread: the older ones and the present one. */
  private generations: TraceWriter[][] = [];
  private generationSince = 0;
  private count = 0;
  private timer: NodeJS.Timeout | undefined = undefined;

  private readonly host: CollectorHost;
  private readonly keeping: Keeping;

  constructor(memory: Memory, host: CollectorHost, keeping: Keeping) {
    this.cells = memory.cells;
    this.host = host;
    this.keeping = keeping;
    this.readers = Array.from({ length: memory.plan.threads }, (_, t) => new RingReader(memory, t));
  }

  /** Events kept so far. */
  get events(): number {
    return this.count;
  }

  /** Begins: what lies in the rings of an earlier recording is dropped. */
  start(nowMs: number, recording: number): void {
    for (const reader of this.readers) reader.drain(() => undefined);
    this.generationSince = nowMs;
    this.newGeneration();
    this.timer = setInterval(() => this.drain(), DRAIN_MS).unref();
    store(this.cells, RECORDING, recording);
  }

  /** Ends: threads stop recording at their next event. */
  stop(): void {
    store(this.cells, RECORDING, 0);
    clearInterval(this.timer);
    this.drain();
  }

  /** Empties all rings. */
  readonly drain = (): void => {
    this.rotate(performance.now());
    for (const [thread, reader] of this.readers.entries()) {
      const into = (this.generations.at(-1) as TraceWriter[])[thread] as TraceWriter;
      reader.drain((words, at) => this.take(into, words, at));
    }
  };

  /** Returns everything that is kept, in the order of time. */
  merged(): Trace {
    return mergeTraces(this.generations.flat().map((writer) => writer.trace()));
  }

  /** With a window: when the present generation covers it, the one before it goes. */
  private rotate(nowMs: number): void {
    if (nowMs - this.generationSince < this.keeping.keepMs) return;
    this.generationSince = nowMs;
    this.newGeneration();
    const gone = this.generations.length > 2 ? this.generations.shift() : undefined;
    for (const writer of gone ?? []) this.count -= writer.length;
  }

  private newGeneration(): void {
    this.generations.push(this.readers.map(() => new TraceWriter(undefined, this.strings)));
  }

  private take(into: TraceWriter, words: Int32Array, at: number): void {
    if (this.count === this.keeping.maxEvents) {
      this.beyondLimit++;
      return;
    }
    this.count++;
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
    const task = words[at + TASK] as number;
    into.append(time, kind, procAt(words, at), words[at + MACHINE] as number, task, a, b, c);
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
