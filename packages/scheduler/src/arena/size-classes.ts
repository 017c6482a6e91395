/**
 * The sizes of blocks that share a chunk, in granules: four to a doubling, so that a block is at most
 * a quarter larger than asked (but for the smallest); from an eighth of a chunk on its fractions, so
 * that nothing is left over at its end.
 */

import {
  ARENA_CHUNK_BYTES,
  ARENA_GRANULE_BYTES,
  ARENA_GRANULES,
  BLOCK_HEADER_BYTES,
} from '../layout.js';

/** One size of blocks, and how a chunk of them looks. */
export interface SizeClass {
  readonly number: number;
  /** Granules from one block of a chunk to the next. */
  readonly granules: number;
  readonly blocks: number;
  /** The words of the chunk's line that have bits of blocks. */
  readonly words: readonly number[];
}

/** Payload bytes of the largest block that shares a chunk. */
export const LARGEST_SHARED: number = ARENA_CHUNK_BYTES / 2 - BLOCK_HEADER_BYTES;

/** All size classes, smallest first. */
export const SIZE_CLASSES: readonly SizeClass[] = allSizes().map((granules, number) => {
  const blocks = Math.floor(ARENA_GRANULES / granules);
  return { number, granules, blocks, words: wordsOf(granules, blocks) };
});

/** Every thread does this when it starts: no step per block where blocks are smaller than words. */
function wordsOf(granules: number, blocks: number): number[] {
  const last = ((blocks - 1) * granules) >>> 5;
  const length = Math.min(last + 1, blocks);
  return Array.from({ length }, (_, i) => (granules <= 32 ? i : (i * granules) >>> 5));
}

const GRANULE_SHIFT: number = Math.log2(ARENA_GRANULE_BYTES);
const ROUND_UP: number = BLOCK_HEADER_BYTES + ARENA_GRANULE_BYTES - 1;

/** The number of the smallest class that holds a payload of so many bytes, by granules. */
const CLASS_BY_GRANULES: Uint8Array = new Uint8Array(ARENA_GRANULES / 2 + 1);
for (const { number, granules } of SIZE_CLASSES.toReversed()) {
  CLASS_BY_GRANULES.fill(number, 0, granules + 1); // a smaller class takes its part back
}

/** The number of the class for a payload of at most {@link LARGEST_SHARED} bytes. */
export function classNumberFor(bytes: number): number {
  return CLASS_BY_GRANULES[(bytes + ROUND_UP) >>> GRANULE_SHIFT] as number;
}

/** The class with this number. */
export function sizeClass(number: number): SizeClass {
  const found = SIZE_CLASSES[number];
  if (found === undefined) throw new Error(`sizeClass: there is no class ${number}`);
  return found;
}

/** Says whether a block of the class starts at this granule of its chunk. */
export function startsBlock({ granules, blocks }: SizeClass, granule: number): boolean {
  return granule % granules === 0 && granule < blocks * granules;
}

/** The addresses of all blocks of a chunk of this class. */
export function addressesIn(chunk: number, classNumber: number): readonly number[] {
  const { blocks, granules } = sizeClass(classNumber);
  return Array.from({ length: blocks }, (_, i) => chunk * ARENA_GRANULES + i * granules);
}

function allSizes(): number[] {
  const sizes = [1, 2, 3];
  for (let step = 1; 4 * step < ARENA_GRANULES / 8; step *= 2) {
    for (let quarter = 4; quarter < 8; quarter++) sizes.push(quarter * step);
  }
  for (let parts = 8; parts >= 2; parts--) sizes.push(Math.floor(ARENA_GRANULES / parts));
  return sizes;
}
