/**
 * Ways between the Ps. With a row for each P, they lead through the road between who runs and the
 * queues: out of the victim's queue, along a lane of the thief's own, and to the thief. In a compact
 * layout they are straight lines.
 */

import { Color, BOLD, DIM } from '../screen/style.js';
import type { Glyphs } from '../screen/glyphs.js';
import type { Grid } from '../screen/grid.js';
import { columnOf, rowOf } from './layout.js';
import type { Compact, Lanes, Layout } from './layout.js';
import { FROM_GLOBAL } from './moves.js';
import type { Flight, Moves, Walk } from './moves.js';
import type { View } from './view.js';

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly glyph: string;
}

/** Dots that a group of tasks is shown as on the road, at most. */
const MOST_DOTS = 3;

/** Draws all that moves. */
export function drawMoves(
  grid: Grid,
  layout: Layout,
  view: View,
  moves: Moves,
  glyphs: Glyphs,
): void {
  const road = new Road(layout, view.top, glyphs);
  if (layout.shape.kind === 'lanes') {
    for (const flight of moves.flights) road.drawLine(grid, flight);
    for (const walk of moves.walks) road.drawTrail(grid, walk);
    for (const { thief, victim } of moves.failures) road.drawMiss(grid, thief, victim);
  }
  for (const flight of moves.flights) road.drawTasks(grid, flight);
  for (const walk of moves.walks) road.drawThief(grid, walk);
}

class Road {
  readonly #layout: Layout;
  readonly #top: number;
  readonly #glyphs: Glyphs;

  constructor(layout: Layout, top: number, glyphs: Glyphs) {
    this.#layout = layout;
    this.#top = top;
    this.#glyphs = glyphs;
  }

  drawLine(grid: Grid, { thief, from }: Flight): void {
    const cells = this.#way(thief, from);
    for (const { row, column, glyph } of cells) {
      grid.put(row, column, glyph, Color.orange | DIM);
    }
    const last = cells.at(-1);
    if (last !== undefined) grid.put(last.row, last.column, this.#glyphs.left, Color.orange | BOLD);
  }

  /** The group of tasks: the first one ahead. */
  drawTasks(grid: Grid, { thief, from, count, progress }: Flight): void {
    const cells = this.#way(thief, from);
    const head = Math.floor(progress * cells.length);
    const most = this.#layout.shape.kind === 'lanes' ? MOST_DOTS : 1;
    for (let dot = Math.min(count, most) - 1; dot >= 0; dot--) {
      const cell = cells[head - dot];
      if (cell !== undefined) {
        grid.put(cell.row, cell.column, this.#glyphs.task, Color.orange | BOLD);
      }
    }
  }

  /** From the thief's row to where it is. */
  drawTrail(grid: Grid, walk: Walk): void {
    const home = this.#rowOf(walk.thief);
    const { row, column } = this.#placeOf(walk);
    const step = Math.sign(row - home);
    for (let at = home; at !== row; at += step) {
      grid.put(at, column, this.#glyphs.vertical, Color.orange | DIM);
    }
  }

  drawThief(grid: Grid, walk: Walk): void {
    const { row, column } = this.#placeOf(walk);
    grid.put(row, column, this.#glyphs.thief, Color.red | BOLD);
  }

  drawMiss(grid: Grid, thief: number, victim: number): void {
    const { row, isShown } = rowOf(this.#layout, this.#top, victim);
    if (isShown) grid.put(row, this.#lane(thief) + 1, this.#glyphs.miss, Color.red);
  }

  #placeOf({ thief, from, to, progress }: Walk): { readonly row: number; readonly column: number } {
    const { shape } = this.#layout;
    const [begin, end] = [this.#rowOf(from), this.#rowOf(to)];
    const row = Math.round(begin + (end - begin) * progress);
    if (shape.kind === 'lanes') return { row, column: this.#lane(thief) };
    const [left, right] = [this.#columnOf(shape, from), this.#columnOf(shape, to)];
    return { row, column: Math.round(left + (right - left) * progress) };
  }

  #way(thief: number, from: number): readonly Cell[] {
    const { shape } = this.#layout;
    return shape.kind === 'lanes'
      ? this.#lanesWay(shape, thief, from)
      : this.#straight(shape, thief, from);
  }

  #lanesWay({ road }: Lanes, thief: number, from: number): Cell[] {
    const { horizontal, vertical, leftDown, leftUp, rightDown, rightUp } = this.#glyphs;
    const [begin, end] = [this.#rowOf(from), this.#rowOf(thief)];
    const lane = this.#lane(thief);
    const isDown = begin < end;
    const cells: Cell[] = [];
    for (let column = road.to - 2; column > lane; column--) {
      cells.push({ row: begin, column, glyph: horizontal });
    }
    if (begin === end) cells.push({ row: begin, column: lane, glyph: horizontal });
    else {
      cells.push({ row: begin, column: lane, glyph: isDown ? rightDown : rightUp });
      for (let row = begin + (isDown ? 1 : -1); row !== end; row += isDown ? 1 : -1) {
        cells.push({ row, column: lane, glyph: vertical });
      }
      cells.push({ row: end, column: lane, glyph: isDown ? leftUp : leftDown });
    }
    for (let column = lane - 1; column >= road.from; column--) {
      cells.push({ row: end, column, glyph: horizontal });
    }
    return cells;
  }

  #straight(shape: Compact, thief: number, from: number): Cell[] {
    const [top, bottom] = [this.#rowOf(from), this.#rowOf(thief)];
    const [left, right] = [this.#columnOf(shape, from), this.#columnOf(shape, thief)];
    const steps = Math.max(1, Math.abs(bottom - top), Math.abs(right - left));
    return Array.from({ length: steps + 1 }, (_, i) => ({
      row: Math.round(top + ((bottom - top) * i) / steps),
      column: Math.round(left + ((right - left) * i) / steps),
      glyph: ' ',
    }));
  }

  /** Neighbours have lanes of their own, as far as the road is wide enough. */
  #lane(thief: number): number {
    const { shape } = this.#layout;
    if (shape.kind !== 'lanes') return 0;
    const lanes = Math.max(1, shape.road.to - shape.road.from - 4);
    return shape.road.from + 2 + (thief % lanes);
  }

  #rowOf(proc: number): number {
    return proc === FROM_GLOBAL ? this.#layout.globalRow : rowOf(this.#layout, this.#top, proc).row;
  }

  #columnOf(shape: Compact, proc: number): number {
    return proc === FROM_GLOBAL ? 8 : columnOf(shape, proc) + 5;
  }
}
