/**
 * Blocks that do not share a chunk: each is a run of chunks, and its address is its head's.
 *
 * Zeroing what the next payload overwrites is a sixth of the work of a megabyte's way there
 * and back, so a freed block of moderate size is *left* as it is. Its bytes are gone as soon as one of
 * these happens: a payload of as many chunks, of any thread, takes the run, and what it does not
 * overwrite is zeroed before it gets the block; the thread that left it tidies up, or leaves
 * {@link MOST_LEFT} others; it dies, and is recovered; a thread finds no room without it. So nobody is
 * ever given a block in which there is more of another payload than what it overwrites.
 */

import { ARENA_CHUNK_BYTES, ARENA_GRANULES, BLOCK_HEADER_BYTES } from '../layout.js';
import type { Blocks } from './blocks.js';
import { kindOf, LEFT, type ChunkMap } from './chunk-map.js';

/** How many runs a thread leaves: enough for calls that take turns. */
const MOST_LEFT = 16;
/** The largest payload that is left. */
const MOST_LEFT_BYTES = 2 ** 22;

/** One thread's way to the large blocks. They belong to no thread: whoever frees one does it all. */
export class LargeBlocks {
  private readonly blocks: Blocks;
  private readonly map: ChunkMap;
  /** A ring: the runs that this thread left last, head and cell of each. Others may have taken them. */
  private readonly left = new Int32Array(2 * MOST_LEFT);
  private next = 0;
  /** Whether a run was left since the last tidying. */
  private isUntidy = false;
  private readonly onUntidy: (() => void) | undefined;

  constructor(blocks: Blocks, map: ChunkMap, onUntidy?: () => void) {
    this.blocks = blocks;
    this.map = map;
    this.onUntidy = onUntidy;
  }

  /** Allocates a block for a payload that will fill it; 0 if there is no such run of chunks now. */
  allocate(bytes: number, holder: number): number {
    const length = Math.ceil((bytes + BLOCK_HEADER_BYTES) / ARENA_CHUNK_BYTES);
    const head = this.map.claimRun(length);
    if (head === 0) return 0;
    const address = head * ARENA_GRANULES;
    this.blocks.wipeRest(address, bytes);
    this.blocks.hold(address, holder, Math.ceil(bytes / 8));
    this.map.publishRun(head);
    return address;
  }

  /** Frees a block whose head's cell was `seen`; false if somebody else has. May leave its bytes. */
  free(head: number, seen: number): boolean {
    const { blocks, map } = this;
    if (!map.beginRelease(head, seen)) return false;
    // Its header stays as well: the length says what is to be zeroed, and the holder is nobody.
    if (blocks.length(head * ARENA_GRANULES) > MOST_LEFT_BYTES) this.finish(head);
    else this.remember(head, map.leaveRun(head));
    return true;
  }

  /** Zeroes and frees a block, or a run that was left, whose head's cell was `seen`. */
  wipe(head: number, seen: number): boolean {
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

  /** Zeroes and gives back what this thread has left. */
  tidy(): void {
    if (!this.isUntidy) return;
    for (let i = 0; i < MOST_LEFT; i++) this.forget(i);
    this.isUntidy = false;
  }

  /** Zeroes and gives back what any thread has left. */
  tidyAll(): void {
    const { map } = this;
    for (let head = map.first; head < map.end; head++) {
      const word = map.read(head);
      if (kindOf(word) === LEFT) this.wipe(head, word);
    }
  }

  private remember(head: number, word: number): void {
    const { left, next } = this;
    this.forget(next);
    left[2 * next] = head;
    left[2 * next + 1] = word;
    this.next = (next + 1) % MOST_LEFT;
    if (this.isUntidy) return;
    this.isUntidy = true;
    this.onUntidy?.();
  }

  private forget(i: number): void {
    const { left } = this;
    const head = left[2 * i] as number;
    const word = left[2 * i + 1] as number;
    left[2 * i] = 0;
    // What others have taken has another cell for ever. A plain read may miss that: the swap does not.
    if (head !== 0 && this.map.read(head) === word) this.wipe(head, word);
  }
}
