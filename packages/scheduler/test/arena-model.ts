/**
 * Programs for the arena: blocks that one thread allocated are freed by others while it collects,
 * uses them again, and dies; runs of chunks are claimed and released by several threads.
 *
 * Addresses are kept in *places*: place h is where holder h keeps its address. At the end of a run
 * every block in use is in its place, and after everything is freed all memory is zero.
 */

import {
  call,
  load,
  loadBehindDoor,
  store,
  write,
  type Call,
  type Cells,
  type Mutation,
  type Options,
  type Scenario,
  type Thread,
} from '@pilfer/explorer';
import type * as ArenaFile from '../src/arena.js';
import { ARENA_CHUNK_BYTES, arenaParts } from '../src/layout.js';
import { arenaMemory, isPristine } from './arena-world.js';

type ArenaClass = InstanceType<typeof ArenaFile.Arena>;
export type Arenas = typeof ArenaFile;

/** A program, and how to explore it. */
export interface ArenaProgram {
  readonly name: string;
  /** Whether it belongs to the short form, which runs with the other tests. */
  readonly isShort: boolean;
  readonly options: Options;
  readonly build: () => Scenario;
}

const root = new URL('../', import.meta.url);

/** Loads the built arena with the explorer's memory behind its door. */
export async function loadArena(mutations: readonly Mutation[] = []): Promise<Arenas> {
  const modules = await loadBehindDoor([root, new URL('../deque/', root)], {
    mutations,
    files: ['arena.js'],
  });
  return modules.get('arena.js') as Arenas;
}

// Sizes: two, four, three or sixty-four blocks to a chunk; runs of one and of two chunks.
const HALF = 32_000;
const QUARTER = 16_000;
const THIRD = 21_000;
const SMALL = 1000;
const CHUNK = 50_000;
const RUN = 100_000;

const MAIN = 0;
const OWNER = 1;
/** How many threads the programs have, at most. */
const THREADS = 4;

type Threads = Scenario['threads'];

const SETUPS: readonly Setup[] = [
  { name: 'free ∥ free ∥ the owner collects twice, one word', build: freesOfOneWord },
  { name: 'free ∥ free ∥ the owner uses again', build: freesAndUse },
  {
    name: 'free ∥ the owner collects and dies, one word',
    build: dyingOwnerOfOneWord,
    dying: ['owner'],
  },
  { name: 'free free ∥ the owner dies', build: dyingOwner, dying: ['owner'], isLong: true },
  { name: 'free, and die ∥ the owner uses again', build: dyingFreer, dying: ['freer'] },
  { name: 'free, and die ∥ the chunk gets another size', build: otherSize, dying: ['freer'] },
  { name: 'free ∥ the owner uses again, both may die', build: bothDie, dying: ['owner', 'freer'] },
  { name: 'claim a chunk ∥ claim chunks, one dies', build: claims, dying: ['owner'], isLong: true },
  { name: 'claim a run ∥ claim its last chunk, one dies', build: runAndChunk, dying: ['owner'] },
  { name: 'claim a run ∥ claim runs, one dies', build: runs, dying: ['owner'], weak: [false] },
  { name: 'free a run, and die ∥ claim', build: freeOfRun, dying: ['owner'] },
  { name: 'take a run that was left ∥ take it, one dies', build: leftRun, dying: ['owner'] },
  { name: 'tidy a run that was left, and die ∥ take it', build: tidyRun, dying: ['owner'] },
  {
    name: 'take a run that was left ∥ make room of it',
    build: roomOfRun,
    dying: ['owner'],
    isLong: true,
  },
  { name: "free a dead thread's run ∥ recover it", build: runOfTheDead, dying: ['owner'] },
];

interface Setup {
  readonly name: string;
  readonly build: (world: World) => Threads;
  /** Who may die at any step. */
  readonly dying?: readonly string[];
  /** Whether it is too long for the short form when plain reads may return old values. */
  readonly isLong?: boolean;
  /** Whether plain reads may return old values: both are explored, if nothing is said. */
  readonly weak?: readonly boolean[];
}

