import { describe, expect, jest, test } from '@jest/globals';
import type { Arena as ArenaClass, ArenaMemory } from '../src/arena.js';
import { arenaMemory, isPristine } from './arena-world.js';

// A thread dies before its first access to shared memory, before its second, and so on: after the
// recovery no block is lost, none that is held is touched, and in the end all memory is zero.

const real = await import('../src/atomics.js');

/** How many more accesses the dying thread makes. */
let accessesLeft = Infinity;

class Death extends Error {}

function mortal<Args extends unknown[], Answer>(access: (...args: Args) => Answer) {
  return (...args: Args): Answer => {
    if (accessesLeft-- <= 0) throw new Death();
    return access(...args);
  };
}

jest.unstable_mockModule('../src/atomics.js', () => ({
  read: mortal(real.read),
  write: mortal(real.write),
  load: mortal(real.load),
  store: mortal(real.store),
  setBits: mortal(real.setBits),
  clearBits: mortal(real.clearBits),
  compareExchange: mortal(real.compareExchange),
}));
const { Arena } = await import('../src/arena.js');

const MAIN = 0;
const DYING = 1;
const LIVING = 2;
const SMALL = 20;
const HALF = 32_000;
const LARGE = 150_000;

/** Three threads, and the places where addresses are kept: place h belongs to a thread. */
class World {
  readonly memory: ArenaMemory = arenaMemory(10);
  readonly main = new Arena(this.memory, MAIN);
  readonly dying = new Arena(this.memory, DYING);
  readonly living = new Arena(this.memory, LIVING);
  readonly places = new Int32Array(new SharedArrayBuffer(4 * 64));
  /** The places whose blocks the dying thread alone may free. */
  readonly dyingPlaces = new Set<number>();

  /** Allocates as a thread does: block, contents, place. */
  allocate(arena: ArenaClass, bytes: number, holder: number): void {
    const address = arena.allocate(bytes, holder);
    if (address === 0) throw new Error(`no room for ${bytes} bytes`);
    const start = arena.byteOffset(address);
    this.memory.bytes.fill(holder, start, start + bytes);
    mortal(real.store)(this.places, holder, address);
  }

  /** Frees as a thread does: block, place. */
  free(arena: ArenaClass, holder: number): void {
    arena.free(this.places[holder] ?? 0, holder);
    mortal(real.store)(this.places, holder, 0);
  }

  recover(): void {
    for (const holder of this.dyingPlaces) {
      const address = this.places[holder] ?? 0;
      if (address !== 0) this.main.reclaim(address, holder);
      this.places[holder] = 0;
    }
    this.main.recover(DYING, (address, holder) => real.load(this.places, holder) === address);
  }

  /** Says what is wrong with a block that somebody holds, if anything. */
  wrong(holder: number, bytes: number): string | undefined {
    const start = this.main.byteOffset(this.places[holder] ?? 0);
    const contents = this.memory.bytes.subarray(start, start + bytes);
    return contents.every((byte) => byte === holder) ? undefined : `block of ${holder} is damaged`;
  }
}

interface Story {
  /** What all threads did before. */
  readonly before?: (world: World) => void;
  /** What the thread does as it dies. */
  readonly dying: (world: World) => void;
  /** Places that are the dying thread's. */
  readonly places: readonly number[];
  /** Places that are others', with the size of what they hold. */
  readonly others?: Readonly<Record<number, number>>;
}

