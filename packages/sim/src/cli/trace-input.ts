/** Trace files, as commands read them. */

import { readFileSync } from 'node:fs';
import { checkTrace, decodeTraceFile, isTraceFile, TraceFileError } from '@pilfer/scheduler/trace';
import type { Trace, TraceFile } from '@pilfer/scheduler/trace';
import { InputError, UsageError } from './errors.js';
import type { Io } from './io.js';

/**
 * Reads a trace file.
 *
 * @throws InputError if it cannot be read, or is none; UsageError if no path was given.
 */
export function loadTrace(path: string | undefined): TraceFile {
  if (path === undefined) throw new UsageError('expected the path of a trace file');
  const bytes = readBytes(path);
  try {
    return decodeTraceFile(bytes);
  } catch (error) {
    if (!(error instanceof TraceFileError)) throw error;
    throw new InputError(`'${path}' is no trace: ${error.message}`);
  }
}

/** True if there is a trace file at a path. */
export function isTraceAt(path: string): boolean {
  try {
    return isTraceFile(readFileSync(path));
  } catch {
    return false;
  }
}

/** Complains about a trace that is cut short or makes no sense; returns whether it did. */
export function complain(path: string, { trace, problem }: TraceFile, io: Io): boolean {
  if (problem !== undefined) io.err(`pilfer: '${path}' is not whole: it ${problem}\n`);
  const [first, ...others] = checkTrace(trace);
  if (first !== undefined) {
    const more = others.length === 0 ? '' : `, and ${others.length} more`;
    io.err(`pilfer: '${path}' is not sound: ${first.message}${more}\n`);
  }
  return problem !== undefined || first !== undefined;
}

/** The first line about a trace: its title, who wrote it, when. */
export function titleOf({ info }: Trace): string {
  const { source, title, epochMs } = info;
  const when = epochMs === 0 ? '' : `  ${new Date(epochMs).toISOString()}`;
  return `${title}  ${source === 'runtime' ? 'recorded' : 'simulated'}${when}`;
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`cannot read '${path}': ${(error as Error).message}`);
  }
}
