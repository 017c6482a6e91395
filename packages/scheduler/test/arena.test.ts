import { describe, expect, test } from '@jest/globals';
import { Arena, type ArenaMemory } from '../src/arena.js';
import { classNumberFor, LARGEST_SHARED, SIZE_CLASSES } from '../src/arena/size-classes.js';
import { ARENA_CHUNK_BYTES, ARENA_GRANULES, arenaParts, MAX_ARENA_BYTES } from '../src/layout.js';
import { arenaMemory, isPristine } from './arena-world.js';

const NOTHING = { chunks: 0, blocks: 0, bytes: 0 };

function arenaWith(chunks: number) {
  const memory = arenaMemory(chunks);
  return { memory, own: new Arena(memory, 0), other: new Arena(memory, 1) };
}

function payload(memory: ArenaMemory, arena: Arena, address: number, length: number): Uint8Array {
  const start = arena.byteOffset(address);
  return memory.bytes.subarray(start, start + length);
}

function allocateAll(arena: Arena, bytes: number): number[] {
  const addresses = [];
  for (let holder = 1; ; holder++) {
    const address = arena.allocate(bytes, holder);
    if (address === 0) return addresses;
    addresses.push(address);
  }
}

function freeAll(arena: Arena, addresses: readonly number[]): void {
  addresses.forEach((address, i) => arena.free(address, i + 1));
}

test('smoke: one thread allocates, another reads and frees', () => {
  const { memory, own, other } = arenaWith(4);
  const address = own.allocate(5, 7);
  payload(memory, own, address, 5).set([1, 2, 3, 4, 5]);
  expect([...payload(memory, other, address, 5)]).toEqual([1, 2, 3, 4, 5]);
  expect(own.usage()).toEqual({ chunks: 1, blocks: 1, bytes: 8 });
  other.free(address, 7);
  own.collect();
  expect(own.usage()).toEqual(NOTHING);
  expect(isPristine(memory)).toBe(true);
});

test('making a view touches no byte', () => {
  const { memory } = arenaWith(4);
  expect(isPristine(memory)).toBe(true);
});

test.each([
  0,
  1,
  55,
  56,
  57,
  120,
  127,
  128,
  129,
  768,
  769,
  8184,
  8185,
  LARGEST_SHARED,
  LARGEST_SHARED + 1,
  65_528,
  65_529,
  100_000,
  300_000,
])('a block of %i bytes is zero at first, aligned, and zero when freed, or tidied up', (bytes) => {
  const { memory, own, other } = arenaWith(8);
  for (const thread of [own, other]) {
    const address = own.allocate(bytes, 1);
    expect(address).toBeGreaterThan(0);
    expect(own.byteOffset(address) % 8).toBe(0);
    expect(own.byteOffset(address) + bytes).toBeLessThanOrEqual(memory.bytes.length);
    const contents = payload(memory, own, address, bytes);
    expect(contents.every((byte) => byte === 0)).toBe(true);
    contents.fill(0xff);
    thread.free(address, 1);
    if (bytes > LARGEST_SHARED) thread.tidy();
    expect(contents.every((byte) => byte === 0)).toBe(true);
  }
  own.collect();
  expect(isPristine(memory)).toBe(true);
});

describe('size classes', () => {
  test('are ever larger, from one granule to half a chunk, and fit into five bits', () => {
    const sizes = SIZE_CLASSES.map(({ granules }) => granules);
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
    expect([sizes[0], sizes.at(-1)]).toEqual([1, ARENA_GRANULES / 2]);
    expect(sizes.length).toBeLessThanOrEqual(32);
  });

  test('hold what they are chosen for, and waste at most a quarter up to an eighth of a chunk', () => {
    for (let bytes = 0; bytes <= LARGEST_SHARED; bytes++) {
      const chosen = SIZE_CLASSES[classNumberFor(bytes)];
      const smaller = SIZE_CLASSES[classNumberFor(bytes) - 1];
      const needed = Math.ceil((bytes + 8) / 64);
      const granules = chosen?.granules ?? 0;
      if (!(granules >= needed && (smaller?.granules ?? 0) < needed)) {
        throw new Error(`${bytes} bytes go into ${granules} granules`);
      }
      if (needed > 3 && needed <= 128 && granules > needed * 1.25) {
        throw new Error(`${bytes} bytes waste more than a quarter of ${granules} granules`);
      }
    }
  });

  test.each(SIZE_CLASSES.map((each) => [each.granules * 64 - 8, each.blocks]))(
    'of %i bytes: a chunk holds %i blocks',
    (bytes, blocks) => {
      const { own } = arenaWith(3);
      for (let i = 0; i < blocks; i++) own.allocate(bytes, 1);
      expect(own.usage().chunks).toBe(1);
      own.allocate(bytes, 1);
      expect(own.usage().chunks).toBe(2);
    },
  );
});

