/** Keeps recorded events, all of them or the latest part. */

import { mergeTraces } from '../trace/merge.js';
import type { Strings } from '../trace/strings.js';
import type { Trace } from '../trace/trace.js';
import { TraceWriter } from '../trace/writer.js';
import type { Sink } from './collector.js';

/** What is kept. */
export interface Keeping {
  /** Milliseconds of the latest events that are kept at least; infinite: all. */
  readonly keepMs: number;
  /** Events that are kept at most. */
  readonly maxEvents: number;
}

/** The events of one recording. */
export class Keeper implements Sink {
  /** Events that came after the limit was reached. */
  beyondLimit = 0;
  private readonly strings: Strings;
  private readonly threads: number;
  private readonly keeping: Keeping;
  /** Streams of each thread: the older ones and the present one. */
  private generations: TraceWriter[][] = [];
  private generationSince: number;
  private count = 0;

  constructor(threads: number, strings: Strings, keeping: Keeping, nowMs: number) {
    this.threads = threads;
    this.strings = strings;
    this.keeping = keeping;
    this.generationSince = nowMs;
    this.newGeneration();
  }

  /** Events kept so far. */
  get events(): number {
    return this.count;
  }

  begin(): void {
    this.rotate(performance.now());
  }

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
  ): void {
    if (this.count === this.keeping.maxEvents) {
      this.beyondLimit++;
      return;
    }
    this.count++;
    const into = (this.generations.at(-1) as TraceWriter[])[thread] as TraceWriter;
    into.append(time, kind, proc, machine, task, a, b, c);
  }

  end(): void {
    // Nothing waits for the end of a round.
  }

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
    const writer = (): TraceWriter => new TraceWriter(undefined, this.strings);
    this.generations.push(Array.from({ length: this.threads }, writer));
  }
}
