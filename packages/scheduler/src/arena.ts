/**
 * The payload arena: blocks of bytes that one thread allocates, another reads, and either frees,
 * while any thread may die between any two of its accesses.
 *
 * ## Approach
 *
 * The arena is divided into chunks of 64 KiB. A thread claims a chunk, for blocks of one size, and
 * alone allocates in it: which blocks are free it keeps to itself, in private bits, so that its own
 * `allocate` and `free` are plain accesses. A block that does not fit in half a chunk is a run of
 * chunks of its own (arena/chunk-map.ts). 64 KiB: a chunk's 1,024 granules of 64 bytes are one line
 * of bits; a thread that uses all thirty sizes holds 2 MB; and claiming a run, one compare-and-swap
 * per 64 KiB, costs a hundredth of copying into it.
 *
 * What is shared, and is the truth, is one word or one bit for each question:
 *
 * | question                       | where              | changed by                                 |
 * |--------------------------------|--------------------|--------------------------------------------|
 * | whose is the chunk?            | chunk map          | claim: swap from 0; the owner; its heir    |
 * | who holds the block? 0: nobody | its header         | the chunk's owner                          |
 * | has its holder returned it?    | returned bit       | set once, by the holder; the owner clears  |
 *
 * A *holder* is a positive number that names the place where the address is kept (slot + 1): a
 * block is in use as long as its header names a holder and its bit is not set. The free bits are
 * only derived from that.
 *
 * ## What callers promise
 *
 * (a) Whoever has an address keeps it where its holder says: from before any other thread can see
 *     it, until after `free` has returned. It is removed from there before an `Atomics` operation
 *     on which `isHeld` relies when it says no (the slot's control word).
 * (b) One thread at a time has the right to free what a holder holds, and takes it over by
 *     `Atomics` operations (the slot's states), or by that thread's 'exit'.
 * (c) The holder's number is not used again while somebody still has to look after what a dead
 *     thread left there.
 *
 * ## Why no block is lost or freed twice (I6)
 *
 * *Free ∥ collect.* A holder's bit is set by one atomic operation, which says whether it was set already:
 * a block is returned once. The owner loads the word, clears those headers, and only then clears
 * those bits by one `and`; bits that are set in between stay. Since the owner reuses a block only
 * after it has cleared its bit, the holder's zeroes, written before its `or`, come before anything
 * that the next holder writes.
 *
 * *Free ∥ death of the owner.* Returned bits belong to the chunk, not to a thread, so whoever
 * returns a block need not know whose the chunk is, and can't be too late: the bit is found by
 * whoever owns the chunk then. A dead thread's chunks become those of the thread that recovers it
 * (main), {@link Arena.recover}: by then nobody else looks at the headers as an owner does. The
 * free bits are rebuilt: a block without a holder is free. (A thread that died inside `collect` can
 * have left bits of such blocks: they are cleared.) One with a holder is kept if its bit is set
 * (and is collected next) or if the holder has its address. Else it is nobody's: the dead thread
 * was about to hand it out, or to free it. Could some live thread F be about to free it? By (a) F's
 * `or` comes before F removes the address, and F's next `Atomics` operation before `isHeld` says no;
 * the bit is looked at after that, and F's would be seen.
 *
 * *Death of who frees.* If it dies before its `or`, its holder still has the address. If after, the
 * holder may still have it, though the block is free, or is already used by another, or the chunk
 * is: whoever cleans up must not believe an address that a dead thread left. {@link Arena.reclaim}
 * frees the block only if that holder still holds it: it sees chunk map, bit, header, chunk map, in
 * this order. No bit and that holder's number: so it was not freed, for a cleared bit implies a
 * cleared header, and by (c) no other block has that holder. That the header is one is shown by the
 * two equal looks at the chunk map, whose cells differ for each claim.
 * (ABA: one thread claims and gives back the same chunk 65,536 times between the two looks, and has
 * a payload at that place that looks like the holder. Accepted, and named here.)
 *
 * *Chunks and runs.* Claiming and giving back a chunk is one operation each. In a run, the head's
 * cell names the thread that claims or frees it until that is done; the swap from LARGE to FREEING
 * is what frees the block, once. If that thread dies, `recover` finds the cell and does the rest; it
 * needs only the cells of the run itself.
 *
 * *Stale bytes.* The payload of a block that shares its chunk is zeroed before its bit is set, or its
 * header cleared. So free blocks and chunks contain zeroes only, at each step, as memory does at first:
 * that is why nothing needs to be initialised. A freed run may be left with its bytes for a while,
 * which arena/large.ts argues; it is free only when they are gone.
 *
 * ## Rejected
 *
 * - A list of returned blocks for each thread (a Treiber stack through their headers, one exchange
 *   takes all). "Freed" and "in the list" are two steps: who dies in between leaves a block that is
 *   in use for ever, and a push to a list whose owner has died needs somebody who looks there for
 *   ever. It saves the owner a look at its full chunks, which is cheap here: a line each.
 * - A journal of what each thread is about to free. Its entry and the free are two steps as well,
 *   and after both the block can be another's: it must be told from its former self anyway.
 * - Free lists through the blocks: what dies with its owner should not be in shared memory, and a
 *   chunk would have to be cleaned before it is given back for another size.
 *
 * ## Cost
 *
 * In `Atomics` calls: `allocate` 0, `free` 0 by the chunk's owner, 1 by others; collecting 2 per 32
 * neighbouring blocks; claiming a chunk 1, giving it back 1; a large block of n chunks n + 1 to
 * allocate and n + 1 to free, or 2 and n + 3 if it is left and taken again. Zeroing is extra: about
 * 0.1 ns per byte.
 *
 * An empty chunk stays with its owner while it is the current one of its size, so that allocating
 * and freeing one block again and again does not claim and give back; `collect` gives it back too.
 */