describe('chunks', () => {
  test('are used again from the block freed last', () => {
    const { own } = arenaWith(3);
    const [a, b] = [own.allocate(10, 1), own.allocate(10, 2)];
    own.free(a, 1);
    expect(own.allocate(10, 3)).toBe(a);
    own.free(b, 2);
    expect(own.allocate(10, 4)).toBe(b);
  });

  test('stay with their owner while it allocates and frees the same again and again', () => {
    const { own } = arenaWith(3);
    for (let i = 0; i < 5; i++) {
      own.free(own.allocate(10, 1), 1);
      expect(own.usage()).toEqual({ chunks: 1, blocks: 0, bytes: 0 });
    }
    own.collect();
    expect(own.usage()).toEqual(NOTHING);
  });

  test('are given back when empty, but for the one in use', () => {
    const { own } = arenaWith(10);
    const addresses = allocateAll(own, LARGEST_SHARED);
    expect(addresses).toHaveLength(2 * 9);
    freeAll(own, addresses);
    expect(own.usage().chunks).toBe(1);
  });

  test('belong to the thread that claimed them: two threads never share one', () => {
    const { own, other } = arenaWith(4);
    const [a, b] = [own.allocate(10, 1), other.allocate(10, 1)];
    expect(a >>> 10).not.toBe(b >>> 10);
  });

  test('serve a size again when others have returned blocks, without a new chunk', () => {
    const { own, other } = arenaWith(4);
    const blocks = 65_536 / 64;
    const addresses = Array.from({ length: blocks }, (_, i) => own.allocate(56, i + 1));
    addresses.slice(0, 500).forEach((address, i) => other.free(address, i + 1));
    const again = Array.from({ length: 500 }, () => own.allocate(56, 9999));
    expect([...again].sort()).toEqual(addresses.slice(0, 500).sort());
    expect(own.usage()).toEqual({ chunks: 1, blocks, bytes: blocks * 56 });
  });

  test('of one size can be had for another when they are empty', () => {
    const { memory, own } = arenaWith(3);
    freeAll(own, allocateAll(own, 1000));
    const addresses = allocateAll(own, 3000);
    expect(addresses).toHaveLength(2 * 21);
    freeAll(own, addresses);
    own.collect();
    expect(isPristine(memory)).toBe(true);
  });
});

