/**
 * Keeps the C library from giving freed memory back to the kernel, only to ask for it again.
 *
 * The memory of ArrayBuffers is freed in batches, by collections: 32 MB of results at once. glibc
 * gives what is free at the end of a heap back from 128 KiB on, and then each megabyte that is
 * decoded costs 256 page faults, which take three times as long as copying it. When an allocation
 * that was a mapping of its own is freed, glibc takes it for the size that a program uses again and
 * again: mappings begin at that size from then on, and twice as much is kept free. At most 32 MiB
 * count. So one such allocation is made and dropped, never written to: it costs a system call each
 * way. A program that has freed an ArrayBuffer of that size is in the same state.
 *
 * The price: up to 64 MiB per heap of the process stay resident that were in use before.
 */

import { Buffer } from 'node:buffer';

/** Just below the largest allocation that glibc adapts to, with its header and rounding. */
const DROPPED_BYTES = 2 ** 25 - 2 ** 16;

/** From this size on a copy is worth it: what is smaller costs more otherwise. */
const LARGE_BYTES = 2 ** 16;

let isDone = process.platform !== 'linux';

/** To be called with the size of what is allocated next. It does something once per thread. */
export function keepFreedMemory(bytes: number): void {
  if (isDone || bytes < LARGE_BYTES) return;
  isDone = true;
  Buffer.allocUnsafeSlow(DROPPED_BYTES);
}