import { clearBits } from './atomics.js';
import { Blocks, type ArenaMemory } from './arena/blocks.js';
import {
  BLOCKS,
  ChunkMap,
  CLAIMING,
  classOf,
  FREE,
  FREEING,
  kindOf,
  LARGE,
  LEFT,
  threadOf,
} from './arena/chunk-map.js';
import { Chunk } from './arena/chunk.js';
import { LargeBlocks } from './arena/large.js';
import { Pool } from './arena/pool.js';
import {
  addressesIn,
  classNumberFor,
  LARGEST_SHARED,
  sizeClass,
  startsBlock,
} from './arena/size-classes.js';
import { usageOf, type ArenaUsage } from './arena/usage.js';
import { describe } from './describe.js';
import { ARENA_CHUNK_BYTES, ARENA_GRANULES, BLOCK_HEADER_BYTES } from './layout.js';

export type { ArenaMemory, ArenaUsage };

/** How many chunks `allocate` looks through before it claims another one. */
const LOOKS = 8;

/** One thread's way to the arena. At most one of these at a time may use a thread's number. */
export class Arena {
  /** The largest payload that can ever fit, in bytes. */
  readonly limit: number;
  private readonly thread: number;
  private readonly blocks: Blocks;
  private readonly map: ChunkMap;
  private readonly large: LargeBlocks;
  /** By size class: made at the first use. */
  private readonly pools: (Pool | undefined)[] = [];
  /** By number: the chunks that this thread owns. */
  private readonly owned: (Chunk | undefined)[] = [];

  /**
   * Makes a thread's view of the arena at `plan.arenaAt`: zeroed memory, or in use already.
   *
   * @param onUntidy is called when {@link tidy} has become due: soon, and before the thread rests.
   * @throws RangeError if the plan is not one of an arena.
   */
  constructor(memory: ArenaMemory, thread: number, onUntidy?: () => void) {
    this.thread = thread;
    this.blocks = new Blocks(memory);
    this.map = new ChunkMap(memory, thread);
    this.large = new LargeBlocks(this.blocks, this.map, onUntidy);
    this.limit = (this.map.end - this.map.first) * ARENA_CHUNK_BYTES - BLOCK_HEADER_BYTES;
  }

  /**
   * Allocates a block for a payload of so many bytes, which the caller overwrites, all of them, before
   * anybody reads it, and that `holder` will keep; returns its address, a positive 32-bit integer, or 0
   * if there is no room now.
   *
   * @throws RangeError if so many bytes can never fit, or an argument is not an integer in range.
   */
  allocate(bytes: number, holder: number): number {
    if (!((bytes | 0) === bytes && bytes >= 0 && bytes <= LARGEST_SHARED) || !isHolder(holder)) {
      return this.allocateLarge(bytes, holder);
    }
    const number = classNumberFor(bytes);
    const pool = this.pools[number] ?? this.addPool(number);
    if (pool.current.isFull && !this.refill(pool)) return 0;
    const address = pool.current.take();
    this.blocks.hold(address, holder, (bytes + 7) >>> 3);
    return address;
  }

