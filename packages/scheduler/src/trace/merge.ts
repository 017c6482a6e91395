/**
 * Several streams, one per writer, become one trace in the order of time.
 *
 * The order is stable: at equal times the stream that comes first in the list goes first, and no
 * event ever passes an earlier one of its own stream. Where a writer's clock went backwards, its
 * late events follow at once; `checkTrace` then reports the clock.
 *
 * The streams are on one clock and one epoch, as all threads of a process are.
 */

import type { Cursor } from './cursor.js';
import { UNNAMED } from './event.js';
import { NONE } from './layout.js';
import { Strings } from './strings.js';
import { textArgsOf } from './table.js';
import type { Trace } from './trace.js';
import { TraceWriter } from './writer.js';

/** Merges streams. Names are interned anew, so the streams may have tables of their own. */
export function mergeTraces(streams: readonly Trace[]): Trace {
  const info = streams[0]?.info ?? UNNAMED;
  for (const { info: other } of streams) {
    if (other.epochMs !== info.epochMs) {
      throw new RangeError(`merge: streams of epochs ${info.epochMs} and ${other.epochMs}`);
    }
  }
  const out = new TraceWriter(info, new Strings());
  const heads = streams.map((trace, order) => new Head(trace, order, out.strings));
  const heap = heads.filter((head) => head.advance()).sort((one, other) => compare(one, other));
  for (let head = heap[0]; head !== undefined; head = heap[0]) {
    head.copyTo(out);
    if (!head.advance()) {
      const last = heap.pop();
      if (last === undefined || last === head) continue;
      heap[0] = last;
    }
    sink(heap);
  }
  return out.trace();
}

/** The next event of one stream. */
class Head {
  readonly order: number;
  time = 0;
  readonly #event: Cursor;
  readonly #texts: Int32Array;

  constructor(trace: Trace, order: number, strings: Strings) {
    this.order = order;
    this.#event = trace.cursor();
    this.#texts = new Int32Array(trace.strings.size);
    for (let id = 0; id < this.#texts.length; id++) {
      this.#texts[id] = strings.intern(trace.strings.get(id));
    }
  }

  advance(): boolean {
    if (!this.#event.next()) return false;
    this.time = this.#event.time;
    return true;
  }

  copyTo(out: TraceWriter): void {
    const { time, kind, proc, machine, task } = this.#event;
    let { a, b, c } = this.#event;
    const texts = textArgsOf(kind);
    if (texts !== 0) {
      if ((texts & 1) !== 0) a = this.#text(a);
      if ((texts & 2) !== 0) b = this.#text(b);
      if ((texts & 4) !== 0) c = this.#text(c);
    }
    out.append(time, kind, proc, machine, task, a, b, c);
  }

  /** A number that has no text becomes one that never has, for `checkTrace` to find. */
  #text(id: number): number {
    return this.#texts[id] ?? NONE;
  }
}

function compare(one: Head, other: Head): number {
  return one.time - other.time || one.order - other.order;
}

/** Restores the order of a heap whose root has changed. */
function sink(heap: Head[]): void {
  const root = heap[0];
  if (root === undefined) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    let least = heap[child];
    if (least === undefined) break;
    const right = heap[child + 1];
    if (right !== undefined && compare(right, least) < 0) {
      least = right;
      child++;
    }
    if (compare(root, least) <= 0) break;
    heap[at] = least;
    at = child;
  }
  heap[at] = root;
}
