/** The formats that traces are exported to. */

import type { Trace } from '@pilfer/scheduler/trace';
import { chromePieces } from './chrome.js';
import { pajePieces } from './paje.js';
import { perfettoPieces } from './perfetto.js';
import { csvPieces, ndjsonPieces } from './rows.js';
import { schedtracePieces } from './schedtrace-lines.js';
import { speedscopePieces } from './speedscope.js';

/** How to export; each format takes what it needs. */
interface ExportOptions {
  /** So many tasks, the first ones, get a row of their own. */
  readonly taskLanes: number;
  /** ns between two lines of a schedtrace. */
  readonly every: number;
  /** A schedtrace also has a line for each P, M and G. */
  readonly detail: boolean;
}

/** One format. */
interface Format {
  readonly name: string;
  /** Ends of file names that say that a file is of this format; the first that fits counts. */
  readonly extensions: readonly string[];
  pieces(trace: Trace, options: ExportOptions): Iterable<string | Uint8Array>;
}

/** All formats: an extension that is the end of another stands behind it. */
export const FORMATS: readonly Format[] = [
  {
    name: 'speedscope',
    extensions: ['.speedscope.json', '.speedscope'],
    pieces: (trace) => speedscopePieces(trace),
  },
  {
    name: 'chrome',
    extensions: ['.json'],
    pieces: (trace, { taskLanes }) => chromePieces(trace, taskLanes),
  },
  {
    name: 'perfetto',
    extensions: ['.perfetto-trace', '.perfetto', '.pftrace'],
    pieces: (trace, { taskLanes }) => perfettoPieces(trace, taskLanes),
  },
  { name: 'csv', extensions: ['.csv'], pieces: (trace) => csvPieces(trace) },
  { name: 'ndjson', extensions: ['.ndjson', '.jsonl'], pieces: (trace) => ndjsonPieces(trace) },
  { name: 'paje', extensions: ['.paje', '.trace'], pieces: (trace) => pajePieces(trace) },
  {
    name: 'schedtrace',
    extensions: ['.schedtrace', '.txt'],
    pieces: (trace, options) => schedtracePieces(trace, options),
  },
];
