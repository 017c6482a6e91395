/** What is known of a file after the work: small, since one of these crosses threads per file. */

import { types } from 'node:util';

/** Why a file was not treated like the others; it never stops the run. */
export type ProblemKind = 'unreadable' | 'notUtf8' | 'unparsable' | 'large';

/** A problem with one file. */
export interface Problem {
  readonly kind: ProblemKind;
  /** What was wrong, in one line. */
  readonly message: string;
}

/** One file's figures. */
export interface FileReport {
  /** Position in the list of files. */
  readonly index: number;
  /** Bytes read. */
  readonly size: number;
  /** Bytes after minifying: those read, if the file is no source or could not be parsed. */
  readonly minified: number;
  /** Bytes after compressing. */
  readonly compressed: number;
  /** SHA-256 of the compressed bytes, in hexadecimal; empty if the file could not be read. */
  readonly sha256: string;
  /** Milliseconds that the work took. */
  readonly ms: number;
  /** Whether it is a JavaScript or TypeScript source. */
  readonly source: boolean;
  readonly problem?: Problem;
}

/** Whether two runs found the same for a file, however long it took them. */
export function isSame(a: FileReport, b: FileReport): boolean {
  return (
    a.index === b.index &&
    a.size === b.size &&
    a.minified === b.minified &&
    a.compressed === b.compressed &&
    a.sha256 === b.sha256 &&
    a.source === b.source &&
    a.problem?.kind === b.problem?.kind &&
    a.problem?.message === b.problem?.message
  );
}

/** What an error says, in one line; of the file system's, without the path. */
export function messageOf(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const line = error.message.split('\n', 1)[0] as string;
  return 'syscall' in error ? line.replace(/, .*$/, '') : line;
}