/** All programs for the arena, each also with plain reads that may return old values. */
export function arenaPrograms(arenas: Arenas): ArenaProgram[] {
  return SETUPS.flatMap(({ name, build, dying = [], isLong = false, weak: ways = [false, true] }) =>
    ways.map((weak) => ({
      name: weak ? `${name}, weak` : name,
      isShort: !weak || !isLong,
      options: { weak, crashes: dying },
      build: () => {
        const world = new World(arenas);
        return { threads: build(world), check: () => world.wrong() };
      },
    })),
  );
}

/** One arena, its threads' views and the places. */
class World {
  readonly memory: ArenaFile.ArenaMemory;
  readonly places: Cells = new Int32Array(new SharedArrayBuffer(4 * 16));
  private readonly arenas: Arenas;

  constructor(arenas: Arenas) {
    this.arenas = arenas;
    this.memory = arenaMemory(4);
  }

  arena(thread: number): ArenaClass {
    return new this.arenas.Arena(this.memory, thread);
  }

  /** Allocates as a thread does: block, contents, place. */
  use(arena: ArenaClass, holder: number, bytes: number): boolean {
    const address = arena.allocate(bytes, holder);
    if (address === 0) return false;
    store(this.places, holder, address);
    return true;
  }

  /** Frees as a thread does: block, place. */
  free(arena: ArenaClass, holder: number): void {
    const address = load(this.places, holder);
    if (address === 0) return;
    arena.free(address, holder);
    store(this.places, holder, 0);
  }

  /** Does for a dead thread what it may or may not have done. */
  reclaim(arena: ArenaClass, holder: number): void {
    const address = load(this.places, holder);
    if (address === 0) return;
    arena.reclaim(address, holder);
    store(this.places, holder, 0);
  }

  readonly isHeld = (address: number, holder: number): boolean =>
    load(this.places, holder) === address;

  /** Looks at the end of a run. */
  wrong(): string | undefined {
    const held = this.heldBlocks();
    const placed = [...this.places].flatMap((address, holder) =>
      address === 0 ? [] : [`${holder} at ${address}`],
    );
    if (held.sort().join() !== placed.sort().join()) {
      return `in use: ${held.join() || 'nothing'}; in places: ${placed.join() || 'nothing'}`;
    }
    const unfinished = this.chunkCells().filter((word) => [2, 4].includes(word & 7));
    if (unfinished.length > 0) return `chunks are neither free nor in use: ${unfinished.join()}`;
    const undertaker = this.arena(THREADS);
    for (let holder = 0; holder < this.places.length; holder++) this.free(undertaker, holder);
    for (let thread = 0; thread < THREADS; thread++) undertaker.recover(thread, () => false);
    undertaker.collect();
    return isPristine(this.memory) ? undefined : 'something is left when all is freed';
  }

  /** Every block that is held and not returned, as `holder at address`. */
  private heldBlocks(): string[] {
    const { cells, plan } = this.memory;
    const { returnedAt } = arenaParts(plan.arenaBytes);
    const base = plan.arenaAt / 4;
    const held: string[] = [];
    for (const [chunk, word] of this.chunkCells().entries()) {
      for (const granule of granulesOf(word)) {
        const address = chunk * 1024 + granule;
        const holder = cells[base + address * 16] ?? 0;
        const bits = cells[base + returnedAt + (address >>> 5)] ?? 0;
        if (holder !== 0 && ((bits >>> address) & 1) === 0) held.push(`${holder} at ${address}`);
      }
    }
    return held;
  }

  private chunkCells(): number[] {
    const { cells, plan } = this.memory;
    const { chunks } = arenaParts(plan.arenaBytes);
    return [...cells.subarray(plan.arenaAt / 4, plan.arenaAt / 4 + chunks)];
  }
}

/** The granules at which blocks start in a chunk with this cell in the chunk map. */
function granulesOf(word: number): readonly number[] {
  const kind = word & 7;
  if (kind === 3) return [0];
  if (kind !== 1) return [];
  const step = STEPS[(word >>> 11) & 31] ?? 1;
  return Array.from({ length: Math.floor(1024 / step) }, (_, i) => i * step);
}

/** Granules of the size classes in use here, by number. */
const STEPS: Readonly<Record<number, number>> = { 11: 16, 27: 256, 28: 341, 29: 512 };

function thread(arena: object | undefined, ...calls: Call[]): Thread {
  return arena === undefined ? { calls } : { calls, objects: [arena] };
}

