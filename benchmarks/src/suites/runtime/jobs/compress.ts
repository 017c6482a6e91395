/** Compresses files by fflate, in JavaScript: bytes go there and back. */

import { gzipSync } from 'fflate';
import type { Job } from './job.js';
import { scripts } from './texts.js';

export const job: Job = {
  batches(smoke) {
    const encoder = new TextEncoder();
    const texts = smoke ? scripts(300, 1500).slice(0, 2) : scripts(4_000, 400_000);
    const files = texts.map((text) => encoder.encode(text));
    return [smoke ? files : Array.from({ length: 5 }, () => files).flat()];
  },
  run(bytes: Uint8Array): Uint8Array {
    return gzipSync(bytes, { level: 9, mtime: 0 });
  },
};