describe('room', () => {
  test('answers 0 when there is none now, and serves again when another thread has freed', () => {
    const { own, other } = arenaWith(3);
    const addresses = allocateAll(own, 10_000);
    expect(other.allocate(10, 1)).toBe(0);
    expect(own.allocate(10_000, 1)).toBe(0);
    const [first = 0] = addresses;
    other.free(first, 1);
    expect(own.allocate(10_000, 1)).toBe(first);
    freeAll(other, addresses);
    expect(other.allocate(10, 1)).toBe(0);
    own.collect();
    expect(other.allocate(10, 1)).not.toBe(0);
  });

  test('looks at all its chunks before it says that there is none', () => {
    const { own, other } = arenaWith(40);
    const addresses = allocateAll(own, 30_000);
    const last = addresses.length;
    other.free(addresses.at(-1) ?? 0, last);
    expect(own.allocate(30_000, last)).toBe(addresses.at(-1));
    other.free(addresses[0] ?? 0, 1);
    expect(own.allocate(30_000, 1)).toBe(addresses[0]);
  });

  test('is made by giving back empty chunks of other sizes', () => {
    const { own } = arenaWith(3);
    const [a, b] = [own.allocate(10, 1), own.allocate(1000, 1)];
    expect(own.allocate(100_000, 1)).toBe(0);
    own.free(a, 1);
    own.free(b, 1);
    expect(own.allocate(100_000, 1)).not.toBe(0);
  });

  test('does not suffice ever: says what was requested and the limit', () => {
    const { own } = arenaWith(4);
    const limit = 3 * ARENA_CHUNK_BYTES - 8;
    expect(own.limit).toBe(limit);
    expect(() => own.allocate(limit + 1, 1)).toThrow(
      new RangeError(`bytes: expected at most ${limit}, received ${limit + 1}`),
    );
    const address = own.allocate(limit, 1);
    expect(address).not.toBe(0);
    expect(own.allocate(0, 1)).toBe(0);
    own.free(address, 1);
    expect(own.allocate(limit, 1)).toBe(address);
  });
});

describe('large blocks', () => {
  test('take whole chunks from the high end, small ones from the low end', () => {
    const { own } = arenaWith(8);
    const [small, large, larger] = [10, 100_000, 65_000].map((n) => own.allocate(n, 1) >>> 10);
    expect([small, large, larger]).toEqual([1, 6, 5]);
    expect(own.usage()).toEqual({ chunks: 4, blocks: 3, bytes: 16 + 100_000 + 65_000 });
  });

  test('are freed by whoever frees them, and used again at once', () => {
    const { memory, own, other } = arenaWith(4);
    for (let i = 0; i < 3; i++) {
      const address = own.allocate(150_000, 3);
      expect(other.allocate(1, 1)).toBe(0);
      payload(memory, own, address, 150_000).fill(1);
      other.free(address, 3);
      expect(other.usage()).toEqual(NOTHING);
    }
    other.collect();
    expect(isPristine(memory)).toBe(true);
  });

  test('lie where others have lain, whoever allocates and frees them', () => {
    const { own, other } = arenaWith(100);
    const threads = [own, other] as const;
    const inUse: number[] = [];
    let lowest = Infinity;
    for (let i = 0; i < 200; i++) {
      const address = threads[i & 1 ? 1 : 0].allocate(150_000, 1 + (i % 4));
      lowest = Math.min(lowest, address >>> 10);
      inUse.push(address);
      if (inUse.length === 4) threads[i % 3 ? 1 : 0].free(inUse.shift() ?? 0, 1 + ((i + 1) % 4));
    }
    // Four blocks of three chunks each, at the high end.
    expect(lowest).toBe(100 - 4 * 3);
  });

  test('are found among thousands of others', () => {
    const { own, other } = arenaWith(4000);
    const addresses = allocateAll(own, 60_000);
    const { length } = addresses; // the first chunks hold the map
    expect(length).toBeGreaterThan(3900);
    for (const i of [length - 1, 17, 2000]) {
      other.free(addresses[i] ?? 0, i + 1);
      expect(own.allocate(60_000, i + 1)).toBe(addresses[i]);
    }
  });

  test('fill gaps between others', () => {
    const { own } = arenaWith(8);
    const addresses = Array.from({ length: 7 }, (_, i) => own.allocate(60_000, i + 1));
    for (const i of [1, 3, 4]) own.free(addresses[i] ?? 0, i + 1);
    expect(own.allocate(200_000, 1)).toBe(0);
    expect(own.allocate(100_000, 1)).toBe(addresses[4]);
    expect(own.allocate(60_000, 1)).toBe(addresses[1]);
    expect(own.allocate(10, 1)).toBe(0);
  });
});

