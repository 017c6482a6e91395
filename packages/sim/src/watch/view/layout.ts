/** Where everything is on a screen of a certain size. */

/** A part of a row: from a column up to another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A row for each P: who runs, the road on which tasks and thieves travel, the queue, utilisation. */
export interface Lanes {
  readonly kind: 'lanes';
  readonly run: Span;
  readonly road: Span;
  readonly queue: Span;
  /** Right end of the length of the queue. */
  readonly countEnd: number;
  readonly history: Span;
  /** Rows from a P to the next one. */
  readonly step: 1 | 2;
}

/** Many Ps: several in a row. */
export interface Compact {
  readonly kind: 'compact';
  readonly perRow: number;
  readonly width: number;
}

/** The rows of the screen. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly procs: number;
  readonly shape: Lanes | Compact;
  readonly globalRow: number;
  /** Rows of the Ps. */
  readonly first: number;
  readonly height: number;
  /** Rows that all Ps would need. */
  readonly needed: number;
  readonly totalsRow: number;
  readonly logFirst: number;
  readonly logRows: number;
  readonly footer: number;
}

/** Rows above the Ps, at most: heading, time line, blank, global queue, blank. */
const HEAD = 5;
/** Rows that the log has before Ps are squeezed, with its heading. */
const LOG = 5;
/** Rows of the log at most. */
const LOG_MOST = 24;
const SMALLEST_CELL = 17;

/** Lays out a screen for so many Ps. */
export function layOut(columns: number, rows: number, procs: number): Layout {
  const isLow = rows < 16;
  const globalRow = isLow ? 2 : 3;
  const first = isLow ? 3 : HEAD;
  const footer = rows - 1;
  const space = Math.max(1, footer - first - (isLow ? 2 : LOG + 1));
  const { shape, needed } = shapeFor(columns, space, Math.max(1, procs));
  const height = Math.min(needed, space);
  const totalsRow = first + height + (isLow ? 0 : 1);
  const logFirst = totalsRow + 1;
  const logRows = Math.max(0, Math.min(LOG_MOST, footer - logFirst));
  return {
    columns,
    rows,
    procs,
    shape,
    globalRow,
    first,
    height,
    needed,
    totalsRow,
    logFirst,
    logRows,
    footer,
  };
}

function shapeFor(
  columns: number,
  space: number,
  procs: number,
): { readonly shape: Lanes | Compact; readonly needed: number } {
  if (2 * procs - 1 <= space) return { shape: lanes(columns, procs, 2), needed: 2 * procs - 1 };
  if (procs <= space) return { shape: lanes(columns, procs, 1), needed: procs };
  const most = Math.max(1, Math.floor((columns - 1) / SMALLEST_CELL));
  const perRow = Math.min(most, Math.ceil(procs / space));
  const width = Math.floor((columns - 1) / perRow);
  return { shape: { kind: 'compact', perRow, width }, needed: Math.ceil(procs / perRow) };
}

function lanes(columns: number, procs: number, step: 1 | 2): Lanes {
  const label = 3 + 2 * String(procs).length + 3;
  const [road, history] =
    columns >= 160 ? [15, 24] : columns >= 110 ? [11, 16] : columns >= 78 ? [8, 8] : [5, 0];
  const percent = history === 0 ? 0 : 6;
  const count = 6;
  const rest = Math.max(8, columns - label - road - history - percent - count - 1);
  const run = Math.max(6, Math.min(36, Math.floor(rest * 0.45)));
  const queue = label + run + road;
  return {
    kind: 'lanes',
    run: { from: label, to: label + run },
    road: { from: label + run, to: queue },
    queue: { from: queue, to: label + rest + road },
    countEnd: label + rest + road + count,
    history: { from: columns - history - percent, to: columns - percent },
    step,
  };
}

/** The row of a P, and whether it is on the screen; one that is not lies just beyond the edge. */
export function rowOf(
  layout: Layout,
  top: number,
  proc: number,
): { row: number; isShown: boolean } {
  const { shape, first, height } = layout;
  const line = shape.kind === 'lanes' ? proc * shape.step : Math.floor(proc / shape.perRow);
  const row = first + line - top;
  if (row < first) return { row: first - 1, isShown: false };
  if (row >= first + height) return { row: first + height, isShown: false };
  return { row, isShown: true };
}

/** The column at which a P of a compact layout begins. */
export function columnOf({ perRow, width }: Compact, proc: number): number {
  return 1 + (proc % perRow) * width;
}

/** How far a screen can be scrolled. */
export function lastTop({ needed, height }: Layout): number {
  return Math.max(0, needed - height);
}
