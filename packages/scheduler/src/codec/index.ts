/** The payload codec: see codec.ts for what can cross, format.ts for the bytes. */

export { Codec } from './codec.js';
export { move, unmoved } from './move.js';
export type { Movable } from './move.js';
export type { SharedBuffers } from './shared-buffers.js';
