/** What is in use, counted from the shared memory alone: for tests and statistics. */

import { ARENA_GRANULES } from '../layout.js';
import type { Blocks } from './blocks.js';
import { BLOCKS, classOf, FREE, kindOf, LARGE, LEFT, type ChunkMap } from './chunk-map.js';
import { addressesIn } from './size-classes.js';

/** What is in use in a whole arena. */
export interface ArenaUsage {
  /** Chunks that somebody has claimed. */
  readonly chunks: number;
  /** Blocks that are held and not returned. */
  readonly blocks: number;
  /** Bytes of their payloads, each rounded up to eights. */
  readonly bytes: number;
}

/** Counts what is in use: exact when nobody is at work. */
export function usageOf(blocks: Blocks, map: ChunkMap): ArenaUsage {
  const usage = { chunks: 0, blocks: 0, bytes: 0 };
  for (let number = map.first; number < map.end; number++) {
    const word = map.load(number);
    if (kindOf(word) === LEFT) number = map.endOfRun(number) - 1;
    else if (kindOf(word) !== FREE) usage.chunks++;
    for (const address of addressesOf(number, word)) {
      if (blocks.loadHolder(address) === 0 || blocks.isReturned(address)) continue;
      usage.blocks++;
      usage.bytes += blocks.length(address);
    }
  }
  return usage;
}

function addressesOf(number: number, word: number): readonly number[] {
  if (kindOf(word) === BLOCKS) return addressesIn(number, classOf(word));
  return kindOf(word) === LARGE ? [number * ARENA_GRANULES] : [];
}
