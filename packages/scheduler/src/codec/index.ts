/** The payload codec: see codec.ts for what can cross, format.ts for the bytes. */

export { Codec } from './codec.js';