function free(world: World, arena: ArenaClass, holder: number): Call {
  return call('free', [holder], () => world.free(arena, holder));
}

function use(world: World, arena: ArenaClass, holder: number, bytes: number): Call {
  return call('use', [holder, bytes], () => world.use(arena, holder, bytes));
}

function collect(arena: ArenaClass): Call {
  return call('collect', [], () => arena.collect());
}

/** A thread that takes over when the owner has died. */
function heir(world: World, dead: string, number: number, reclaimed: readonly number[]): Thread {
  const main = world.arena(MAIN);
  return {
    starts: { whenCrashed: dead },
    objects: [main],
    calls: [
      ...reclaimed.map((holder) => call('reclaim', [holder], () => world.reclaim(main, holder))),
      call('recover', [number], () => main.recover(number, world.isHeld)),
    ],
  };
}

function freesOfOneWord(world: World): Threads {
  const owner = world.arena(OWNER);
  for (const holder of [1, 2, 3]) world.use(owner, holder, SMALL);
  const [first, second] = [world.arena(2), world.arena(3)];
  return {
    owner: thread(owner, collect(owner), collect(owner)),
    'freer 1': thread(first, free(world, first, 1)),
    'freer 2': thread(second, free(world, second, 2)),
  };
}

function freesAndUse(world: World): Threads {
  const owner = world.arena(OWNER);
  for (const holder of [1, 2]) world.use(owner, holder, HALF);
  const [first, second] = [world.arena(2), world.arena(3)];
  return {
    owner: thread(owner, use(world, owner, 3, HALF), use(world, owner, 4, QUARTER), collect(owner)),
    'freer 1': thread(first, free(world, first, 1)),
    'freer 2': thread(second, free(world, second, 2)),
  };
}

function dyingOwner(world: World): Threads {
  const owner = world.arena(OWNER);
  for (const holder of [1, 2, 3]) world.use(owner, holder, QUARTER);
  const freer = world.arena(2);
  return {
    owner: thread(owner, use(world, owner, 4, QUARTER), free(world, owner, 2), collect(owner)),
    freer: thread(freer, free(world, freer, 1), free(world, freer, 3)),
    heir: heir(world, 'owner', OWNER, [2, 4]),
  };
}

function dyingOwnerOfOneWord(world: World): Threads {
  const owner = world.arena(OWNER);
  for (const holder of [1, 2, 3]) world.use(owner, holder, SMALL);
  const freer = world.arena(2);
  world.free(freer, 1);
  return {
    owner: thread(owner, collect(owner)),
    freer: thread(freer, free(world, freer, 2)),
    heir: heir(world, 'owner', OWNER, [3]),
  };
}

function dyingFreer(world: World): Threads {
  const owner = world.arena(OWNER);
  for (const holder of [1, 2]) world.use(owner, holder, HALF);
  const freer = world.arena(2);
  return {
    owner: thread(owner, use(world, owner, 3, HALF), collect(owner), use(world, owner, 4, HALF)),
    freer: thread(freer, free(world, freer, 1)),
    heir: heir(world, 'freer', 2, [1]),
  };
}

/** The chunk gets another size, and a payload that looks like the header that was there. */
function otherSize(world: World): Threads {
  const owner = world.arena(OWNER);
  for (const holder of [1, 2]) world.use(owner, holder, HALF);
  world.free(owner, 2);
  // Holder 1 has the block at granule 0; the one at granule 512 is what shall look like holder 3's.
  world.use(owner, 3, HALF);
  world.free(owner, 1);
  const freer = world.arena(2);
  const { cells, plan } = world.memory;
  const lookalike = plan.arenaAt / 4 + load(world.places, 3) * 16;
  return {
    owner: thread(
      owner,
      collect(owner),
      call('use', [4, THIRD], () => {
        if (!world.use(owner, 4, THIRD) || !world.use(owner, 5, THIRD)) return;
        const start = owner.byteOffset(load(world.places, 5)) / 4;
        if (lookalike >= start && lookalike < start + THIRD / 4) write(cells, lookalike, 3);
      }),
    ),
    freer: thread(freer, free(world, freer, 3)),
    heir: heir(world, 'freer', 2, [3]),
  };
}