describe('R35: the bytes of a large block that was freed', () => {
  const RUN = 3 * ARENA_CHUNK_BYTES;

  test.each([RUN - 8, RUN - 15, 150_000, 150_001, 2 * ARENA_CHUNK_BYTES])(
    'are overwritten by the next payload, of %i bytes, or zeroed before it gets the block',
    (bytes) => {
      const { memory, own, other } = arenaWith(5);
      const address = own.allocate(RUN - 8, 1);
      const all = payload(memory, own, address, RUN - 8).fill(0xa5);
      other.free(address, 1);
      expect(own.allocate(bytes, 2)).toBe(address);
      expect(all.subarray(bytes).every((byte) => byte === 0)).toBe(true);
      own.free(address, 2);
      own.tidy();
      expect(isPristine(memory)).toBe(true);
    },
  );

  test('are never in a block of another size', () => {
    const { memory, own } = arenaWith(4);
    own.free(own.allocate(150_000, 1), 1);
    for (const bytes of [100_000, 30_000, 10, 60_000]) {
      const address = own.allocate(150_000, 1);
      payload(memory, own, address, 150_000).fill(0xa5);
      own.free(address, 1);
      const other = own.allocate(bytes, 2);
      expect(other).not.toBe(0);
      expect(Buffer.from(memory.bytes.buffer).includes(Buffer.alloc(2, 0xa5), 65_536)).toBe(false);
      own.free(other, 2);
      own.collect();
    }
  });

  test('make room for another thread, for blocks of any size', () => {
    const { memory, own, other } = arenaWith(4);
    for (const bytes of [10, 60_000, 100_000]) {
      const address = own.allocate(150_000, 1);
      payload(memory, own, address, 150_000).fill(0xa5);
      own.free(address, 1);
      const next = other.allocate(bytes, 2);
      expect(next).not.toBe(0);
      other.free(next, 2);
      other.collect();
      expect(isPristine(memory)).toBe(true);
    }
  });

  test('are zeroed when their thread has left sixteen others, and when it dies', () => {
    const { memory, own, other } = arenaWith(60);
    const addresses = Array.from({ length: 18 }, (_, i) => own.allocate(150_000, i + 1));
    for (const [i, address] of addresses.entries()) {
      payload(memory, own, address, 150_000).fill(0xa5);
      other.free(address, i + 1);
    }
    const isZero = (address: number): boolean =>
      payload(memory, own, address, 150_000).every((byte) => byte === 0);
    expect(addresses.map(isZero)).toEqual(addresses.map((_, i) => i < 2));
    own.recover(1, () => true);
    expect(isPristine(memory)).toBe(true);
  });

  test('of more than 4 MiB are zeroed at once', () => {
    const { memory, own } = arenaWith(70);
    const address = own.allocate(2 ** 22 + 1, 1);
    payload(memory, own, address, 2 ** 22 + 1).fill(0xa5);
    own.free(address, 1);
    expect(isPristine(memory)).toBe(true);
  });

  test('of who tidies later than another took them are not touched', () => {
    const { memory, own, other } = arenaWith(5);
    const address = own.allocate(150_000, 1);
    own.free(address, 1);
    expect(other.allocate(150_000, 2)).toBe(address);
    const contents = payload(memory, own, address, 150_000).fill(7);
    own.tidy();
    expect(contents.every((byte) => byte === 7)).toBe(true);
    expect(own.usage()).toEqual({ chunks: 3, blocks: 1, bytes: 150_000 });
  });

  test('call for tidying, once each time', () => {
    const memory = arenaMemory(9);
    let calls = 0;
    const own = new Arena(memory, 0, () => calls++);
    for (let round = 1; round <= 2; round++) {
      const addresses = [own.allocate(100_000, 1), own.allocate(150_000, 2), own.allocate(10, 3)];
      addresses.forEach((address, i) => own.free(address, i + 1));
      expect(calls).toBe(round);
      own.tidy();
    }
  });
});