  /**
   * Frees a block that `holder` keeps, whoever allocated it, and zeroes it: at once, or, if it is
   * large, when nobody overwrites it until {@link tidy}.
   *
   * @throws Error if the holder does not hold the block, or has returned it already.
   */
  free(address: number, holder: number): void {
    const number = chunkOf(address);
    const chunk = number < this.owned.length ? this.owned[number] : undefined;
    if (chunk === undefined) {
      this.freeForeign(address, holder);
      return;
    }
    if (!(holder > 0 && this.blocks.release(address, holder))) throw this.notHeld(address, holder);
    chunk.put(address);
    if (chunk.isEmpty && chunk.pool.current !== chunk) this.giveBack(chunk);
  }

  /** Where the payload of a block starts, in bytes from the start of the buffer: a multiple of 8. */
  byteOffset(address: number): number {
    return this.blocks.byteOffset(address);
  }

  /**
   * Takes back what others have returned to this thread, and gives back its empty chunks: for
   * moments with nothing better to do. `allocate` does it too before it says that there is no room.
   */
  collect(): void {
    for (const pool of this.pools) {
      for (const chunk of pool?.chunks() ?? []) {
        chunk.collect(this.blocks);
        if (chunk.isEmpty) this.giveBack(chunk);
      }
    }
    this.tidy();
  }

  /** Zeroes what this thread has freed and left unzeroed. Next to nothing, if that is nothing. */
  tidy(): void {
    this.large.tidy();
  }

  /**
   * Frees a block, if `holder` still holds it: for an address that a dead thread had the right to
   * free, and has or has not freed. Returns whether it did.
   */
  reclaim(address: number, holder: number): boolean {
    const { blocks, map } = this;
    const number = chunkOf(address);
    if (!this.isInside(number) || !isHolder(holder)) return false;
    const word = map.load(number);
    switch (kindOf(word)) {
      case BLOCKS: {
        if (!startsBlock(sizeClass(classOf(word)), address % ARENA_GRANULES)) return false;
        if (blocks.isReturned(address) || blocks.loadHolder(address) !== holder) return false;
        if (map.load(number) !== word) return false;
        this.free(address, holder);
        return true;
      }
      case LARGE:
        if (!startsChunk(address) || blocks.loadHolder(address) !== holder) return false;
        return this.large.wipe(number, word);
      default:
        return false;
    }
  }

  /**
   * Takes over what a dead thread owned, and frees what nobody has. Its 'exit' has been seen, no
   * thread with its number runs yet, and the addresses it had the right to free are reclaimed.
   *
   * @param isHeld says whether the address is where its holder says; it looks by an `Atomics` call.
   */
  recover(dead: number, isHeld: (address: number, holder: number) => boolean): void {
    if (dead === this.thread) throw new Error(`recover: thread ${dead} can't recover itself`);
    const { blocks, map } = this;
    for (let number = map.first; number < map.end; number++) {
      // Plain reads are good enough: the dead thread's writes came before its 'exit'.
      const word = map.read(number);
      const kind = kindOf(word);
      if (threadOf(word) !== dead) continue;
      if (kind === BLOCKS) {
        this.adopt(number, classOf(word), isHeld);
      } else if (kind === CLAIMING || kind === FREEING) {
        this.large.finish(number);
      } else if (kind === LARGE) {
        const address = number * ARENA_GRANULES;
        if (!isHeld(address, blocks.loadHolder(address))) this.large.wipe(number, word);
      } else if (kind === LEFT) {
        this.large.wipe(number, word);
      }
    }
  }

  /** Counts what is in use: exact when nobody else is at work. Looks at every block. */
  usage(): ArenaUsage {
    return usageOf(this.blocks, this.map);
  }

  private addPool(number: number): Pool {
    while (this.pools.length < number) this.pools.push(undefined);
    const pool = new Pool(sizeClass(number));
    this.pools[number] = pool;
    return pool;
  }

