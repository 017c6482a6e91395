/** Traces of other tools: which format a file has is found by looking at it. */

import {
  decodeTraceFile,
  isTraceFile,
  Kind,
  TraceWriter,
  type TraceFile,
} from '@pilfer/scheduler/trace';
import { MAX_PROCS } from '../looks.js';
import { readChrome } from './chrome.js';
import { readCsv } from './csv.js';
import { readGoTrace } from './go-trace.js';
import { readNdjson } from './ndjson.js';
import { appendTo } from './numbered.js';
import { readSchedtrace } from './schedtrace.js';
import { unpacked } from './unpack.js';

/** In this order: a schedtrace may stand among whatever a program has printed. */
const READERS = [readChrome, readNdjson, readCsv, readGoTrace, readSchedtrace];

/**
 * Reads a trace of any format that we know; undefined if it has none of them. What can be read of a
 * damaged one is there, and `problem` says what is wrong. `title` is its name if it does not say.
 *
 * @throws TraceFileError for a trace of our own that cannot be read at all.
 */
export function readAnyTrace(given: Uint8Array, title: string): TraceFile | undefined {
  const bytes = unpacked(given);
  if (isTraceFile(bytes)) return withinLimits(decodeTraceFile(bytes));
  for (const read of READERS) {
    const file = read(bytes, title);
    if (file !== undefined) return withinLimits(file);
  }
  return undefined;
}

/** Ends a trace before it has more Ps than there can be: every view would make room for them. */
function withinLimits(file: TraceFile): TraceFile {
  const { trace, meta } = file;
  const event = trace.cursor();
  while (event.next()) {
    const { kind, a: procs, index } = event;
    if (kind !== Kind.runStart && kind !== Kind.procsChange) continue;
    if (procs <= MAX_PROCS) continue;
    const out = new TraceWriter(trace.info, trace.strings);
    for (let i = 0; i < index; i++) appendTo(out, trace.event(i));
    const problem = `has ${procs} Ps at event ${index}, more than ${MAX_PROCS}`;
    return { trace: out.trace(), meta, problem };
  }
  return file;
}
