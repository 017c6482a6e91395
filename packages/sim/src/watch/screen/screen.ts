/**
 * What a terminal shows, and how to turn it into another picture: only cells that differ are written,
 * all of them at once (synchronised output, where the terminal knows it). Every run of cells begins
 * with the place of its first, so nothing depends on where the terminal leaves its cursor at the end
 * of a row.
 */

import { Grid } from './grid.js';
import { sgr } from './style.js';
import type { Depth } from './style.js';

const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const CLEAR = '\u001b[0m\u001b[2J';
/** Cells between two changes that are written again: that is shorter than to move the cursor. */
const BRIDGE = 4;

/** The alternate screen without cursor and without line wrap; and back. */
export const ENTER: string = '\u001b[?1049h\u001b[?25l\u001b[?7l';
export const LEAVE: string = '\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l';

/** One terminal. */
export class Screen {
  readonly #depth: Depth;
  #shown: Grid | undefined;

  constructor(depth: Depth) {
    this.#depth = depth;
  }

  /** Nobody knows what the terminal shows: the next picture is painted as a whole. */
  forget(): void {
    this.#shown = undefined;
  }

  /** Returns what to write so that the terminal shows this picture; nothing, if it does. */
  paint(grid: Grid): string {
    const shown = this.#shown;
    const isSame = shown?.columns === grid.columns && shown.rows === grid.rows;
    const changes = this.#changes(isSame ? shown : new Grid(grid.columns, grid.rows), grid);
    this.#shown = grid;
    if (isSame && changes === '') return '';
    return `${BEGIN}${isSame ? '' : CLEAR}${changes}${END}`;
  }

  #changes(from: Grid, to: Grid): string {
    let out = '';
    let style = -1;
    for (let row = 0; row < to.rows; row++) {
      const start = row * to.columns;
      let written = -1 - BRIDGE; // last column written
      for (let column = 0; column < to.columns; column++) {
        if (isEqual(from, to, start + column)) continue;
        let at = column;
        if (column - written <= BRIDGE) at = written + 1;
        else out += `\u001b[${row + 1};${column + 1}H`;
        for (; at <= column; at++) {
          const wanted = to.styles[start + at] as number;
          if (wanted !== style) out += sgr((style = wanted), this.#depth);
          out += String.fromCodePoint(to.glyphs[start + at] as number);
        }
        written = column;
      }
    }
    return out === '' ? '' : `${out}${sgr(0, this.#depth)}`;
  }
}

function isEqual(one: Grid, other: Grid, at: number): boolean {
  return one.glyphs[at] === other.glyphs[at] && one.styles[at] === other.styles[at];
}
