import { ARENA_CHUNK_BYTES } from '../../dist/layout.js';
/** Bytes in front of the arena, which belong to others. */
const BEFORE = ARENA_CHUNK_BYTES;
const FOREIGN = 0xa5;
/** The memory of an arena of so many chunks, of which the first one is its own. */
export function arenaMemory(chunks) {
    const arenaBytes = chunks * ARENA_CHUNK_BYTES;
    const buffer = new SharedArrayBuffer(BEFORE + arenaBytes);
    const bytes = new Uint8Array(buffer);
    bytes.fill(FOREIGN, 0, BEFORE);
    return {
        cells: new Int32Array(buffer),
        floats: new Float64Array(buffer),
        bytes,
        plan: { arenaAt: BEFORE, arenaBytes },
    };
}
/** Says whether the arena is as it was before its first use, and nobody else's bytes have changed. */
export function isPristine({ bytes, plan }) {
    const all = Buffer.from(bytes.buffer);
    const before = Buffer.alloc(plan.arenaAt, FOREIGN);
    return all.equals(Buffer.concat([before, Buffer.alloc(plan.arenaBytes)]));
}