const stories: Readonly<Record<string, Story>> = {
  'allocates small blocks': {
    dying: (world) => {
      for (const holder of [1, 2, 3]) world.allocate(world.dying, HALF, holder);
    },
    places: [1, 2, 3],
  },
  'allocates a small block that another thread shall have': {
    dying: (world) => {
      world.allocate(world.dying, SMALL, 1);
      real.store(world.places, 2, 0);
    },
    places: [1],
  },
  'frees its own blocks, and gives back chunks': {
    before: (world) => {
      for (const holder of [1, 2, 3, 4, 5]) world.allocate(world.dying, HALF, holder);
    },
    dying: (world) => {
      for (const holder of [1, 2, 4]) world.free(world.dying, holder);
      world.dying.collect();
    },
    places: [1, 2, 3, 4],
    others: { 5: HALF },
  },
  "frees others' blocks": {
    before: (world) => {
      for (const holder of [1, 2]) world.allocate(world.living, SMALL, holder);
      for (const holder of [3, 4]) world.allocate(world.main, SMALL, holder);
      for (const holder of [5, 6]) world.allocate(world.living, SMALL, holder);
    },
    dying: (world) => {
      for (const holder of [1, 2, 3, 4]) world.free(world.dying, holder);
    },
    places: [1, 2, 3, 4],
    others: { 5: SMALL, 6: SMALL },
  },
  "frees others' blocks, which they collect and use again at once": {
    before: (world) => world.allocate(world.living, SMALL, 1),
    dying: (world) => {
      world.dying.free(world.places[1] ?? 0, 1);
      // What the other thread does now costs the dying one nothing.
      const left = accessesLeft;
      accessesLeft = Infinity;
      world.living.collect();
      world.allocate(world.living, SMALL, 2);
      accessesLeft = left;
      mortal(real.store)(world.places, 1, 0);
    },
    places: [1],
    others: { 2: SMALL },
  },
  "frees others' blocks, whose chunk gets another size at once": {
    before: (world) => world.allocate(world.living, SMALL, 1),
    dying: (world) => {
      world.dying.free(world.places[1] ?? 0, 1);
      const left = accessesLeft;
      accessesLeft = Infinity;
      world.living.collect();
      world.allocate(world.living, HALF, 2);
      accessesLeft = left;
      mortal(real.store)(world.places, 1, 0);
    },
    places: [1],
    others: { 2: HALF },
  },
  'collects what others returned': {
    before: (world) => {
      for (const holder of [1, 2, 3, 4, 5]) world.allocate(world.dying, HALF, holder);
      for (const holder of [1, 4, 5]) world.free(world.living, holder);
    },
    dying: (world) => world.dying.collect(),
    places: [2],
    others: { 3: HALF },
  },
  'uses again what others returned': {
    before: (world) => {
      for (const holder of [1, 2, 3]) world.allocate(world.dying, HALF, holder);
      for (const holder of [1, 3]) world.free(world.living, holder);
    },
    dying: (world) => {
      for (const holder of [4, 5, 6]) world.allocate(world.dying, HALF, holder);
    },
    places: [2, 4, 5, 6],
  },
  'allocates a large block': {
    before: (world) => world.allocate(world.living, LARGE, 2),
    dying: (world) => world.allocate(world.dying, LARGE, 1),
    places: [1],
    others: { 2: LARGE },
  },
  'frees a large block': {
    before: (world) => {
      for (const holder of [1, 2]) world.allocate(world.dying, LARGE, holder);
      world.allocate(world.living, LARGE, 3);
    },
    dying: (world) => {
      for (const holder of [1, 3]) world.free(world.dying, holder);
    },
    places: [1, 3],
    others: { 2: LARGE },
  },
  'takes a large block that another left, for a shorter payload': {
    before: (world) => {
      for (const holder of [2, 3]) world.allocate(world.living, LARGE, holder);
      world.free(world.living, 2);
    },
    dying: (world) => world.allocate(world.dying, LARGE - 10_000, 1),
    places: [1],
    others: { 3: LARGE },
  },
  'tidies up what it left, of which another has taken some': {
    before: (world) => {
      for (const holder of [1, 2, 3]) world.allocate(world.living, LARGE, holder);
    },
    dying: (world) => {
      for (const holder of [1, 2]) world.free(world.dying, holder);
      const left = accessesLeft;
      accessesLeft = Infinity;
      world.allocate(world.living, LARGE, 4);
      accessesLeft = left;
      world.dying.tidy();
    },
    places: [1, 2],
    others: { 3: LARGE, 4: LARGE },
  },
  'looks for room for a large block': {
    before: (world) => {
      for (const holder of [1, 2]) world.allocate(world.living, LARGE, holder);
      world.allocate(world.dying, SMALL, 3);
      world.free(world.living, 3);
    },
    dying: (world) => {
      world.dying.allocate(world.dying.limit, 4);
      world.free(world.dying, 2);
      world.allocate(world.dying, LARGE, 5);
    },
    places: [2, 5],
    others: { 1: LARGE },
  },
};

