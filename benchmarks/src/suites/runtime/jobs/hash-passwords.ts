/** Hashes passwords by scrypt, in JavaScript: even tasks, hardly any bytes to pass. */

import { scrypt } from '@noble/hashes/scrypt.js';
import type { Job } from './job.js';

export const job: Job = {
  batches(smoke) {
    return [Array.from({ length: smoke ? 2 : 80 }, (_, i) => `correct horse battery ${i}`)];
  },
  run(password: string): Uint8Array {
    return scrypt(password, 'salt and pepper', { N: 2 ** 11, r: 8, p: 1, dkLen: 32 });
  },
};
