/** Files that are packed. */

import { gunzipSync } from 'node:zlib';
import { TraceFileError } from '@pilfer/scheduler/trace';

/** A packed file may become no larger than this, in bytes. */
const MAX_UNPACKED = 2 ** 31;

/**
 * Returns the bytes of a file, unpacked if they are packed with gzip.
 *
 * @throws TraceFileError if they cannot be.
 */
export function unpacked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED });
  } catch (error) {
    throw new TraceFileError(`cannot be unpacked: ${(error as Error).message}`);
  }
}
