/** Events as rows: NDJSON with names and words, CSV with bare numbers, the name and the sentence. */

import { describe, kindInfo, kindName, type Cursor, type Trace } from '@pilfer/scheduler/trace';
import { fieldsOf } from './fields.js';
import { PIECE } from './looks.js';

/** The columns of CSV. */
export const CSV_COLUMNS: readonly string[] = [
  'index',
  'time',
  'kind',
  'proc',
  'machine',
  'task',
  'a',
  'b',
  'c',
  'name',
  'text',
];

/** Yields a line of JSON about the trace, and one for each event. */
export function* ndjsonPieces(trace: Trace): Generator<string, void> {
  const { source, title, epochMs } = trace.info;
  const head = { format: 'pilfer-trace', source, title, epochMs, events: trace.length };
  yield* lines(trace, JSON.stringify(head), (event) =>
    JSON.stringify({ time: event.time, ...fieldsOf(event, trace.strings) }),
  );
}

/**
 * Yields a head and a row for each event; times in ns, −1 for none. `name` is the text of the argument
 * that is one; the argument is its number, which means nothing elsewhere. There `\n`, `\r` and
 * `\\` stand for line feed, carriage return and backslash, so that every row is one line.
 */
export function* csvPieces(trace: Trace): Generator<string, void> {
  yield* lines(trace, CSV_COLUMNS.join(','), (event) => {
    const { index, time, kind, proc, machine, task, a, b, c } = event;
    // The sentence, without the time and place in front of it, which are columns.
    const sentence = describe(event, trace.strings).split('  ').slice(2).join('  ');
    const name = nameOf(event, trace);
    return [
      index,
      time,
      kindName(kind),
      proc,
      machine,
      task,
      a,
      b,
      c,
      name,
      quoted(sentence),
    ].join();
  });
}

function nameOf(event: Cursor, { strings }: Trace): string {
  const at = kindInfo(event.kind)?.args.findIndex(({ type }) => type === 'text') ?? -1;
  const word = [event.a, event.b, event.c][at];
  return word !== undefined && strings.has(word) ? quoted(escaped(strings.get(word))) : '';
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
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
