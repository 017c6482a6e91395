/** Reads the NDJSON that we export. */

import type { TraceFile } from '@pilfer/scheduler/trace';
import { eventOf } from '../fields.js';
import { infoOf, isRecord } from './json.js';
import { linesOf } from './lines.js';
import { NumberedEvents } from './numbered.js';

/** Reads a trace; undefined if the first line is none of ours. */
export function readNdjson(bytes: Uint8Array, title: string): TraceFile | undefined {
  let events: NumberedEvents | undefined;
  let expected = 0;
  let number = 0;
  let problem: string | undefined;
  for (const line of linesOf(bytes)) {
    const value = parse(line);
    if (events === undefined) {
      if (!isRecord(value) || value['format'] !== 'pilfer-trace') return undefined;
      events = new NumberedEvents(infoOf(value, title));
      expected = Number(value['events']) || 0;
      continue;
    }
    const event = isRecord(value)
      ? eventOf(Number(value['time']), value, events.writer.strings)
      : { problem: 'it is no JSON' };
    if ('problem' in event) {
      problem = `cannot be read in line ${number + 2}: ${event.problem}`;
      break;
    }
    events.add(number++, event);
  }
  if (events === undefined) return undefined;
  const { trace, problem: missing } = events.finish(expected);
  return { trace, meta: { imported: 'ndjson' }, problem: problem ?? missing };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
