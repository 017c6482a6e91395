/** Trace files, as commands read them. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { checkTrace, TraceFileError } from '@pilfer/scheduler/trace';
import type { PolicyConstants } from '@pilfer/scheduler/policy';
import type { Trace, TraceFile } from '@pilfer/scheduler/trace';
import { simulate } from '../engine/simulate.js';
import { readAnyTrace } from '../exchange/import/import.js';
import { measure } from '../metrics/measure.js';
import { SimError } from '../program/errors.js';
import type { Program } from '../program/program.js';
import { readScenario } from '../scenario/read.js';
import { replay } from '../truth/replay.js';
import type { Args } from './args.js';
import { InputError, UsageError } from './errors.js';
import type { Io } from './io.js';
import { loadScenario } from './load.js';
import { optionsOf, specOf } from './spec.js';

/**
 * Reads a trace of any format; `-` is standard input.
 *
 * @throws InputError if it cannot be read, or is none; UsageError if no path was given.
 */
export function loadTrace(path: string | undefined): TraceFile {
  if (path === undefined) throw new UsageError('expected the path of a trace file');
  const file = decode(readBytes(path), path);
  if (file !== undefined) return file;
  throw new InputError(
    `'${path}' is no trace: neither one of pilfer's, nor Chrome JSON, nor what 'go tool trace' or schedtrace print`,
  );
}

/** A trace, and whether nothing had to be complained of. */
export interface TraceInput {
  readonly trace: Trace;
  readonly isSound: boolean;
  /** Name of the policy that it followed, as far as is known. */
  readonly policy: string;
  /** What the scenario changes in the rules of that policy. */
  readonly rules: Partial<PolicyConstants>;
}

/**
 * Returns the trace of a file, or that of the run of a scenario, with what the command line changes.
 *
 * @throws as {@link loadTrace} and `loadScenario`.
 */
export function loadTraceOrScenario(given: string | undefined, args: Args, io: Io): TraceInput {
  const bytes = given === undefined ? undefined : bytesAt(given);
  const file = bytes === undefined ? undefined : decode(bytes, given ?? '');
  if (file !== undefined) {
    const isSound = !complain(given ?? '', file, io);
    return { trace: file.trace, isSound, policy: policyOf(file), rules: {} };
  }
  const scenario =
    given === '-' && bytes !== undefined
      ? readScenario(new TextDecoder().decode(bytes), 'standard input')
      : loadScenario(given);
  const spec = specOf(scenario, args);
  const { trace } = simulate(spec.program, { ...optionsOf(spec), trace: true });
  if (trace === undefined) throw new Error('the simulator returned no trace');
  return { trace, isSound: true, policy: spec.policy, rules: spec.rules };
}

/**
 * Returns the simulation of a recording: its tasks, with the durations and arrivals that they had, under
 * the rules of this library or of `--policy`.
 *
 * @throws UsageError for a trace that is none; InputError for one that cannot be replayed.
 */
export function simulated(recording: Trace, args: Args): Trace {
  const { source, title } = recording.info;
  if (source !== 'runtime') {
    throw new UsageError(
      `expected two traces or scenarios: only a recording is compared with its own simulation, and '${title}' is simulated`,
    );
  }
  const defaults = { processors: measure(recording).procs, policy: 'pilfer' };
  const spec = specOf({ program: replayOf(recording), description: '', defaults }, args);
  const { trace } = simulate(spec.program, { ...optionsOf(spec), trace: true });
  if (trace === undefined) throw new Error('the simulator returned no trace');
  return trace;
}

function replayOf(recording: Trace): Program {
  try {
    return replay(recording);
  } catch (error) {
    if (error instanceof SimError) throw new InputError(error.message);
    throw error;
  }
}

/** True if there is a trace at a path, of any format. */
export function isTraceAt(path: string): boolean {
  const bytes = bytesAt(path);
  return bytes !== undefined && decode(bytes, path) !== undefined;
}

/** The policy of a trace: a simulator says which it was; a recording is of this library, or of Go. */
function policyOf({ trace, meta }: TraceFile): string {
  const { policy, imported } = meta;
  if (typeof policy === 'string') return policy;
  const isOurs = trace.info.source === 'runtime' && imported === undefined;
  return isOurs ? 'pilfer' : 'go';
}

function decode(bytes: Uint8Array, path: string): TraceFile | undefined {
  try {
    return readAnyTrace(bytes, path === '-' ? 'standard input' : basename(path));
  } catch (error) {
    if (!(error instanceof TraceFileError)) throw error;
    throw new InputError(`'${path}' is no trace: ${error.message}`);
  }
}

/** What is at a path; undefined if nothing can be read there. */
function bytesAt(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path === '-' ? 0 : path);
  } catch {
    return undefined;
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
    return readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    throw new InputError(`cannot read '${path}': ${(error as Error).message}`);
  }
}
