/** Events as rows: NDJSON with names and words, CSV with the bare numbers and the sentence. */

import { describe, kindName, type Cursor, type Trace } from '@pilfer/scheduler/trace';
import { fieldsOf } from './fields.js';
import { PIECE } from './looks.js';

const COLUMNS = ['index', 'time', 'kind', 'proc', 'machine', 'task', 'a', 'b', 'c', 'text'];

/** Yields a line of JSON about the trace, and one for each event. */
export function* ndjsonPieces(trace: Trace): Generator<string, void> {
  const { source, title, epochMs } = trace.info;
  const head = { format: 'pilfer-trace', source, title, epochMs, events: trace.length };
  yield* lines(trace, JSON.stringify(head), (event) =>
    JSON.stringify({ time: event.time, ...fieldsOf(event, trace.strings) }),
  );
}

/** Yields a head and a row for each event; times in ns, −1 for none. */
export function* csvPieces(trace: Trace): Generator<string, void> {
  yield* lines(trace, COLUMNS.join(','), (event) => {
    const { index, time, kind, proc, machine, task, a, b, c } = event;
    // The sentence, without the time and place in front of it, which are columns.
    const sentence = describe(event, trace.strings).split('  ').slice(2).join('  ');
    const text = `"${sentence.replaceAll('"', '""')}"`;
    return [index, time, kindName(kind), proc, machine, task, a, b, c, text].join(',');
  });
}

function* lines(
  trace: Trace,
  head: string,
  lineOf: (event: Cursor) => string,
): Generator<string, void> {
  let text = `${head}\n`;
  const event = trace.cursor();
  while (event.next()) {
    text += `${lineOf(event)}\n`;
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  yield text;
}