/** Lets a thread die after so many accesses; returns whether it did. */
function tell({ before, dying, places, others = {} }: Story, accesses: number): boolean {
  const world = new World();
  for (const place of places) world.dyingPlaces.add(place);
  before?.(world);
  let hasDied = false;
  accessesLeft = accesses;
  try {
    dying(world);
  } catch (error) {
    if (!(error instanceof Death)) throw error;
    hasDied = true;
  }
  accessesLeft = Infinity;
  world.recover();

  const when = `after ${accesses} accesses`;
  for (const [holder, bytes] of Object.entries(others)) {
    if (world.places[Number(holder)] === 0) continue; // not even allocated then
    const wrong = world.wrong(Number(holder), bytes);
    if (wrong !== undefined) throw new Error(`${when}: ${wrong}`);
    world.free(world.living, Number(holder));
  }
  world.living.collect();
  world.main.collect();
  const usage = JSON.stringify(world.main.usage());
  if (!isPristine(world.memory)) throw new Error(`${when}: something is left: ${usage}`);
  return hasDied;
}

describe('I6: a thread dies at any step while it', () => {
  test.each(Object.keys(stories))('%s', (name) => {
    const story = stories[name];
    if (story === undefined) throw new Error(`no story ${name}`);
    let accesses = 0;
    while (tell(story, accesses)) accesses++;
    expect(accesses).toBeGreaterThan(0);
  });
});

describe('after the recovery', () => {
  function worldAfterDeath() {
    const world = new World();
    for (const holder of [1, 2, 3]) world.allocate(world.dying, SMALL, holder);
    world.recover();
    return world;
  }

  test('the chunks are main’s: what others return later is found there', () => {
    const world = worldAfterDeath();
    expect(world.main.usage()).toEqual({ chunks: 1, blocks: 3, bytes: 3 * 24 });
    world.free(world.living, 1);
    world.free(world.main, 2);
    const successor = new Arena(world.memory, DYING);
    world.free(successor, 3);
    successor.collect();
    expect(world.main.usage().chunks).toBe(1);
    world.main.collect();
    expect(isPristine(world.memory)).toBe(true);
  });

  test('main allocates in them', () => {
    const world = worldAfterDeath();
    const before = world.main.usage().chunks;
    world.allocate(world.main, SMALL, 4);
    expect(world.main.usage().chunks).toBe(before);
  });

  test('a successor with the same number can die too', () => {
    const world = worldAfterDeath();
    const successor = new Arena(world.memory, DYING);
    world.allocate(successor, SMALL, 4);
    world.allocate(successor, LARGE, 5);
    expect(successor.allocate(LARGE, 6)).not.toBe(0); // nobody has this address
    world.recover();
    expect(world.main.usage()).toEqual({ chunks: 5, blocks: 5, bytes: 4 * 24 + LARGE });
    for (const holder of [1, 2, 3, 4, 5]) world.free(world.living, holder);
    world.living.tidy();
    world.main.collect();
    expect(isPristine(world.memory)).toBe(true);
  });
});

describe('reclaim', () => {
  test.each([SMALL, LARGE])('frees a block of %i bytes once, and only for its holder', (bytes) => {
    const { memory, main, living } = new World();
    for (const thread of [main, living]) {
      const address = living.allocate(bytes, 7);
      expect(thread.reclaim(address, 8)).toBe(false);
      expect(thread.reclaim(address, 7)).toBe(true);
      expect(thread.reclaim(address, 7)).toBe(false);
      living.collect();
      expect(thread.reclaim(address, 7)).toBe(false);
      expect(isPristine(memory)).toBe(true);
    }
  });

  test('believes no address', () => {
    const { main, living } = new World();
    const [small, large] = [living.allocate(SMALL, 7), living.allocate(LARGE, 8)];
    for (const address of [
      0,
      1,
      -1,
      NaN,
      2 ** 31 - 1,
      9 * 1024,
      small + 1,
      large + 1,
      large + 1024,
    ]) {
      for (const holder of [0, 7, 8]) expect(main.reclaim(address, holder)).toBe(false);
    }
  });
});
