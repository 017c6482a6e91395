/** Paints what lies over and around the bars: the scale of time, names, arrows, the critical path, the selection. */

import { Kind, Source } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { formatTime } from '../scenario/time.js';
import { ticks } from '../report/axis.js';
import { rowOf, rowsShown, timeOf, topOf, xOf } from '../report/layout.js';
import { stretchAt } from '../report/lanes.js';
import { Look } from '../report/looks.js';
import type { PathPiece } from '../report/path.js';
import type { Arrow } from '../report/steals.js';
import { GUTTER, RULER } from './scene.js';
import type { Scene } from './scene.js';
import type { Colors } from './theme.js';

/** Arrows have heads and dots if there are no more than this. */
const FEW_ARROWS = 160;

/** Paints the scale of time, and the ground of everything. */
export function paintRuler(
  context: CanvasRenderingContext2D,
  { view, range }: Scene,
  colors: Colors,
  plotWidth: number,
  height: number,
): void {
  context.fillStyle = colors.card;
  context.fillRect(0, 0, GUTTER + plotWidth, height);
  context.font = '11.5px system-ui, sans-serif';
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  for (const { time, label } of ticks(
    view.from,
    view.to,
    Math.max(2, Math.floor(plotWidth / 100)),
  )) {
    const x = GUTTER + Math.round(xOf(view, plotWidth, time)) + 0.5;
    context.fillStyle = colors.ink2;
    const half = context.measureText(label).width / 2;
    const inside = Math.min(Math.max(x, GUTTER + half), GUTTER + plotWidth - half);
    context.fillText(label, inside, 14);
    context.fillRect(Math.floor(x), RULER - 6, 1, 5);
  }
  if (range === undefined) return;
  const [from, to] = [Math.min(...range), Math.max(...range)];
  context.fillStyle = colors.accent;
  context.fillRect(GUTTER + from, RULER - 7, to - from, 6);
}

/** Paints the names of the rows. */
export function paintNames(
  context: CanvasRenderingContext2D,
  { chart, rows, shown, rowKind, selection }: Scene,
  colors: Colors,
  plotHeight: number,
): void {
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const [first, last] = rowsShown(rows, plotHeight);
  for (let row = first; row < last; row++) {
    const top = topOf(rows, row);
    const isChosen = selection.kind === 'stretch' && selection.lane === shown[row];
    context.font = `${isChosen ? '650 ' : ''}12px system-ui, sans-serif`;
    context.fillStyle = isChosen ? colors.ink : colors.ink2;
    context.fillText(
      `${rowKind}${chart.lanes.ids[shown[row] as number]}`,
      GUTTER - 10,
      RULER + top + rows.bar / 2 + 0.5,
    );
  }
}

/** Paints arrows from victims to thieves. */
export function paintArrows(
  context: CanvasRenderingContext2D,
  { arrows: { arrows }, rows, selection }: Scene,
  colors: Colors,
): void {
  const isFew = arrows.length <= FEW_ARROWS;
  context.strokeStyle = colors.steal;
  context.fillStyle = colors.steal;
  context.lineWidth = isFew ? 1.5 : 1;
  context.globalAlpha = isFew ? 1 : 0.55;
  context.beginPath();
  for (const arrow of arrows) {
    const { x, from, to } = placeOf(arrow, rows);
    context.moveTo(x, from);
    context.lineTo(x, to);
  }
  context.stroke();
  context.globalAlpha = 1;
  if (isFew) for (const arrow of arrows) paintEnds(context, arrow, rows, 1);
  if (selection.kind !== 'steal') return;
  const chosen = arrows.find(({ steal }) => steal === selection.steal);
  if (chosen === undefined) return;
  const { x, from, to } = placeOf(chosen, rows);
  context.lineWidth = 7;
  context.strokeStyle = colors.card;
  strokeLine(context, x, from, x, to);
  context.lineWidth = 3.5;
  context.strokeStyle = colors.steal;
  strokeLine(context, x, from, x, to);
  paintEnds(context, chosen, rows, 1.8);
}

function placeOf(
  { x, fromRow, toRow }: Arrow,
  rows: Scene['rows'],
): { x: number; from: number; to: number } {
  const middle = (row: number): number => RULER + topOf(rows, row) + rows.bar / 2;
  return { x: GUTTER + x + 0.5, from: middle(fromRow), to: middle(toRow) };
}

/** Paints, on rows of tasks, a mark where a stolen task starts. */
export function paintStolen(
  context: CanvasRenderingContext2D,
  trace: Trace,
  { chart: { lanes }, view, rows, shown, rowKind }: Scene,
  colors: Colors,
  plotWidth: number,
  plotHeight: number,
): void {
  if (rowKind !== 'G') return;
  context.fillStyle = colors.steal;
  const [first, last] = rowsShown(rows, plotHeight);
  for (let row = first; row < last; row++) {
    const lane = shown[row] as number;
    const end = lanes.first[lane + 1] as number;
    for (let i = stretchAt(lanes, lane, view.from); i < end; i++) {
      const from = lanes.from[i] as number;
      if (from > view.to) break;
      const begin = lanes.begin[i] as number;
      if (from < view.from || lanes.look[i] !== Look.running) continue;
      if (trace.kind(begin) !== Kind.start || trace.a(begin) !== Source.stolen) continue;
      const x = GUTTER + xOf(view, plotWidth, from);
      const top = RULER + topOf(rows, row);
      context.beginPath();
      context.moveTo(x - 4, top);
      context.lineTo(x + 4, top);
      context.lineTo(x, top + 7);
      context.fill();
    }
  }
}

