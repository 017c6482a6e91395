/** How long each P has worked until when: for any window of time, its utilisation. */

import { kindInfo, NONE, ProcState } from '@pilfer/scheduler/trace';
import type { TraceEvent } from '@pilfer/scheduler/trace';

/** The times at which one P began and ended to work, and how much it had worked by then. */
class WorkTimes {
  isWorking = false;
  #count = 0;
  #times = new Float64Array(16);
  /** Work done by then, ns. */
  #sums = new Float64Array(16);

  /** It begins, or ends, to work. */
  turn(time: number): void {
    if (this.#count === this.#times.length) {
      this.#times = grown(this.#times);
      this.#sums = grown(this.#sums);
    }
    const sum = this.until(time);
    this.#times[this.#count] = time;
    this.#sums[this.#count++] = sum;
    this.isWorking = !this.isWorking;
  }

  /** Work done until a time. Every second turn, from the first, begins a stretch of work. */
  until(time: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] as number) <= time) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const sum = this.#sums[low - 1] as number;
    return low % 2 === 1 ? sum + time - (this.#times[low - 1] as number) : sum;
  }
}

/** The work of all Ps. */
export class Busy {
  readonly #procs = new Map<number, WorkTimes>();

  see(event: TraceEvent): void {
    if (event.proc === NONE) return;
    const state = kindInfo(event.kind)?.enters;
    if (state === undefined) return;
    let times = this.#procs.get(event.proc);
    if (times === undefined) this.#procs.set(event.proc, (times = new WorkTimes()));
    if (times.isWorking !== (state === ProcState.running)) times.turn(event.time);
  }

  /** Share of a window in which a P worked; a window without length has none. */
  share(proc: number, from: number, to: number): number {
    const times = this.#procs.get(proc);
    if (times === undefined || !(to > from)) return 0;
    return Math.min(1, (times.until(to) - times.until(from)) / (to - from));
  }
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}
