/** Keeps recorded events, all of them or the latest part. */

import { mergeTraces } from '../trace/merge.js';
import type { Trace } from '../trace/trace.js';
import { TraceWriter } from '../trace/writer.js';
import type { Sink, Units } from './collector.js';
import { skip, type Context } from './packed.js';
import type { Texts } from './texts.js';

/** What is kept. */
export interface Keeping {
  /** Milliseconds of the latest events that are kept at least; infinite: all. */
  readonly keepMs: number;
  /** Events that are kept at most. */
  readonly maxEvents: number;
}

/** Words of a chunk of units, if no more come at once. */
const CHUNK_WORDS = 2 ** 16;

/** The events of one recording. */
export class Keeper implements Sink {
  /** Events that came after the limit was reached. */
  beyondLimit = 0;
  private readonly texts: Texts;
  private readonly threads: number;
  private readonly keeping: Keeping;
  private generations: Generation[] = [];
  private generationSince: number;
  private count = 0;

  constructor(threads: number, texts: Texts, keeping: Keeping, nowMs: number) {
    this.threads = threads;
    this.texts = texts;
    this.keeping = keeping;
    this.generationSince = nowMs;
    this.generations.push(new Generation(threads));
  }

  /** Events kept so far. */
  get events(): number {
    return this.count;
  }

  begin(): void {
    this.rotate(performance.now());
  }

  take(thread: number, units: Units): void {
    const room = this.keeping.maxEvents - this.count;
    const { words, from, to, events } = units;
    if (events > room) {
      this.beyondLimit += events - room;
      if (room === 0) return;
      units = { ...units, to: skip(words, from, to, room), events: room };
    }
    this.count += units.events;
    (this.generations.at(-1) as Generation).take(thread, units);
  }

  end(): void {
    // Nothing waits for the end of a round.
  }

  /** Returns everything that is kept, in the order of time. */
  merged(): Trace {
    const streams = this.generations.map((each) => each.traces(this.texts)).flat();
    return mergeTraces(streams);
  }

  /** With a window: when the present generation covers it, the one before it goes. */
  private rotate(nowMs: number): void {
    if (nowMs - this.generationSince < this.keeping.keepMs) return;
    this.generationSince = nowMs;
    this.generations.push(new Generation(this.threads));
    if (this.generations.length > 2) this.count -= this.generations.shift()?.events ?? 0;
  }
}

/** What came of each thread in one part of the time. */
class Generation {
  events = 0;
  private readonly streams: (Stream | undefined)[];

  constructor(threads: number) {
    this.streams = Array.from({ length: threads });
  }

  take(thread: number, units: Units): void {
    this.events += units.events;
    let stream = this.streams[thread];
    if (stream === undefined) this.streams[thread] = stream = new Stream(units.context);
    stream.append(units);
  }

  traces(texts: Texts): Trace[] {
    return this.streams.map(
      (stream) => stream?.trace(texts) ?? new TraceWriter(undefined, texts.strings).trace(),
    );
  }
}

/** Units of one thread, as they came, in chunks. */
class Stream {
  private readonly context: Readonly<Context>;
  private readonly chunks: { readonly words: Int32Array; used: number }[] = [];

  /** @param context at the start of the first units. */
  constructor(context: Readonly<Context>) {
    this.context = context;
  }

  append({ words, from, to }: Units): void {
    let last = this.chunks.at(-1);
    if (last === undefined || last.words.length - last.used < to - from) {
      last = { words: new Int32Array(Math.max(CHUNK_WORDS, to - from)), used: 0 };
      this.chunks.push(last);
    }
    last.words.set(words.subarray(from, to), last.used);
    last.used += to - from;
  }

  trace(texts: Texts): Trace {
    const out = new TraceWriter(undefined, texts.strings);
    const context = { ...this.context };
    for (const { words, used } of this.chunks) {
      texts.unpack(words, 0, used, context, (time, kind, proc, machine, task, a, b, c) => {
        out.append(time, kind, proc, machine, task, a, b, c);
      });
    }
    return out.trace();
  }
}
