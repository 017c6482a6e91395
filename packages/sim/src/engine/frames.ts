/** Frames of loops, calls and scopes, linked per G from the inside out; a pool of columns. */

import { filled } from './goroutines.js';

/** The base of a loop's frame: a loop has none. */
export const LOOP: number = -2;

export class Frames {
  outer: Int32Array = new Int32Array(256);
  /** A call: where to go on. */
  pc: Int32Array = new Int32Array(256);
  /** A call or a scope: the youngest fork outside of it. */
  base: Int32Array = new Int32Array(256);
  /** A call: the function outside of it. A loop: rounds left. */
  count: Float64Array = new Float64Array(256);
  /** An inline fork: what its caller's random numbers were. */
  isInline: Uint8Array = new Uint8Array(256);
  random: Int32Array = new Int32Array(256);
  children: Int32Array = new Int32Array(256);
  private top = 0;
  private free = -1;

  push(outer: number, pc: number, base: number, count: number): number {
    let id = this.free;
    if (id >= 0) this.free = this.outer[id] as number;
    else {
      if (this.top === this.outer.length) this.grow();
      id = this.top++;
    }
    this.outer[id] = outer;
    this.pc[id] = pc;
    this.base[id] = base;
    this.count[id] = count;
    this.isInline[id] = 0;
    return id;
  }

  /** Gives a frame back and returns the one outside of it. */
  pop(id: number): number {
    const outer = this.outer[id] as number;
    this.outer[id] = this.free;
    this.free = id;
    return outer;
  }

  private grow(): void {
    const capacity = 2 * this.top;
    this.outer = filled(this.outer, new Int32Array(capacity));
    this.pc = filled(this.pc, new Int32Array(capacity));
    this.base = filled(this.base, new Int32Array(capacity));
    this.isInline = filled(this.isInline, new Uint8Array(capacity));
    this.random = filled(this.random, new Int32Array(capacity));
    this.children = filled(this.children, new Int32Array(capacity));
    this.count = filled(this.count, new Float64Array(capacity));
  }
}
