/**
 * An arena and a codec for programs about slots: a block is one cell, 1 while it is in use, and
 * values need no bytes. The real arena is proved by itself (arena.model.test.ts); what these add is
 * the question whether its users free each block exactly once (I6).
 */

import { exchange, load, type Cells } from '@pilfer/explorer';
import type { Arena } from '../../src/arena.js';
import type { Codec } from '../../src/codec/index.js';
import type { Memory } from '../../src/memory.js';
import type { Payloads } from '../../src/payloads.js';
import type { Slots } from '../../src/slots.js';
import { extraCells, type Parts } from './load.js';

/** Blocks that each thread can have: two for each slot. */
const PER_THREAD = 16;

/** What a task returns: it needs a block. */
export const RESULT = 'a result that needs a block';

/** The blocks of all threads. */
export class Blocks {
  private readonly cells: Cells;
  private readonly parts: Parts;
  private readonly memory: Memory;

  constructor(parts: Parts, memory: Memory) {
    this.parts = parts;
    this.memory = memory;
    this.cells = extraCells(1 + Math.ceil((memory.plan.threads * PER_THREAD) / 32));
  }

  /** A thread's way to write and read payloads: the real one, on these blocks. */
  payloads(thread: number, slots: Slots, isEstate = false): Payloads {
    const arena = {
      limit: 8,
      allocate: (_: number, holder: number) => this.allocate(thread, holder),
      free: (address: number) => {
        if (exchange(this.cells, address, 0) !== 1)
          throw new Error(`block ${address}: freed twice`);
      },
      // An estate's block may have been freed by the thread that died.
      reclaim: (address: number) => exchange(this.cells, address, 0),
      byteOffset: () => 0,
    };
    return new this.parts.Payloads(this.memory, slots, arena as never as Arena, CODEC, isEstate);
  }

  /** What the arena does for a dead thread: frees its blocks that no slot holds. */
  recover(dead: number, slots: Slots): void {
    for (let holder = 0; holder < PER_THREAD; holder++) {
      const address = addressOf(dead, holder);
      if (load(this.cells, address) === 0 || slots.isHeld(address, holder)) continue;
      exchange(this.cells, address, 0);
    }
  }

  /** How many are in use. */
  get used(): number {
    let used = 0;
    for (let address = 0; address < this.cells.length; address++) used += load(this.cells, address);
    return used;
  }

  private allocate(thread: number, holder: number): number {
    const address = addressOf(thread, holder);
    if (exchange(this.cells, address, 1) !== 0) throw new Error(`block ${address}: still in use`);
    return address;
  }
}

function addressOf(thread: number, holder: number): number {
  return 1 + thread * PER_THREAD + holder;
}

const CODEC = {
  encodeArguments: () => 8,
  decodeArguments: () => [],
  encodeResult: () => 8,
  decodeResult: () => RESULT,
  encodeError: () => 8,
  decodeError: () => 'an error',
  copyTo: () => undefined,
} as never as Codec;
