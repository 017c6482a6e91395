/** Reads the CSV that we export (RFC 4180). It does not say what its trace is called. */

import { kindInfo, type Strings, type TraceEvent, type TraceFile } from '@pilfer/scheduler/trace';
import { CSV_COLUMNS } from '../rows.js';
import { eventOf } from '../fields.js';
import { infoOf } from './json.js';
import { linesOf } from './lines.js';
import { NumberedEvents } from './numbered.js';

/** Reads a trace; undefined if the first line is none of ours. */
export function readCsv(bytes: Uint8Array, title: string): TraceFile | undefined {
  const rows = rowsOf(bytes);
  if (rows.next().value?.join(',') !== CSV_COLUMNS.join(',')) return undefined;
  const events = new NumberedEvents(infoOf({}, title));
  let count = 0;
  let problem: string | undefined;
  for (const row of rows) {
    const event = eventOfRow(row, events.writer.strings);
    if ('problem' in event) {
      problem = `cannot be read in row ${count + 2}: ${event.problem}`;
      break;
    }
    events.add(count++, event);
  }
  return { trace: events.finish(count).trace, meta: { imported: 'csv' }, problem };
}

function eventOfRow(
  row: readonly string[],
  strings: Strings,
): TraceEvent | { readonly problem: string } {
  if (row.length !== CSV_COLUMNS.length) {
    return { problem: `it has ${row.length} of ${CSV_COLUMNS.length} columns` };
  }
  const [, time = '', kind = '', proc, machine, task, a, b, c, name] = row;
  const [, number] = /^kind-(\d+)$/.exec(kind) ?? [];
  const given = number === undefined ? kind : Number(number);
  const fields: Record<string, unknown> = { kind: given };
  const bare = { proc, machine, task, a, b, c };
  const head = eventOf(time === '' ? Number.NaN : Number(time), fields, strings);
  if ('problem' in head) return head;
  const args = kindInfo(head.kind)?.args ?? [];
  for (const [column, text = ''] of Object.entries(bare)) {
    if (!/^-?\d+$/.test(text)) return { problem: `${column} is ${JSON.stringify(text)}` };
    const arg = args['abc'.indexOf(column)];
    const isName = arg?.type === 'text' && name !== undefined && name !== '';
    fields[arg?.name ?? column] = isName ? textOf(name) : Number(text);
  }
  return eventOf(head.time, fields, strings);
}

/** Yields the rows: fields as they stand there, those in quotes with them. */
function* rowsOf(bytes: Uint8Array): Generator<string[], void> {
  for (const line of linesOf(bytes)) {
    if (line !== '') yield line.match(/(?:"(?:[^"]|"")*"|[^,])+|(?<=,|^)(?=,|$)/g) ?? [];
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

function textOf(field: string): string {
  const text = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
  return text.replaceAll(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
