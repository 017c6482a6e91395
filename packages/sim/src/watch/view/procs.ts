/** The Ps: what each does, its queue, and how busy it was. */

import { NONE, ProcState } from '@pilfer/scheduler/trace';
import { GLOBAL, Moment } from '../model/moment.js';
import type { Proc } from '../model/moment.js';
import { level, plain } from '../screen/glyphs.js';
import type { Grid } from '../screen/grid.js';
import { BOLD, Color, DIM, INVERSE } from '../screen/style.js';
import { columnOf, rowOf } from './layout.js';
import type { Compact, Lanes, Span } from './layout.js';
import { grouped } from './clock.js';
import { lookOf, taskColor } from './looks.js';
import type { Walk } from './moves.js';
import type { Stage } from './stage.js';
import { flightOf } from './view.js';

/** Draws all Ps that are on the screen. */
export function drawProcs(grid: Grid, stage: Stage): void {
  const { moment, layout, view } = stage;
  const { shape } = layout;
  moment.procs.forEach((proc, p) => {
    const { row, isShown } = rowOf(layout, view.top, p);
    if (!isShown) return;
    if (shape.kind === 'lanes') drawRow(grid, stage, shape, row, p, proc);
    else drawCell(grid, stage, shape, row, p, proc);
  });
}

/** Draws the global queue. */
export function drawGlobal(grid: Grid, stage: Stage): void {
  const { layout, moment, glyphs } = stage;
  const { globalRow: row, shape, columns } = layout;
  const length = moment.tasks.lengthOf(GLOBAL);
  grid.put(row, 1, 'global queue', length > 0 ? BOLD : Color.grey);
  const from = shape.kind === 'lanes' ? shape.queue.from : 14;
  const end = shape.kind === 'lanes' ? Math.max(shape.countEnd, columns - 1) : columns - 1;
  drawTasks(grid, stage, row, { from, to: end - 7 }, GLOBAL, NONE);
  grid.put(row, end - 6, plain(grouped(length).padStart(6), glyphs), length > 0 ? 0 : Color.grey);
}

function drawRow(grid: Grid, stage: Stage, lanes: Lanes, row: number, p: number, proc: Proc): void {
  const { moment, glyphs, replay, view, layout } = stage;
  const digits = String(layout.procs).length;
  const { run, queue, countEnd, history } = lanes;
  if (!proc.exists) {
    grid.put(row, 1, `P${p}`, Color.grey | DIM);
    grid.put(row, run.from, 'gone', Color.grey | DIM);
    return;
  }
  grid.put(row, 1, `P${p}`, BOLD);
  if (proc.machine !== NONE)
    grid.put(row, 3 + digits, `M${proc.machine}`, Color.grey, run.from - 1);
  drawDoing(grid, stage, row, run, p, proc);
  drawTasks(grid, stage, row, queue, Moment.localQueue(p), Moment.nextQueue(p));
  const length = moment.queued(p);
  const count = length === 0 ? '' : grouped(length);
  grid.put(row, countEnd - count.length, count);
  if (history.to <= history.from) return;
  const cell = flightOf(view) / 2;
  const width = history.to - history.from;
  // Cells begin at multiples of their length, so that the past stands still and only moves left.
  const last = Math.floor(view.time / cell);
  for (let i = 0; i < width; i++) {
    const from = (last - width + 1 + i) * cell;
    const share = replay.busy.share(p, from, Math.min(from + cell, view.time));
    grid.put(row, history.from + i, level(share, glyphs), Color.green);
  }
  const share = replay.busy.share(
    p,
    Math.max(replay.trace.startTime, view.time - width * cell),
    view.time,
  );
  grid.put(row, history.to, `${Math.round(100 * share)}%`.padStart(5), Color.grey);
}

