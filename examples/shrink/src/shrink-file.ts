/**
 * The work itself, for one file: read, minify, compress, fingerprint. Plain synchronous code that
 * knows nothing of threads.
 */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { minify, syntaxOf, type Syntax } from './minify.js';
import { messageOf, type FileReport, type Problem } from './report.js';

/** Larger files are not minified, and taken block by block: so memory stays bounded. */
const WHOLE_BYTES = 10_000_000;

const BLOCK_BYTES = 4 * 2 ** 20;

/** Brotli's qualities go from 0 to 11; from 10 on it takes ten times as long. */
export const BROTLI_QUALITY = 7;

type Figures = Omit<FileReport, 'index' | 'ms'>;

/** Does the whole work for a file. Never throws: what goes wrong is in the report. */
export function shrinkFile(path: string, index: number): FileReport {
  const started = performance.now();
  const syntax = syntaxOf(path);
  let figures: Figures;
  try {
    figures = read(path, syntax);
  } catch (error) {
    const problem: Problem = { kind: 'unreadable', message: messageOf(error) };
    figures = {
      size: 0,
      minified: 0,
      compressed: 0,
      sha256: '',
      source: syntax !== undefined,
      problem,
    };
  }
  return { index, ...figures, ms: performance.now() - started };
}

function read(path: string, syntax: Syntax | undefined): Figures {
  const file = openSync(path, 'r');
  try {
    const large = fstatSync(file).size > WHOLE_BYTES;
    return large ? inBlocks(file, syntax) : inOnePiece(readFileSync(file), syntax);
  } finally {
    closeSync(file);
  }
}

function inOnePiece(bytes: Buffer, syntax: Syntax | undefined): Figures {
  const { smaller, problem } = minified(bytes, syntax);
  const compressed = compress(smaller);
  return {
    size: bytes.length,
    minified: smaller.length,
    compressed: compressed.length,
    sha256: createHash('sha256').update(compressed).digest('hex'),
    source: syntax !== undefined,
    ...(problem && { problem }),
  };
}

/** The smaller text, or the bytes as they are and why. */
function minified(
  bytes: Buffer,
  syntax: Syntax | undefined,
): { readonly smaller: Buffer; readonly problem?: Problem } {
  if (!isUtf8(bytes)) return { smaller: bytes, problem: NOT_UTF8 };
  if (syntax === undefined) return { smaller: bytes };
  try {
    return { smaller: Buffer.from(minify(bytes.toString(), syntax)) };
  } catch (error) {
    return { smaller: bytes, problem: { kind: 'unparsable', message: messageOf(error) } };
  }
}

function inBlocks(file: number, syntax: Syntax | undefined): Figures {
  const block = Buffer.alloc(BLOCK_BYTES);
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isText = true;
  let size = 0;
  let compressed = 0;
  for (let length = BLOCK_BYTES; length > 0; size += length) {
    length = readSync(file, block, 0, BLOCK_BYTES, null);
    const bytes = block.subarray(0, length);
    isText &&= decodes(decoder, bytes, length > 0);
    if (length === 0) break;
    const packed = compress(bytes);
    hash.update(packed);
    compressed += packed.length;
  }
  const problem = problemOfLarge(isText, syntax);
  return {
    size,
    minified: size,
    compressed,
    sha256: hash.digest('hex'),
    source: syntax !== undefined,
    ...(problem && { problem }),
  };
}

function problemOfLarge(isText: boolean, syntax: Syntax | undefined): Problem | undefined {
  if (!isText) return NOT_UTF8;
  if (syntax === undefined) return undefined;
  return { kind: 'large', message: `more than ${WHOLE_BYTES / 1e6} MB` };
}

const NOT_UTF8: Problem = { kind: 'notUtf8', message: 'not UTF-8' };

function decodes(decoder: TextDecoder, bytes: Buffer, stream: boolean): boolean {
  try {
    decoder.decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

function compress(bytes: Buffer): Buffer {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
