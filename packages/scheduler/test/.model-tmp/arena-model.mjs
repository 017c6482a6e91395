/**
 * Programs for the arena: blocks that one thread allocated are freed by others while it collects,
 * uses them again, and dies; runs of chunks are claimed and released by several threads.
 *
 * Addresses are kept in *places*: place h is where holder h keeps its address. At the end of a run
 * every block in use is in its place, and after everything is freed all memory is zero.
 */
import { call, load, loadBehindDoor, store, write, } from '@pilfer/explorer';
import { ARENA_CHUNK_BYTES, arenaParts } from '../../dist/layout.js';
import { arenaMemory, isPristine } from './arena-world.mjs';
const root = new URL('../../', import.meta.url);
/** Loads the built arena with the explorer's memory behind its door. */
export async function loadArena(mutations = []) {
    const modules = await loadBehindDoor([root, new URL('../deque/', root)], {
        mutations,
        files: ['arena.js'],
    });
    return modules.get('arena.js');
}
// Sizes: two, four, three or sixty-four blocks to a chunk, and a run of two chunks.
const HALF = 32_000;
const QUARTER = 16_000;
const THIRD = 21_000;
const SMALL = 1000;
const RUN = 100_000;
const MAIN = 0;
const OWNER = 1;
const WEAK = { weak: true };
/** All programs for the arena. */
export function arenaPrograms(arenas) {
    const of = (name, chunks, build, options = {}) => ({
        name: options.weak === true ? `${name}, weak` : name,
        options,
        build: () => {
            const world = new World(arenas, chunks);
            return { threads: build(world), check: () => world.wrong() };
        },
    });
    const each = (name, chunks, build, options = {}) => [
        of(name, chunks, build, options),
        of(name, chunks, build, { ...options, ...WEAK }),
    ];
    return [
        ...each('free ∥ free ∥ the owner collects twice, one word', 1, freesOfOneWord),
        ...each('free ∥ free ∥ the owner collects and uses again', 1, freesAndUse),
        ...each('free ∥ the owner dies collecting, using, freeing', 1, dyingOwner, {
            crashes: ['owner'],
        }),
        ...each('two frees ∥ the owner dies, one word', 1, dyingOwnerOfOneWord, { crashes: ['owner'] }),
        ...each('free, who dies ∥ the owner collects and uses again', 1, dyingFreer, {
            crashes: ['freer'],
        }),
        ...each('free, who dies ∥ the owner collects and uses the chunk for another size', 1, otherSize, {
            crashes: ['freer'],
        }),
        ...each('free ∥ free ∥ both the owner and who frees may die', 1, bothDie, {
            crashes: ['owner', 'freer'],
        }),
        ...each('claim a chunk ∥ claim a chunk, one dies', 2, claims, { crashes: ['owner'] }),
        ...each('claim a run ∥ claim a run, one dies', 3, runs, { crashes: ['owner'] }),
        ...each('free a run, and die ∥ claim a run', 2, freeOfRun, { crashes: ['owner'] }),
        ...each("free a dead thread's run ∥ recover it", 3, runOfTheDead, { crashes: ['owner'] }),
    ];
}
/** One arena, its threads' views and the places. */
class World {
    memory;
    places = new Int32Array(new SharedArrayBuffer(4 * 16));
    arenas;
    /** The threads that the end of a run has to recover. */
    threads;
    constructor(arenas, chunks, threads = 4) {
        this.arenas = arenas;
        this.memory = arenaMemory(chunks + 1);
        this.threads = threads;
    }
    arena(thread) {
        return new this.arenas.Arena(this.memory, thread);
    }
    /** Allocates as a thread does: block, contents, place. */
    use(arena, holder, bytes) {
        const address = arena.allocate(bytes, holder);
        if (address === 0)
            return false;
        store(this.places, holder, address);
        return true;
    }
    /** Frees as a thread does: block, place. */
    free(arena, holder) {
        const address = load(this.places, holder);
        if (address === 0)
            return;
        arena.free(address, holder);
        store(this.places, holder, 0);
    }
    /** Does for a dead thread what it may or may not have done. */
    reclaim(arena, holder) {
        const address = load(this.places, holder);
        if (address === 0)
            return;
        arena.reclaim(address, holder);
        store(this.places, holder, 0);
    }
    isHeld = (address, holder) => load(this.places, holder) === address;
    /** Looks at the end of a run. */
    wrong() {
        const held = this.heldBlocks();
        const placed = [...this.places].flatMap((address, holder) => address === 0 ? [] : [`${holder} at ${address}`]);
        if (held.sort().join() !== placed.sort().join()) {
            return `in use: ${held.join() || 'nothing'}; in places: ${placed.join() || 'nothing'}`;
        }
        const undertaker = this.arena(this.threads);
        for (let holder = 0; holder < this.places.length; holder++)
            this.free(undertaker, holder);
        for (let thread = 0; thread < this.threads; thread++)
            undertaker.recover(thread, () => false);
        undertaker.collect();
        return isPristine(this.memory) ? undefined : 'something is left when all is freed';
    }
    /** Every block that is held and not returned, as `holder at address`. */
    heldBlocks() {
        const { cells, plan } = this.memory;
        const { chunks, firstChunk, returnedAt } = arenaParts(plan.arenaBytes);
        const base = plan.arenaAt / 4;
        const held = [];
        for (let chunk = firstChunk; chunk < chunks; chunk++) {
            for (const granule of granulesOf(cells[base + chunk] ?? 0)) {
                const address = chunk * 1024 + granule;
                const holder = cells[base + address * 16] ?? 0;
                const bits = cells[base + returnedAt + (address >>> 5)] ?? 0;
                if (holder !== 0 && ((bits >>> address) & 1) === 0)
                    held.push(`${holder} at ${address}`);
            }
        }
        return held;
    }
}
/** The granules at which blocks start in a chunk with this cell in the chunk map. */
function granulesOf(word) {
    const kind = word & 7;
    if (kind === 3)
        return [0];
    if (kind !== 1)
        return [];
    const step = STEPS[(word >>> 11) & 31] ?? 1;
    return Array.from({ length: Math.floor(1024 / step) }, (_, i) => i * step);
}
/** Granules of the size classes in use here, by number. */
const STEPS = { 11: 16, 27: 256, 28: 341, 29: 512 };
function thread(arena, ...calls) {
    return arena === undefined ? { calls } : { calls, objects: [arena] };
}
function free(world, arena, holder) {
    return call('free', [holder], () => world.free(arena, holder));
}
function use(world, arena, holder, bytes) {
    return call('use', [holder, bytes], () => world.use(arena, holder, bytes));
}
function collect(arena) {
    return call('collect', [], () => arena.collect());
}
/** A thread that takes over when the owner has died. */
function heir(world, dead, number, reclaimed) {
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
function freesOfOneWord(world) {
    const owner = world.arena(OWNER);
    for (const holder of [1, 2, 3])
        world.use(owner, holder, SMALL);
    const [first, second] = [world.arena(2), world.arena(3)];
    return {
        owner: thread(owner, collect(owner), collect(owner)),
        'freer 1': thread(first, free(world, first, 1)),
        'freer 2': thread(second, free(world, second, 2)),
    };
}
function freesAndUse(world) {
    const owner = world.arena(OWNER);
    for (const holder of [1, 2])
        world.use(owner, holder, HALF);
    const [first, second] = [world.arena(2), world.arena(3)];
    return {
        owner: thread(owner, use(world, owner, 3, HALF), use(world, owner, 4, QUARTER), collect(owner)),
        'freer 1': thread(first, free(world, first, 1)),
        'freer 2': thread(second, free(world, second, 2)),
    };
}
function dyingOwner(world) {
    const owner = world.arena(OWNER);
    for (const holder of [1, 2, 3])
        world.use(owner, holder, QUARTER);
    const freer = world.arena(2);
    return {
        owner: thread(owner, use(world, owner, 4, QUARTER), free(world, owner, 2), collect(owner)),
        freer: thread(freer, free(world, freer, 1), free(world, freer, 3)),
        heir: heir(world, 'owner', OWNER, [2, 4]),
    };
}
function dyingOwnerOfOneWord(world) {
    const owner = world.arena(OWNER);
    for (const holder of [1, 2, 3])
        world.use(owner, holder, SMALL);
    const [first, second] = [world.arena(2), world.arena(3)];
    return {
        owner: thread(owner, collect(owner)),
        'freer 1': thread(first, free(world, first, 1)),
        'freer 2': thread(second, free(world, second, 2)),
        heir: heir(world, 'owner', OWNER, [3]),
    };
}
function dyingFreer(world) {
    const owner = world.arena(OWNER);
    for (const holder of [1, 2])
        world.use(owner, holder, HALF);
    const freer = world.arena(2);
    return {
        owner: thread(owner, use(world, owner, 3, HALF), collect(owner), use(world, owner, 4, HALF)),
        freer: thread(freer, free(world, freer, 1)),
        heir: heir(world, 'freer', 2, [1]),
    };
}
/** The chunk gets another size, and a payload that looks like the header that was there. */
function otherSize(world) {
    const owner = world.arena(OWNER);
    for (const holder of [1, 2])
        world.use(owner, holder, HALF);
    world.free(owner, 2);
    // Holder 1 has the block at granule 0; the one at granule 512 is what shall look like holder 3's.
    world.use(owner, 3, HALF);
    world.free(owner, 1);
    const freer = world.arena(2);
    const { cells, plan } = world.memory;
    const lookalike = plan.arenaAt / 4 + load(world.places, 3) * 16;
    return {
        owner: thread(owner, collect(owner), call('use', [4, THIRD], () => {
            if (!world.use(owner, 4, THIRD) || !world.use(owner, 5, THIRD))
                return;
            const start = owner.byteOffset(load(world.places, 5)) / 4;
            if (lookalike >= start && lookalike < start + THIRD / 4)
                write(cells, lookalike, 3);
        })),
        freer: thread(freer, free(world, freer, 3)),
        heir: heir(world, 'freer', 2, [3]),
    };
}
function bothDie(world) {
    const owner = world.arena(OWNER);
    for (const holder of [1, 2])
        world.use(owner, holder, HALF);
    const freer = world.arena(2);
    const main = world.arena(MAIN);
    const bury = (dead, reclaimed) => call('bury', [dead], () => {
        for (const holder of reclaimed)
            world.reclaim(main, holder);
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
function claims(world) {
    const [owner, other] = [world.arena(OWNER), world.arena(2)];
    return {
        owner: thread(owner, use(world, owner, 1, HALF), free(world, owner, 1), collect(owner)),
        other: thread(other, use(world, other, 2, HALF), use(world, other, 3, QUARTER)),
        heir: heir(world, 'owner', OWNER, [1]),
    };
}
function runs(world) {
    const [owner, other] = [world.arena(OWNER), world.arena(2)];
    return {
        owner: thread(owner, use(world, owner, 1, RUN)),
        other: thread(other, use(world, other, 2, RUN), use(world, other, 3, HALF)),
        heir: heir(world, 'owner', OWNER, [1]),
    };
}
function freeOfRun(world) {
    const [owner, other] = [world.arena(OWNER), world.arena(2)];
    world.use(other, 1, RUN);
    return {
        owner: thread(owner, free(world, owner, 1)),
        other: thread(other, use(world, other, 2, RUN), use(world, other, 3, HALF)),
        heir: heir(world, 'owner', OWNER, [1]),
    };
}
function runOfTheDead(world) {
    const [owner, other] = [world.arena(OWNER), world.arena(2)];
    world.use(owner, 1, RUN);
    return {
        owner: thread(owner, use(world, owner, 2, ARENA_CHUNK_BYTES / 2)),
        other: thread(other, free(world, other, 1), use(world, other, 3, RUN)),
        heir: heir(world, 'owner', OWNER, [2]),
    };
}
