/** Finds what is wrong with a file of any kind that we write or read. */

import { checkTrace, isTraceFile } from '@pilfer/scheduler/trace';
import { ScenarioError } from '../../scenario/located.js';
import { readScenario } from '../../scenario/read.js';
import { eventsAt } from '../import/elements.js';
import { readAnyTrace } from '../import/import.js';
import { isRecord } from '../import/json.js';
import { unpacked } from '../import/unpack.js';
import { lintChrome } from './chrome.js';
import { Findings, type Finding } from './finding.js';
import { lintPerfetto, looksLikePerfetto } from './perfetto.js';
import { lintSpeedscope } from './speedscope.js';

/** What was found. */
export interface LintResult {
  /** What the file is: `Chrome JSON`. */
  readonly what: string;
  /** What it has so many of: `128 events`. */
  readonly size: string;
  /** The first findings, and the number of all. */
  readonly findings: readonly Finding[];
  readonly count: number;
}

/**
 * Checks the bytes of a file; `name` is what scenarios are called in messages.
 *
 * @throws TraceFileError for a trace of ours that cannot be read at all, or what cannot be unpacked.
 */
export function lint(bytes: Uint8Array, name: string, limit: number): LintResult {
  const findings = new Findings(limit);
  const plain = unpacked(bytes);
  const { what, size } = check(plain, name, findings);
  return { what, size, findings: findings.first, count: findings.count };
}

function check(
  bytes: Uint8Array,
  name: string,
  findings: Findings,
): Pick<LintResult, 'what' | 'size'> {
  if (!isTraceFile(bytes)) {
    const at = eventsAt(bytes);
    if (at !== undefined) {
      return { what: 'Chrome JSON', size: `${lintChrome(bytes, at, findings)} events` };
    }
    const file = parsed(bytes);
    if (file !== undefined && 'profiles' in file) {
      return { what: 'speedscope', size: `${lintSpeedscope(file, findings)} events` };
    }
    if (looksLikePerfetto(bytes)) {
      return { what: 'Perfetto', size: `${lintPerfetto(bytes, findings)} packets` };
    }
  }
  const file = readAnyTrace(bytes, name);
  if (file === undefined) return lintScenario(bytes, name, findings);
  const { trace, problem } = file;
  if (problem !== undefined) findings.add('file', problem);
  for (const { index, rule, message } of checkTrace(trace, MAX_VIOLATIONS)) {
    findings.add(`event ${index}`, `${rule}: ${message}`);
  }
  return { what: 'trace', size: `${trace.length} events` };
}

/** More than so many are not worth counting. */
const MAX_VIOLATIONS = 10_000;

function lintScenario(
  bytes: Uint8Array,
  name: string,
  findings: Findings,
): Pick<LintResult, 'what' | 'size'> {
  try {
    const { program } = readScenario(new TextDecoder().decode(bytes), name);
    return { what: 'scenario', size: `${program.functions.length} functions` };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    for (const { line, column, message } of error.problems) {
      findings.add(`line ${line}, column ${column}`, message);
    }
    return { what: 'scenario', size: `${bytes.length} bytes` };
  }
}

/** A file that is one JSON object and may be a profile. */
function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  if (bytes[0] !== 0x7b) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
