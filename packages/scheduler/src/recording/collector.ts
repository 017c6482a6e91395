/**
 * The main thread's side of recording: empties the rings of all threads every few milliseconds, while
 * anybody wants to have what is in them, and gives it to all who do.
 *
 * While it does, the main thread settles no promise. So it only looks through the units and hands them on
 * as they are (packed.ts); events are made of them when somebody wants to see any.
 */

import { store, type Cells } from '../atomics.js';
import { RECORDING } from '../layout.js';
import type { Memory } from '../memory.js';
import { contextOf, settle, type Context } from './packed.js';
import { RingReader } from './ring.js';
import { Texts, type TextsHost } from './texts.js';

/** How often the rings are emptied, milliseconds: at two million events a second, 10,000 events. */
const DRAIN_MS = 5;

/** What the collector asks of the runtime. */
export interface CollectorHost extends TextsHost {
  /** The P whose block this is, or was last. */
  procOfBlock(block: number): number;
  /** Nanoseconds on the clock of the events. */
  now(): number;
}

/** Who wants to have the events. */
export interface Sink {
  /** The rings are about to be emptied. */
  begin(): void;
  /** Units of a thread's ring, to be copied: so many events, in the context at their start. */
  take(thread: number, units: Units): void;
  /** The rings are empty: what happened before this time has been told. */
  end(horizon: number): void;
}

/** Units in a ring. */
export interface Units {
  readonly words: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly events: number;
  readonly context: Readonly<Context>;
}

/** Collects the events of one runtime. */
export class Collector {
  readonly texts: Texts;
  private readonly cells: Cells;
  private readonly readers: RingReader[];
  private readonly contexts: Context[];
  private readonly host: CollectorHost;
  private readonly procOfBlock: (block: number) => number;
  private readonly sinks = new Set<Sink>();
  private timer: NodeJS.Timeout | undefined = undefined;
  private recordings = 0;

  constructor(memory: Memory, host: CollectorHost) {
    this.texts = new Texts(host);
    this.cells = memory.cells;
    this.host = host;
    this.procOfBlock = (block) => host.procOfBlock(block);
    this.readers = Array.from({ length: memory.plan.threads }, (_, t) => new RingReader(memory, t));
    this.contexts = this.readers.map((_, thread) => contextOf(thread));
  }

  /** Gives a sink all events from now on. For the first one, the threads begin to record. */
  add(sink: Sink): void {
    this.drain(); // what lies in the rings of an earlier recording is nobody's
    if (this.sinks.size === 0) {
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
      reader.drain((words, from, to) => this.take(thread, words, from, to));
    }
    for (const sink of this.sinks) sink.end(horizon);
  };

  private take(thread: number, words: Int32Array, from: number, to: number): void {
    const now = this.contexts[thread] as Context;
    const context = { ...now };
    const events = settle(words, from, to, now, this.procOfBlock);
    for (const sink of this.sinks) sink.take(thread, { words, from, to, events, context });
  }
}