/** A dot at the victim, a head at the thief. */
function paintEnds(
  context: CanvasRenderingContext2D,
  arrow: Arrow,
  rows: Scene['rows'],
  scale: number,
): void {
  const { x, from, to } = placeOf(arrow, rows);
  const back = to > from ? -7 * scale : 7 * scale;
  context.beginPath();
  context.arc(x, from, 2.2 * scale, 0, 2 * Math.PI);
  context.moveTo(x, to);
  context.lineTo(x - 3.6 * scale, to + back);
  context.lineTo(x + 3.6 * scale, to + back);
  context.closePath();
  context.fill();
}

/** Paints the critical path along the bottoms of the bars it goes through. */
export function paintPath(
  context: CanvasRenderingContext2D,
  { path, view, rows, shown }: Scene,
  colors: Colors,
  plotWidth: number,
): void {
  if (path === undefined) return;
  const bottom = (lane: number): number => RULER + topOf(rows, rowOf(shown, lane)) + rows.bar - 2.5;
  const pieces: [x: number, until: number, y: number][] = [];
  for (let i = firstAfter(path, view.from); i < path.length; i++) {
    const { lane, from, to } = path[i] as PathPiece;
    if (from > view.to) break;
    const x = Math.max(0, xOf(view, plotWidth, from));
    const until = Math.min(plotWidth, xOf(view, plotWidth, to));
    const y = bottom(lane);
    const before = pieces.at(-1);
    if (before?.[2] === y && x - before[1] < 1) before[1] = Math.max(until, before[1]);
    else pieces.push([x, Math.max(until, x + 1), y]);
  }
  paintWaits(context, pieces, colors);
  for (const [color, thick] of [
    [colors.card, 5],
    [colors.ink, 2.5],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = thick;
    context.beginPath();
    for (const [x, until, y] of pieces) {
      context.moveTo(GUTTER + x, y);
      context.lineTo(GUTTER + until, y);
    }
    context.stroke();
  }
}

/** Between two pieces the path waits where it is, then moves. */
function paintWaits(
  context: CanvasRenderingContext2D,
  pieces: readonly (readonly [x: number, until: number, y: number])[],
  colors: Colors,
): void {
  context.save();
  context.strokeStyle = colors.ink;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  pieces.forEach(([x, , y], i) => {
    const before = pieces[i - 1];
    if (before === undefined) return;
    context.moveTo(GUTTER + before[1], before[2]);
    context.lineTo(GUTTER + x, before[2]);
    context.lineTo(GUTTER + x, y);
  });
  context.stroke();
  context.restore();
}

/** The pieces follow each other, so their ends are in order too. */
function firstAfter(path: readonly PathPiece[], time: number): number {
  let low = 0;
  let high = path.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((path[middle] as PathPiece).to <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Paints what is selected, what was found, and where the pointer is. */
export function paintSelection(
  context: CanvasRenderingContext2D,
  { chart, view, rows, shown, selection, marks, pointer }: Scene,
  colors: Colors,
  plotWidth: number,
  plotHeight: number,
): void {
  context.fillStyle = colors.ink;
  for (const time of marks) {
    const x = GUTTER + xOf(view, plotWidth, time);
    context.fillRect(Math.round(x), RULER - 5, 1, 5);
  }
  if (selection.kind === 'stretch') {
    const { lanes } = chart;
    const x = Math.max(0, xOf(view, plotWidth, lanes.from[selection.stretch] as number));
    const end = Math.min(plotWidth, xOf(view, plotWidth, lanes.to[selection.stretch] as number));
    const row = rowOf(shown, selection.lane);
    const top = topOf(rows, row);
    if (row >= 0 && end >= 0 && x <= plotWidth && top >= 0 && top + rows.bar <= plotHeight) {
      outline(context, GUTTER + x, RULER + top, Math.max(3, end - x), rows.bar, colors);
    }
  }
  if (selection.kind === 'event') {
    const x = xOf(view, plotWidth, selection.time);
    context.fillStyle = colors.ink;
    if (x >= 0 && x <= plotWidth)
      context.fillRect(GUTTER + Math.round(x), RULER - 6, 2, plotHeight + 6);
  }
  if (pointer !== undefined) paintPointer(context, view, pointer, colors, plotWidth, plotHeight);
}

function outline(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  colors: Colors,
): void {
  for (const [color, thick] of [
    [colors.card, 5],
    [colors.ink, 2],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = thick;
    context.strokeRect(x, y, width, height);
  }
}

/** A line under the pointer, with its time. */
function paintPointer(
  context: CanvasRenderingContext2D,
  view: Scene['view'],
  pointer: number,
  colors: Colors,
  plotWidth: number,
  plotHeight: number,
): void {
  const words = formatTime(Math.round(timeOf(view, plotWidth, pointer)));
  context.globalAlpha = 0.5;
  context.fillStyle = colors.ink;
  context.fillRect(GUTTER + Math.round(pointer), RULER - 4, 1, plotHeight + 4);
  context.globalAlpha = 1;
  context.font = '11.5px system-ui, sans-serif';
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  const wide = context.measureText(words).width + 12;
  const x = Math.min(Math.max(GUTTER + pointer, GUTTER + wide / 2), GUTTER + plotWidth - wide / 2);
  context.fillStyle = colors.ink;
  context.fillRect(x - wide / 2, 1, wide, 18);
  context.fillStyle = colors.card;
  context.fillText(words, x, 14);
}

function strokeLine(
  context: CanvasRenderingContext2D,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