  /** Makes a chunk with a free block the current one; false if there is none. */
  private refill(pool: Pool): boolean {
    if (pool.find(this.blocks, LOOKS) || this.claim(pool)) return true;
    this.makeRoom();
    return pool.find(this.blocks, Infinity) || this.claim(pool);
  }

  /** Gives back what is not in use. */
  private makeRoom(): void {
    this.collect();
    this.large.tidyAll();
  }

  private claim(pool: Pool): boolean {
    const number = this.map.claim(pool.sizeClass.number);
    if (number === 0) return false;
    this.own(Chunk.empty(number, pool));
    return true;
  }

  private own(chunk: Chunk): void {
    while (this.owned.length <= chunk.number) this.owned.push(undefined);
    this.owned[chunk.number] = chunk;
    chunk.pool.add(chunk);
  }

  private giveBack(chunk: Chunk): void {
    this.owned[chunk.number] = undefined;
    chunk.pool.remove(chunk);
    this.map.release(chunk.number);
  }

  /** Frees a block in another thread's chunk, or a large one. */
  private freeForeign(address: number, holder: number): void {
    const { blocks, map } = this;
    const number = chunkOf(address);
    const word = this.isInside(number) ? map.read(number) : FREE;
    const kind = kindOf(word);
    if (kind !== BLOCKS && (kind !== LARGE || !startsChunk(address))) {
      throw new Error(`free: no block starts at ${describe(address)}`);
    }
    if (!(holder > 0 && blocks.holder(address) === holder)) throw this.notHeld(address, holder);
    if (kind === LARGE) {
      if (!this.large.free(number, word)) throw this.notHeld(address, holder);
    } else {
      blocks.wipe(address);
      if (!blocks.return(address)) throw this.notHeld(address, holder);
    }
  }

  private allocateLarge(bytes: number, holder: number): number {
    this.checkRequest(bytes, holder);
    const address = this.large.allocate(bytes, holder);
    if (address !== 0) return address;
    this.makeRoom();
    return this.large.allocate(bytes, holder);
  }

  private checkRequest(bytes: number, holder: number): void {
    if (!Number.isInteger(bytes) || bytes < 0) {
      throw new RangeError(`bytes: expected a non-negative integer, received ${describe(bytes)}`);
    }
    if (!isHolder(holder)) {
      throw new RangeError(`holder: expected a positive integer, received ${describe(holder)}`);
    }
    if (bytes > this.limit) {
      throw new RangeError(`bytes: expected at most ${this.limit}, received ${bytes}`);
    }
  }

  /** Makes a dead thread's chunk this thread's. */
  private adopt(
    number: number,
    classNumber: number,
    isHeld: (address: number, holder: number) => boolean,
  ): void {
    const { blocks, map } = this;
    const pool = this.pools[classNumber] ?? this.addPool(classNumber);
    const chunk = new Chunk(number, pool);
    for (const address of addressesIn(number, classNumber)) {
      const holder = blocks.holder(address);
      if (holder === 0) {
        this.sweepFree(address);
        chunk.put(address);
      } else if (!isHeld(address, holder) && !blocks.isReturned(address)) {
        blocks.wipe(address);
        blocks.return(address);
      }
    }
    map.adopt(number, classNumber);
    this.own(chunk);
    chunk.collect(blocks);
    if (chunk.isEmpty) this.giveBack(chunk);
  }

  /** Puts right what a thread can have left half done to a block that nobody holds. */
  private sweepFree(address: number): void {
    const { blocks } = this;
    if (blocks.length(address) !== 0) blocks.clear(address);
    if (blocks.isReturned(address)) {
      clearBits(blocks.cells, blocks.returnedCell(address), 1 << address);
    }
  }

  private notHeld(address: number, holder: number): Error {
    const found = this.blocks.loadHolder(address);
    if (found === holder && found !== 0) {
      return new Error(`free: block ${address} was returned before, by its holder ${holder}`);
    }
    const who = found === 0 ? 'nobody' : String(found);
    return new Error(`free: block ${address} is held by ${who}, not by ${describe(holder)}`);
  }

  private isInside(number: number): boolean {
    return number >= this.map.first && number < this.map.end;
  }
}

function chunkOf(address: number): number {
  return address >>> 10;
}

function startsChunk(address: number): boolean {
  return address % ARENA_GRANULES === 0;
}

function isHolder(holder: number): boolean {
  return (holder | 0) === holder && holder > 0;
}
