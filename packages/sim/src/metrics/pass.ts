/** What the measurements of a trace have in common: each sees every event once, in order. */

import type { Cursor } from '@pilfer/scheduler/trace';

/** One measurement. */
export interface Pass {
  see(event: Cursor): void;
}

/** Numbers in order of arrival, in memory that grows by doubling. */
export class Samples {
  #values = new Float64Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(2 * this.#count);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  /** Returns the numbers in order of size. */
  sorted(): Float64Array {
    return this.#values.slice(0, this.#count).sort();
  }
}
