/** Blocks in shared memory: their headers, their payloads, and the bits that say "returned". */

import { Buffer } from 'node:buffer';

import { load, read, setBits, write, type Cells } from '../atomics.js';
import { describe } from '../describe.js';
import {
  ARENA_CHUNK_BYTES,
  ARENA_GRANULE_BYTES,
  ARENA_GRANULE_CELLS,
  arenaParts,
  BLOCK_HEADER_BYTES,
  BLOCK_HOLDER,
  BLOCK_LENGTH,
  MAX_ARENA_BYTES,
} from '../layout.js';

/** What an arena needs of the runtime's memory: all views begin at the start of the buffer. */
export interface ArenaMemory {
  readonly cells: Cells;
  readonly floats: Float64Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  readonly plan: { readonly arenaAt: number; readonly arenaBytes: number };
}

// Imported names are looked up at each use; in what runs for every block that is measurable.
const GRANULE_CELLS = ARENA_GRANULE_CELLS;
const HOLDER = BLOCK_HOLDER;
const LENGTH = BLOCK_LENGTH;

/** Payloads up to so many units of 8 bytes are zeroed by a loop: calls cost more. */
const LOOP_UNITS = 16;
/** Up to so many by `fill`, longer ones by copying zeroes, which is faster but costs more to call. */
const FILL_UNITS = 96;

const ZEROES = Buffer.alloc(8192);

/** One thread's view of the blocks. */
export class Blocks {
  readonly cells: Cells;
  private readonly floats: Float64Array<SharedArrayBuffer>;
  private readonly buffer: Buffer<SharedArrayBuffer>;
  private readonly arenaAt: number;
  private readonly firstCell: number;
  private readonly returnedAt: number;

  /**
   * Makes a view of the blocks of an arena.
   *
   * @throws RangeError if the plan is not one of an arena in this memory.
   */
  constructor(memory: ArenaMemory) {
    checkPlan(memory);
    const { cells, floats, plan } = memory;
    this.cells = cells;
    this.floats = floats;
    this.buffer = Buffer.from(floats.buffer);
    this.arenaAt = plan.arenaAt;
    this.firstCell = plan.arenaAt / 4;
    this.returnedAt = this.firstCell + arenaParts(plan.arenaBytes).returnedAt;
  }

  /** Where a block's payload starts, in bytes from the start of the buffer. */
  byteOffset(address: number): number {
    return this.arenaAt + address * ARENA_GRANULE_BYTES + BLOCK_HEADER_BYTES;
  }

  /** Who holds a block; 0: nobody. Right for its holder and for its chunk's owner. */
  holder(address: number): number {
    return read(this.cells, this.header(address) + HOLDER);
  }

  /** Who holds a block, for anybody. */
  loadHolder(address: number): number {
    return load(this.cells, this.header(address) + HOLDER);
  }

  /** Bytes of a block's payload, rounded up to eights. */
  length(address: number): number {
    return read(this.cells, this.header(address) + LENGTH) * 8;
  }

  /** Makes a free block somebody's; the length is in units of 8 bytes. */
  hold(address: number, holder: number, units: number): void {
    const header = this.header(address);
    write(this.cells, header + LENGTH, units);
    write(this.cells, header + HOLDER, holder);
  }

  /** Makes a block with a zeroed payload nobody's. */
  clear(address: number): void {
    const header = this.header(address);
    write(this.cells, header + HOLDER, 0);
    write(this.cells, header + LENGTH, 0);
  }

  /**
   * Zeroes the payload of a block that `holder` holds, and makes it nobody's; false, and nothing, if
   * it does not hold it, or has returned it. For the chunk's owner.
   */
  release(address: number, holder: number): boolean {
    const { cells } = this;
    const header = this.header(address);
    const returned = read(cells, this.returnedCell(address)) >>> address;
    if (read(cells, header + HOLDER) !== holder || (returned & 1) === 1) return false;
    this.wipeUnits((header >>> 1) + 1, read(cells, header + LENGTH));
    write(cells, header + HOLDER, 0);
    write(cells, header + LENGTH, 0);
    return true;
  }

  /** Zeroes a payload. */
  wipe(address: number): void {
    const header = this.header(address);
    this.wipeUnits((header >>> 1) + 1, read(this.cells, header + LENGTH));
  }

  /** Zeroes what a payload of so many bytes would not overwrite of the one that was left here. */
  wipeRest(address: number, bytes: number): void {
    const header = this.header(address);
    const first = bytes >>> 3; // the last one that it fills, or fills in part
    const rest = read(this.cells, header + LENGTH) - first;
    if (rest > 0) this.wipeUnits((header >>> 1) + 1 + first, rest);
  }

  /** The cell with the returned bit of an address; the bit is its last five bits. */
  returnedCell(address: number): number {
    return this.returnedAt + (address >>> 5);
  }

  /** Says whether somebody has returned a block that its chunk's owner has not yet collected. */
  isReturned(address: number): boolean {
    return ((load(this.cells, this.returnedCell(address)) >>> address) & 1) === 1;
  }

  /** Marks a block as returned; false if it is so already. */
  return(address: number): boolean {
    return setBits(this.cells, this.returnedCell(address), 1 << address) === 0;
  }

  private wipeUnits(start: number, units: number): void {
    if (units > LOOP_UNITS) {
      this.wipeLong(start, units);
      return;
    }
    const { floats } = this;
    const end = start + units;
    for (let i = start; i < end; i++) floats[i] = 0;
  }

  private wipeLong(start: number, units: number): void {
    if (units <= FILL_UNITS) this.floats.fill(0, start, start + units);
    else this.buffer.fill(ZEROES, start * 8, (start + units) * 8);
  }

  private header(address: number): number {
    return this.firstCell + address * GRANULE_CELLS;
  }
}

function checkPlan({ bytes, plan: { arenaAt, arenaBytes } }: ArenaMemory): void {
  const smallest = 2 * ARENA_CHUNK_BYTES;
  if (
    arenaBytes % ARENA_CHUNK_BYTES !== 0 ||
    !(arenaBytes >= smallest && arenaBytes <= MAX_ARENA_BYTES)
  ) {
    throw new RangeError(
      `plan.arenaBytes: expected a multiple of ${ARENA_CHUNK_BYTES} from ${smallest} ` +
        `to ${MAX_ARENA_BYTES}, received ${describe(arenaBytes)}`,
    );
  }
  if (arenaAt % ARENA_CHUNK_BYTES !== 0 || arenaAt + arenaBytes > bytes.length) {
    throw new RangeError(
      `plan.arenaAt: expected a multiple of ${ARENA_CHUNK_BYTES} with ${arenaBytes} bytes behind ` +
        `it in the buffer of ${bytes.length}, received ${describe(arenaAt)}`,
    );
  }
}
