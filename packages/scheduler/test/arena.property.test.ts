import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Arena, type ArenaMemory } from '../src/arena.js';
import { LARGEST_SHARED } from '../src/arena/size-classes.js';
import { arenaMemory, isPristine } from './arena-world.js';

// Some threads allocate, free what any of them allocated, collect, and die, in any order; against a
// model that knows each block's contents.

const CHUNKS = 9;
const THREADS = 3;

interface Block {
  readonly address: number;
  readonly bytes: number;
  readonly holder: number;
}

class Threads {
  readonly memory: ArenaMemory = arenaMemory(CHUNKS);
  private readonly arenas: Arena[] = Array.from({ length: THREADS }, (_, t) => this.start(t));
  private readonly blocks: Block[] = [];
  private holders = 0;

  allocate(thread: number, bytes: number): void {
    const holder = ++this.holders;
    const address = this.arena(thread).allocate(bytes, holder);
    if (address === 0) return;
    const block = { address, bytes, holder };
    // A large payload overwrites what lies there.
    const start = bytes > LARGEST_SHARED ? bytes : 0;
    const end = bytes > LARGEST_SHARED ? Math.ceil((bytes + 8) / 65_536) * 65_536 - 8 : bytes;
    if (
      this.contents({ ...block, bytes: end })
        .subarray(start)
        .some((byte) => byte !== 0)
    ) {
      throw new Error(`block ${address} of ${bytes} bytes is not zero at first`);
    }
    this.contents(block).fill(patternOf(block));
    this.blocks.push(block);
  }

  /** Frees a block, if its contents are what its holder wrote; they are zero then. */
  free(thread: number, choice: number): void {
    const [block] = this.blocks.splice(choice % Math.max(1, this.blocks.length), 1);
    if (block === undefined) return;
    const { address, bytes, holder } = block;
    const contents = this.contents(block);
    if (!contents.equals(Buffer.alloc(bytes, patternOf(block)))) {
      throw new Error(`block ${address} of ${bytes} bytes was overwritten`);
    }
    this.arena(thread).free(address, holder);
    if (bytes > LARGEST_SHARED && choice % 3 > 0) return;
    this.arena(thread).tidy();
    if (!contents.equals(Buffer.alloc(bytes))) throw new Error(`block ${address} is not zero`);
  }

  collect(thread: number): void {
    this.arena(thread).collect();
  }

  /** A thread dies; main recovers its chunks, in which `lost` of its blocks are nobody's. */
  die(thread: number, lost: number): void {
    const gone = this.blocks.splice(0, lost);
    const held = new Set(this.blocks.map(({ holder }) => holder));
    // What others hold can't be recovered, so the blocks are returned here if they are not its own.
    this.arena(0).recover(thread, (_, holder) => held.has(holder));
    for (const { address, holder } of gone) this.arena(0).reclaim(address, holder);
    this.arenas[thread] = this.start(thread);
  }

  /** Frees everything, each block by one thread or another; returns whether nothing is left. */
  end(): boolean {
    while (this.blocks.length > 0) this.free(this.blocks.length % THREADS, this.blocks.length - 1);
    for (const arena of this.arenas) arena.collect();
    return isPristine(this.memory);
  }

  get usage(): { readonly blocks: number; readonly bytes: number } {
    const { blocks, bytes } = this.arena(0).usage();
    return { blocks, bytes };
  }

  get expected(): { readonly blocks: number; readonly bytes: number } {
    const sizes = this.blocks.map(({ bytes }) => Math.ceil(bytes / 8) * 8);
    return { blocks: sizes.length, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
  }

  private start(thread: number): Arena {
    return new Arena(this.memory, thread);
  }

  private arena(thread: number): Arena {
    const arena = this.arenas[thread];
    if (arena === undefined) throw new RangeError(`no thread ${thread}`);
    return arena;
  }

  private contents({ address, bytes }: Block): Buffer<SharedArrayBuffer> {
    return Buffer.from(this.memory.bytes.buffer, this.arena(0).byteOffset(address), bytes);
  }
}

function patternOf({ holder }: Block): number {
  return (holder & 0x7f) | 0x80;
}

const thread = fc.nat(THREADS - 1);
const bytes = fc.oneof(
  { weight: 4, arbitrary: fc.nat(300) },
  { weight: 3, arbitrary: fc.integer({ min: 300, max: 32_760 }) },
  { weight: 1, arbitrary: fc.integer({ min: 32_761, max: 300_000 }) },
);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ what: fc.constant('allocate' as const), thread, n: bytes }),
  },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('free' as const), thread, n: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('collect' as const), thread, n: fc.constant(0) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('die' as const),
      thread: fc.integer({ min: 1, max: THREADS - 1 }),
      n: fc.nat(3),
    }),
  },
);

/** A failure prints its seed; `SEED=` replays it, `RUNS=` multiplies the number of runs. */
function runs(numRuns: number): { numRuns: number; seed?: number } {
  const { SEED, RUNS } = process.env;
  const times = { numRuns: numRuns * Number(RUNS ?? 1) };
  return SEED === undefined ? times : { ...times, seed: Number(SEED) };
}

test('I6: no two blocks overlap, none is lost, and all memory is zero again', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
      const threads = new Threads();
      for (const { what, thread, n } of steps) threads[what](thread, n);
      expect(threads.usage).toEqual(threads.expected);
      expect(threads.end()).toBe(true);
    }),
    runs(150),
  );
});
