/**
 * Who has which chunk: one cell for each, 0 if nobody. A chunk is claimed by compare-and-swap, so
 * there is no moment at which a dying thread leaves it in between. Chunks for blocks are taken from
 * the low end, runs for large blocks from the high end, so that neither breaks up the other.
 *
 * A large block lies in a run of chunks: its head, claimed first, and its tails, claimed upwards and
 * released downwards. So whoever finds the head of an unfinished run knows that the tails it has
 * are the ones that follow it without a gap. A run may also be left: whole, nobody's, and with the
 * bytes of its last payload still in it. One swap of its head takes it, for the next payload of that
 * many chunks or to zero it and give it back. Its tails stay as they are meanwhile, and a cell's stamp
 * says that nobody else has had it: so who has seen its head's cell, then its tails, and then swaps
 * that cell, knows its length.
 */

import { compareExchange, load, read, store, type Cells } from '../atomics.js';
import { arenaParts } from '../layout.js';
import type { ArenaMemory } from './blocks.js';

export const FREE = 0;
/** Divided into blocks of one class. */
export const BLOCKS = 1;
/** Head of a run that its thread is about to claim. */
export const CLAIMING = 2;
/** Head of a large block. Its thread allocated it, and has nothing more to do with it. */
export const LARGE = 3;
/** Head of a run that its thread is about to release. */
export const FREEING = 4;
/** Head of a run that was left by the thread named in it. */
export const LEFT = 6;
/** Not the head of a run. */
const TAIL = 5;

/** Steps of a search that one claim pays for: a small part of the time to fill even a single chunk. */
const STEPS_PER_CLAIM = 64;

/** The kind of a chunk map cell. */
export function kindOf(word: number): number {
  return word & 7;
}

/** The owner of a chunk of blocks, or the thread that last did something to a run. */
export function threadOf(word: number): number {
  return (word >>> 3) & 0xff;
}

/** The size class of a chunk of blocks. */
export function classOf(word: number): number {
  return (word >>> 11) & 0x1f;
}

/** One thread's view of the chunk map. */
export class ChunkMap {
  /** The first chunk that can be claimed, and the end of the last one. */
  readonly first: number;
  readonly end: number;
  private readonly cells: Cells;
  private readonly base: number;
  private readonly thread: number;
  /** Makes each claim's cell differ from that of earlier ones. */
  private stamp = 0;
  /** Where to look next for a chunk, upwards, and for a run, downwards. */
  private low: number;
  private high: number;
  /** Claims of runs since the last search from the top, and how many steps that one took. */
  private claims = 0;
  private stepsFromTop = 0;

  constructor({ cells, plan }: ArenaMemory, thread: number) {
    const parts = arenaParts(plan.arenaBytes);
    this.cells = cells;
    this.base = plan.arenaAt / 4;
    this.thread = thread;
    this.first = parts.firstChunk;
    this.end = parts.chunks;
    this.low = this.first;
    this.high = this.end;
  }

  /** A chunk's cell, for anybody. */
  load(chunk: number): number {
    return load(this.cells, this.base + chunk);
  }

  /** A chunk's cell, for whoever has something in the chunk. */
  read(chunk: number): number {
    return read(this.cells, this.base + chunk);
  }

  /** Claims a chunk for blocks of a class; 0 if none is free. */
  claim(sizeClass: number): number {
    const word = this.word(BLOCKS, sizeClass);
    return this.claimIn(this.low, this.end, word) || this.claimIn(this.first, this.low, word);
  }

  /** Makes the chunk of a dead thread one of this thread's. */
  adopt(chunk: number, sizeClass: number): void {
    store(this.cells, this.base + chunk, this.word(BLOCKS, sizeClass));
  }

  /** Gives back a chunk of blocks that are all free. */
  release(chunk: number): void {
    store(this.cells, this.base + chunk, FREE);
    this.low = Math.min(this.low, chunk);
  }