function bothDie(world: World): Threads {
  const owner = world.arena(OWNER);
  for (const holder of [1, 2]) world.use(owner, holder, HALF);
  const freer = world.arena(2);
  const main = world.arena(MAIN);
  const bury = (dead: number, reclaimed: number[]): Call =>
    call('bury', [dead], () => {
      for (const holder of reclaimed) world.reclaim(main, holder);
      main.recover(dead, world.isHeld);
    });
  return {
    owner: thread(owner, use(world, owner, 3, HALF)),
    freer: thread(freer, free(world, freer, 1)),
    main: {
      starts: 'last',
      objects: [main],
      // Both have ended, by death or not: what a thread left that ended well is recovered alike.
      calls: [bury(2, []), call('reclaim', [1], () => world.reclaim(main, 1)), bury(OWNER, [])],
    },
  };
}

function claims(world: World): Threads {
  const [owner, other] = [world.arena(OWNER), world.arena(2)];
  return {
    owner: thread(owner, use(world, owner, 1, HALF), free(world, owner, 1), collect(owner)),
    other: thread(other, use(world, other, 2, HALF), use(world, other, 3, QUARTER)),
    heir: heir(world, 'owner', OWNER, [1]),
  };
}

function runAndChunk(world: World): Threads {
  const [owner, other] = [world.arena(OWNER), world.arena(2)];
  return {
    owner: thread(owner, use(world, owner, 1, RUN)),
    other: thread(other, use(world, other, 2, CHUNK)),
    heir: heir(world, 'owner', OWNER, [1]),
  };
}

function runs(world: World): Threads {
  const [owner, other] = [world.arena(OWNER), world.arena(2)];
  // The other one may take the last chunk of what the owner wants.
  return {
    owner: thread(owner, use(world, owner, 1, RUN)),
    other: thread(other, use(world, other, 2, CHUNK), use(world, other, 3, RUN)),
    heir: heir(world, 'owner', OWNER, [1]),
  };
}

function freeOfRun(world: World): Threads {
  const [owner, other] = [world.arena(OWNER), world.arena(2)];
  for (const [holder, bytes] of [
    [1, RUN],
    [5, HALF],
  ] as const)
    world.use(other, holder, bytes);
  return {
    owner: thread(owner, free(world, owner, 1)),
    other: thread(other, use(world, other, 2, RUN), use(world, other, 3, HALF)),
    heir: heir(world, 'owner', OWNER, [1]),
  };
}

/** Whoever loses may have the chunk below. */
function leftRun(world: World): Threads {
  const [owner, other] = [world.arena(OWNER), world.arena(2)];
  const before = world.arena(3);
  world.use(before, 3, RUN);
  world.free(before, 3);
  return {
    owner: thread(owner, use(world, owner, 1, RUN)),
    other: thread(other, use(world, other, 2, RUN), use(world, other, 4, CHUNK)),
    heir: heir(world, 'owner', OWNER, [1]),
  };
}

function tidyRun(world: World): Threads {
  const [owner, other] = [world.arena(OWNER), world.arena(2)];
  world.use(owner, 1, RUN);
  world.free(owner, 1);
  return {
    owner: thread(
      owner,
      call('tidy', [], () => owner.tidy()),
    ),
    other: thread(other, use(world, other, 2, RUN), free(world, other, 2)),
    heir: heir(world, 'owner', OWNER, []),
  };
}

/** The other one needs two chunks for two sizes, of which the run that was left has one. */
function roomOfRun(world: World): Threads {
  const [owner, other] = [world.arena(OWNER), world.arena(2)];
  const before = world.arena(3);
  world.use(before, 3, RUN);
  world.free(before, 3);
  return {
    owner: thread(owner, use(world, owner, 1, RUN), free(world, owner, 1)),
    other: thread(other, use(world, other, 2, HALF), use(world, other, 4, QUARTER)),
    heir: heir(world, 'owner', OWNER, [1]),
  };
}

function runOfTheDead(world: World): Threads {
  const [owner, other] = [world.arena(OWNER), world.arena(2)];
  world.use(owner, 1, RUN);
  return {
    owner: thread(owner, use(world, owner, 2, ARENA_CHUNK_BYTES / 2)),
    other: thread(other, free(world, other, 1), use(world, other, 3, RUN)),
    heir: heir(world, 'owner', OWNER, [2]),
  };
}