/** What runs, or why nothing does. */
function drawDoing(grid: Grid, stage: Stage, row: number, span: Span, p: number, proc: Proc): void {
  const { glyphs, flights, walks } = stage;
  const { sign, style } = lookOf(proc.state, glyphs);
  grid.put(row, span.from, sign === '.' ? glyphs.dot : sign, style);
  const walk = walks.get(p);
  const flight = flights.get(p);
  const words = walk?.isSearching !== true ? doing(stage, proc) : `searches, ${goal(walk, p)}`;
  const isRunning = proc.state === ProcState.running;
  const end = grid.put(
    row,
    span.from + 2,
    plain(words, glyphs),
    isRunning ? 0 : style,
    span.to - 1,
  );
  if (flight === undefined || flight.count < 2 || end + 5 > span.to) return;
  grid.put(row, span.to - 5, `${glyphs.miss}${flight.count}`.padStart(4), Color.orange | BOLD);
}

function goal({ to, thief }: Walk, p: number): string {
  if (to === NONE) return 'to global';
  return to === thief || to === p ? 'back' : `to P${to}`;
}

function doing(stage: Stage, { state, stack }: Proc): string {
  const { words } = lookOf(state, stage.glyphs);
  const task = stack.at(-1);
  if (task === undefined) return state === ProcState.scheduling ? '' : words;
  const named = `G${task}${nameOf(stage, task)}`;
  const below = stack.length > 1 ? ` on ${stack.length - 1}` : '';
  if (state === ProcState.running) return `${named}${below}`;
  return state === ProcState.scheduling ? named : `${named} ${words}`;
}

function nameOf({ moment, replay }: Stage, task: number): string {
  const name = moment.tasks.nameOf(task);
  const text = name >= 0 ? replay.trace.strings.get(name) : '';
  return text === '' ? '' : ` ${text}`;
}

/** A queue as dots, the oldest first; `nextQueue` holds the one behind it, as a ring. */
function drawTasks(
  grid: Grid,
  { moment, glyphs, view }: Stage,
  row: number,
  { from, to }: Span,
  queue: number,
  nextQueue: number,
): void {
  const { tasks } = moment;
  const style = (task: number): number =>
    taskColor(tasks.nameOf(task)) | (view.filter.tasks.includes(task) ? INVERSE : 0);
  const width = to - from;
  const next = nextQueue === NONE ? NONE : tasks.oldestOf(nextQueue);
  const length = tasks.lengthOf(queue) + (next === NONE ? 0 : 1);
  const shown = tasks.list(queue, length > width ? width - 1 : width);
  let at = from;
  for (const task of shown) grid.put(row, at++, glyphs.task, style(task));
  if (length > width) grid.put(row, at, glyphs.more, Color.grey);
  else if (next !== NONE) grid.put(row, at, glyphs.next, style(next));
}

function drawCell(
  grid: Grid,
  stage: Stage,
  shape: Compact,
  row: number,
  p: number,
  proc: Proc,
): void {
  const { moment, glyphs, replay, view, layout, flights } = stage;
  const column = columnOf(shape, p);
  const label = `P${p}`.padEnd(1 + String(layout.procs - 1).length);
  const end = column + shape.width - 1;
  if (!proc.exists) {
    grid.put(row, column, label, Color.grey | DIM, end);
    return;
  }
  const isThief = flights.has(p);
  let at = grid.put(row, column, label, isThief ? Color.orange | BOLD : Color.grey, end);
  const { sign, style } = lookOf(proc.state, glyphs);
  const shownSign = isThief ? glyphs.left : sign === '.' ? glyphs.dot : sign;
  at = grid.put(row, at + 1, shownSign, isThief ? Color.orange | BOLD : style, end);
  const busy = replay.busy.share(p, view.time - 2 * flightOf(view), view.time);
  grid.put(row, end - 1, level(busy, glyphs), Color.green);
  const length = moment.queued(p);
  const count = length === 0 ? '' : String(Math.min(length, 9999));
  grid.put(row, end - 2 - count.length, count);
  const queue = { from: at + 1, to: end - 2 - 4 };
  if (queue.to > queue.from) {
    drawTasks(grid, stage, row, queue, Moment.localQueue(p), Moment.nextQueue(p));
  }
}