  /**
   * Claims a run, free or left, and returns its head, which is CLAIMING until it is published; 0: there
   * is none. It is the highest one, or, where many are in use, the next below that of the last claim: a
   * search from the top is made as soon as the claims since the last one have paid for it. So the
   * same memory is used again and again: what was never touched costs a page fault per 4 KiB.
   */
  claimRun(length: number): number {
    if (++this.claims * STEPS_PER_CLAIM >= this.stepsFromTop) this.high = this.end;
    const { high, end } = this;
    const head = this.claimRunBelow(high, length);
    return head === 0 && high < end ? this.claimRunBelow(end, length) : head;
  }

  /** Makes a claimed run a large block. */
  publishRun(head: number): void {
    store(this.cells, this.base + head, this.word(LARGE, 0));
  }

  /** Leaves a run whose head is FREEING, for the next payload of its length; returns its head's cell. */
  leaveRun(head: number): number {
    const word = this.word(LEFT, 0);
    store(this.cells, this.base + head, word);
    this.high = Math.max(this.high, this.endOfRun(head));
    return word;
  }

  /**
   * Claims the right to free a large block, or to zero a run that was left, whose head's cell was
   * `seen`; false if it is lost.
   */
  beginRelease(head: number, seen: number): boolean {
    const word = this.word(FREEING, 0);
    return compareExchange(this.cells, this.base + head, seen, word) === seen;
  }

  /** Gives back a run, or what was claimed of it, or what is left of it. */
  releaseRun(head: number): void {
    const end = this.endOfRun(head);
    for (let chunk = end - 1; chunk >= head; chunk--) store(this.cells, this.base + chunk, FREE);
    this.high = Math.max(this.high, end);
  }

  /** The chunk after the last tail of a run. */
  endOfRun(head: number): number {
    const tail = tailWord(head);
    let chunk = head + 1;
    while (chunk < this.end && this.load(chunk) === tail) chunk++;
    return chunk;
  }

  private claimIn(from: number, to: number, word: number): number {
    for (let chunk = from; chunk < to; chunk++) {
      // The plain read is a hint, and the swap decides.
      if (this.read(chunk) === FREE && this.swap(chunk, word)) {
        this.low = chunk + 1;
        return chunk;
      }
    }
    return 0;
  }

  /** Looks downwards for a run that ends at `end` or below. */
  private claimRunBelow(end: number, length: number): number {
    let free = 0;
    let steps = 0;
    let found = 0;
    for (let chunk = end - 1; chunk >= this.first; chunk--) {
      steps++;
      const word = this.read(chunk);
      if (word === FREE) {
        if (++free < length) continue;
        const claimed = this.tryRun(chunk, length);
        if (claimed === length) {
          found = this.high = chunk;
          break;
        }
        free = claimed; // what lies below the chunk that another thread took
      } else {
        free = 0;
        // An old value leads past some free chunks at worst.
        if (kindOf(word) === TAIL) chunk = headOf(word);
        if (this.takeLeft(chunk, length)) {
          found = this.high = chunk;
          break;
        }
      }
    }
    if (end === this.end) {
      this.stepsFromTop = steps;
      this.claims = 0;
    }
    return found;
  }

  /** Claims a run, or none of it; returns how many chunks it could have. */
  private tryRun(head: number, length: number): number {
    if (!this.swap(head, this.word(CLAIMING, 0))) return 0;
    for (let claimed = 1; claimed < length; claimed++) {
      if (this.swap(head + claimed, tailWord(head))) continue;
      this.releaseRun(head);
      return claimed;
    }
    return length;
  }

  /** Takes a run that was left, if this is the head of one of this length. */
  private takeLeft(head: number, length: number): boolean {
    if (kindOf(this.read(head)) !== LEFT) return false;
    const word = this.load(head);
    if (kindOf(word) !== LEFT || this.endOfRun(head) !== head + length) return false;
    const claiming = this.word(CLAIMING, 0);
    return compareExchange(this.cells, this.base + head, word, claiming) === word;
  }

  private swap(chunk: number, word: number): boolean {
    return compareExchange(this.cells, this.base + chunk, FREE, word) === FREE;
  }

  private word(kind: number, sizeClass: number): number {
    this.stamp = (this.stamp + 1) & 0xffff;
    return kind | (this.thread << 3) | (sizeClass << 11) | (this.stamp << 16);
  }
}

function headOf(tail: number): number {
  return tail >>> 3;
}

function tailWord(head: number): number {
  return TAIL | (head << 3);
}
