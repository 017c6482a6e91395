/** Events of our own exports, in whatever order they come. */

import { TraceWriter, type TraceEvent, type Trace, type TraceInfo } from '@pilfer/scheduler/trace';

/** Events with their numbers, to be put in order. */
export class NumberedEvents {
  readonly writer: TraceWriter;
  readonly #info: TraceInfo;
  readonly #numbers: number[] = [];

  constructor(info: TraceInfo) {
    this.#info = info;
    this.writer = new TraceWriter(info);
  }

  add(number: number, event: TraceEvent): void {
    appendTo(this.writer, event);
    this.#numbers.push(number);
  }

  /** Returns the trace, and what of the `expected` events is missing. */
  finish(expected: number): { trace: Trace; problem: string | undefined } {
    const found = this.writer.trace();
    const order = Uint32Array.from(this.#numbers.keys());
    order.sort((one, other) => this.#number(one) - this.#number(other) || one - other);
    const out = new TraceWriter(this.#info, this.writer.strings);
    let last = -1;
    for (const at of order) {
      if (this.#number(at) === last) continue; // told twice
      last = this.#number(at);
      appendTo(out, found.event(at));
    }
    const trace = out.trace();
    const missing = expected - trace.length;
    const problem = missing > 0 ? `has ${trace.length} of ${expected} events` : undefined;
    return { trace, problem };
  }

  #number(at: number): number {
    return this.#numbers[at] as number;
  }
}

/** Appends an event. */
export function appendTo(writer: TraceWriter, event: TraceEvent): void {
  const { time, kind, proc, machine, task, a, b, c } = event;
  writer.append(time, kind, proc, machine, task, a, b, c);
}
