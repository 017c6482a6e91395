/** Trace files, as commands read them. */

import { readFileSync } from 'node:fs';
import { checkTrace, decodeTraceFile, isTraceFile, TraceFileError } from '@pilfer/scheduler/trace';
import type { Trace, TraceFile } from '@pilfer/scheduler/trace';
import { simulate } from '../engine/simulate.js';
import type { Args } from './args.js';
import { InputError, UsageError } from './errors.js';
import type { Io } from './io.js';
import { loadScenario } from './load.js';
import { optionsOf, specOf } from './spec.js';

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

/** A trace, and whether nothing had to be complained of. */
export interface TraceInput {
  readonly trace: Trace;
  readonly isSound: boolean;
}

/**
 * Returns the trace of a file, or that of the run of a scenario, with what the command line changes.
 *
 * @throws as {@link loadTrace} and `loadScenario`.
 */
export function loadTraceOrScenario(given: string | undefined, args: Args, io: Io): TraceInput {
  if (given !== undefined && isTraceAt(given)) {
    const file = loadTrace(given);
    return { trace: file.trace, isSound: !complain(given, file, io) };
  }
  const spec = specOf(loadScenario(given), args);
  const { trace } = simulate(spec.program, { ...optionsOf(spec), trace: true });
  if (trace === undefined) throw new Error('the simulator returned no trace');
  return { trace, isSound: true };
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
