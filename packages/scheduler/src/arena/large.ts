/** Blocks that do not share a chunk: each is a run of chunks, and its address is its head's. */

import { ARENA_CHUNK_BYTES, ARENA_GRANULES, BLOCK_HEADER_BYTES } from '../layout.js';
import type { Blocks } from './blocks.js';
import type { ChunkMap } from './chunk-map.js';

/** One thread's way to the large blocks. They belong to no thread: whoever frees one does it all. */
export class LargeBlocks {
  private readonly blocks: Blocks;
  private readonly map: ChunkMap;

  constructor(blocks: Blocks, map: ChunkMap) {
    this.blocks = blocks;
    this.map = map;
  }

  /** Allocates a block; 0 if there is no such run of free chunks now. */
  allocate(bytes: number, holder: number): number {
    const length = Math.ceil((bytes + BLOCK_HEADER_BYTES) / ARENA_CHUNK_BYTES);
    const head = this.map.claimRun(length);
    if (head === 0) return 0;
    const address = head * ARENA_GRANULES;
    this.blocks.hold(address, holder, Math.ceil(bytes / 8));
    this.map.publishRun(head);
    return address;
  }

  /** Frees a block whose head's cell was `seen`; false if somebody else has. */
  free(head: number, seen: number): boolean {
    if (!this.map.beginRelease(head, seen)) return false;
    this.finish(head);
    return true;
  }

  /** Gives back a run that nobody else will: after this thread's swap, or a thread's death. */
  finish(head: number): void {
    const address = head * ARENA_GRANULES;
    this.blocks.wipe(address);
    this.blocks.clear(address);
    this.map.releaseRun(head);
  }
}
