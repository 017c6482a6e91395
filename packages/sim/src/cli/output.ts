/** Where large results go: a file, packed if its name ends so, or standard output. */

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { InputError } from './errors.js';
import type { Io } from './io.js';

/** The end of the name of a packed file. */
export const PACKED = '.gz';

/**
 * Writes pieces one after the other, none before the one before it is out of the way; `-` or nothing
 * is standard output.
 *
 * @throws InputError if the file cannot be written.
 */
export async function writePieces(
  pieces: Iterable<string | Uint8Array>,
  path: string | undefined,
  io: Io,
): Promise<void> {
  if (path === undefined || path === '-') {
    for (const piece of pieces) {
      io.out(piece);
      // If the reader has gone, this is when we hear of it.
      await setImmediate();
    }
    return;
  }
  const file = createWriteStream(path);
  try {
    const source = Readable.from(pieces, { objectMode: true });
    if (path.endsWith(PACKED)) await pipeline(source, createGzip(), file);
    else await pipeline(source, file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InputError(`cannot write '${path}': ${message}`);
  }
}