describe('misuse', () => {
  const notHeld = /^free: block \d+ is held by (\d+|nobody), not by/;

  test.each([10, 100_000])('a block of %i bytes is freed once, by its holder', (bytes) => {
    const { own, other } = arenaWith(4);
    for (const [first, second] of [
      [own, own],
      [own, other],
      [other, own],
      [other, other],
    ] as const) {
      const address = own.allocate(bytes, 7);
      expect(() => first.free(address, 8)).toThrow(notHeld);
      expect(() => second.free(address, 8)).toThrow(notHeld);
      first.free(address, 7);
      own.collect();
      expect(() => first.free(address, 7)).toThrow(/^free: /);
      expect(() => second.free(address, 7)).toThrow(/^free: /);
    }
  });

  test('a block is returned once, also before its owner has collected it', () => {
    const { own, other } = arenaWith(4);
    const address = own.allocate(10, 7);
    other.free(address, 7);
    expect(() => other.free(address, 7)).toThrow(
      new Error(`free: block ${address} was returned before, by its holder 7`),
    );
  });

  test('a block that its holder has returned is not freed by its owner', () => {
    const { own, other } = arenaWith(4);
    const address = own.allocate(10, 7);
    other.free(address, 7);
    expect(() => own.free(address, 7)).toThrow(
      new Error(`free: block ${address} was returned before, by its holder 7`),
    );
    own.collect();
    expect(own.usage()).toEqual(NOTHING);
  });

  test('a returned bit of a block that nobody holds is found', () => {
    const { memory, own } = arenaWith(4);
    const addresses = [own.allocate(10, 7), own.allocate(10, 8)];
    own.free(addresses[0] ?? 0, 7);
    const bits = memory.plan.arenaAt / 4 + arenaParts(memory.plan.arenaBytes).returnedAt;
    memory.cells[bits + 32] = 1;
    expect(() => own.collect()).toThrow(
      new Error('collect: block 1024 of chunk 1 was returned while free'),
    );
  });

  test.each([0, 1, 1024, 3 * 1024, 4 * 1024, 2 ** 31 - 1, -1, NaN, 0.5])(
    'nothing can be freed at %d',
    (address) => {
      const { own, other } = arenaWith(4);
      own.allocate(LARGEST_SHARED + 1, 1);
      other.allocate(10, 1);
      expect(() => own.free(address, 2)).toThrow(/^free: (no block starts at|block)/);
      expect(() => own.free(address, 0)).toThrow(/^free: (no block starts at|block)/);
    },
  );

  test('a large block can be freed only at its start', () => {
    const { memory, own } = arenaWith(6);
    const address = own.allocate(200_000, 1);
    memory.cells.fill(1, own.byteOffset(address) / 4, own.byteOffset(address) / 4 + 40_000);
    for (const inside of [address + 1, address + 1024]) {
      expect(() => own.free(inside, 1)).toThrow(`free: no block starts at ${inside}`);
    }
  });

  test.each([-1, 0.5, NaN, Infinity, 2 ** 53])('a block of %d bytes is refused', (bytes) => {
    const { own } = arenaWith(4);
    expect(() => own.allocate(bytes, 1)).toThrow(RangeError);
  });

  test.each([0, -1, 0.5, NaN, 2 ** 31])('holder %d is refused', (holder) => {
    const { own } = arenaWith(4);
    for (const bytes of [10, 100_000]) {
      expect(() => own.allocate(bytes, holder)).toThrow(
        new RangeError(`holder: expected a positive integer, received ${holder}`),
      );
    }
    expect(own.usage()).toEqual(NOTHING);
  });

  test.each([0, 65_536, 65_537, MAX_ARENA_BYTES + 65_536, NaN])(
    'an arena of %d bytes is refused',
    (arenaBytes) => {
      const memory = arenaMemory(4);
      const wrong = { ...memory, plan: { ...memory.plan, arenaBytes } };
      expect(() => new Arena(wrong, 0)).toThrow(/^plan\.arenaBytes: expected a multiple of 65536/);
    },
  );

  test.each([1, 65_535, 2 * 65_536, NaN])('an arena at %d is refused', (arenaAt) => {
    const memory = arenaMemory(4);
    const wrong = { ...memory, plan: { ...memory.plan, arenaAt } };
    expect(() => new Arena(wrong, 0)).toThrow(/^plan\.arenaAt: expected a multiple of 65536/);
  });

  test('a thread cannot recover itself', () => {
    const { own } = arenaWith(4);
    expect(() => own.recover(0, () => true)).toThrow("recover: thread 0 can't recover itself");
  });
});
