/** The chunks of one size class that a thread owns: a ring, of which one gives out blocks. */

import type { Blocks } from './blocks.js';
import { Chunk, type ChunkRing } from './chunk.js';
import type { SizeClass } from './size-classes.js';

/** One size class of one thread. */
export class Pool implements ChunkRing {
  readonly sizeClass: SizeClass;
  /** The chunk that gives out blocks; with nothing in it, if the thread has none of this class. */
  current: Chunk;
  private readonly nothing: Chunk;

  constructor(sizeClass: SizeClass) {
    this.sizeClass = sizeClass;
    this.nothing = new Chunk(0, this);
    this.current = this.nothing;
  }

  /** Adds a chunk, to give out blocks from now on. The next search goes on where the last ended. */
  add(chunk: Chunk): void {
    const { current } = this;
    if (current !== this.nothing) {
      chunk.previous = current.previous;
      chunk.next = current;
      chunk.previous.next = chunk;
      current.previous = chunk;
    }
    this.current = chunk;
  }

  /** Takes a chunk out. */
  remove(chunk: Chunk): void {
    if (chunk.next === chunk) {
      this.current = this.nothing;
      return;
    }
    chunk.previous.next = chunk.next;
    chunk.next.previous = chunk.previous;
    if (this.current === chunk) this.current = chunk.next;
  }

  /**
   * Looks for a chunk with a free block, or one that others have returned, in up to `limit` chunks
   * from the current one on, and makes it the current one.
   */
  find(blocks: Blocks, limit: number): boolean {
    const first = this.current;
    if (first === this.nothing) return false;
    for (let looks = 0; looks < limit; looks++) {
      if (!this.current.isFull || this.current.collect(blocks)) return true;
      this.current = this.current.next;
      if (this.current === first) break;
    }
    return false;
  }

  /** All chunks, the current one first. */
  chunks(): Chunk[] {
    const all: Chunk[] = [];
    let chunk = this.current;
    while (chunk !== this.nothing && chunk !== all[0]) {
      all.push(chunk);
      chunk = chunk.next;
    }
    return all;
  }
}
