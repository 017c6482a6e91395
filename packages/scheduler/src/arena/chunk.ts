/**
 * A chunk of blocks as its owner sees it: which ones are free. This is private memory; after the
 * owner's death it is made anew from the headers.
 */

import { clearBits, load, read } from '../atomics.js';
import { ARENA_GRANULES } from '../layout.js';
import type { Blocks } from './blocks.js';
import type { SizeClass } from './size-classes.js';

/** What a chunk belongs to: a ring of chunks of one size (pool.ts). */
export interface ChunkRing {
  readonly sizeClass: SizeClass;
  readonly current: Chunk;
  add(chunk: Chunk): void;
  remove(chunk: Chunk): void;
}

/** One chunk: a stack of free blocks, and a place in the ring of its pool. */
export class Chunk {
  readonly number: number;
  readonly pool: ChunkRing;
  next: Chunk = this;
  previous: Chunk = this;
  /** Where its first block is. */
  private readonly address: number;
  private readonly blocks: number;
  private free: number;
  /** Free blocks, as granules of this chunk: the first `free` elements. */
  private readonly stack: Uint16Array;

  /** Makes the view of a chunk of which no block is free. */
  constructor(number: number, pool: ChunkRing) {
    const { blocks } = pool.sizeClass;
    this.number = number;
    this.pool = pool;
    this.address = number * ARENA_GRANULES;
    this.blocks = blocks;
    this.free = 0;
    this.stack = new Uint16Array(blocks);
  }

  /** Makes the view of a chunk of which all blocks are free. */
  static empty(number: number, pool: ChunkRing): Chunk {
    const chunk = new Chunk(number, pool);
    const { blocks, granules } = pool.sizeClass;
    // The first block on top, so that memory is touched from the low end.
    for (let i = 0; i < blocks; i++) chunk.stack[i] = (blocks - 1 - i) * granules;
    chunk.free = blocks;
    return chunk;
  }

  /** Whether no block is free, as far as is known: some may have been returned. */
  get isFull(): boolean {
    return this.free === 0;
  }

  /** Whether all blocks are free. */
  get isEmpty(): boolean {
    return this.free === this.blocks;
  }

  /** Takes a free block out of a chunk that is not full. */
  take(): number {
    return this.address + (this.stack[--this.free] as number);
  }

  /** Puts a block back. */
  put(address: number): void {
    this.stack[this.free++] = address - this.address;
  }

  /**
   * Takes back the blocks that others have returned; says whether there were any. Two `Atomics`
   * calls for up to 32 neighbouring blocks; none if none.
   *
   * @throws Error if a block was returned that nobody holds.
   */
  collect(blocks: Blocks): boolean {
    if (this.isEmpty) return false;
    const before = this.free;
    for (const word of this.pool.sizeClass.words) this.collectWord(blocks, word);
    return this.free !== before;
  }

  private collectWord(blocks: Blocks, word: number): void {
    const { cells } = blocks;
    const first = this.address + (word << 5);
    const cell = blocks.returnedCell(first);
    // A plain read may miss what is returned just now: the next look finds it.
    if (read(cells, cell) === 0) return;
    const returned = load(cells, cell); // after who returned them had read and zeroed the blocks
    for (let bits = returned; bits !== 0; bits &= bits - 1) {
      const address = first + 31 - Math.clz32(bits & -bits);
      if (blocks.holder(address) === 0) {
        throw new Error(
          `collect: block ${address} of chunk ${this.number} was returned while free`,
        );
      }
      blocks.clear(address);
      this.put(address);
    }
    clearBits(cells, cell, returned); // only now: who sees no bit sees no holder either
  }
}
