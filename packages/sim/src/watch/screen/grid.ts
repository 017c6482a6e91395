/** A picture for a terminal: one code point and one style per cell. */

import { sgr } from './style.js';
import type { Depth } from './style.js';

const SPACE = 32;
const UNKNOWN = 63;

/** A picture of so many columns and rows; what lies outside is cut off. */
export class Grid {
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Uint32Array;
  readonly styles: Uint16Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.glyphs = new Uint32Array(columns * rows).fill(SPACE);
    this.styles = new Uint16Array(columns * rows);
  }

  /** Writes a text from a cell on, up to column `end`; returns the column behind it. */
  put(row: number, column: number, text: string, style = 0, end: number = this.columns): number {
    let at = column;
    for (const char of text) {
      if (at >= end) break;
      this.set(row, at++, oneColumn(char.codePointAt(0) as number), style);
    }
    return at;
  }

  /** Writes one glyph. */
  set(row: number, column: number, glyph: number, style = 0): void {
    if (row < 0 || row >= this.rows || column < 0 || column >= this.columns) return;
    this.glyphs[row * this.columns + column] = glyph;
    this.styles[row * this.columns + column] = style;
  }

  /** Changes the style of the cells from a column up to another, and leaves what they hold. */
  restyle(row: number, column: number, end: number, style: number): void {
    for (let at = column; at < end; at++) {
      if (row >= 0 && row < this.rows && at >= 0 && at < this.columns) {
        this.styles[row * this.columns + at] = style;
      }
    }
  }

  /** The rows as text, without blanks at their ends; with styles if there are colours. */
  lines(depth: Depth = 0): string[] {
    return Array.from({ length: this.rows }, (_, row) => this.#line(row, depth));
  }

  #line(row: number, depth: Depth): string {
    const start = row * this.columns;
    let end = start + this.columns;
    while (end > start && this.glyphs[end - 1] === SPACE) end--;
    let line = '';
    let style = 0;
    for (let at = start; at < end; at++) {
      const wanted = this.styles[at] as number;
      if (depth > 0 && wanted !== style) line += sgr((style = wanted), depth);
      line += String.fromCodePoint(this.glyphs[at] as number);
    }
    return style === 0 ? line : `${line}${sgr(0, depth)}`;
  }
}

/**
 * Code points that surely take one column in any terminal, as first and last: a name may hold what it
 * likes, and must not move the cells behind it.
 */
const ONE_COLUMN: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x2ff],
  [0x370, 0x482],
  [0x48a, 0x52f],
  [0x2010, 0x2027],
  [0x2190, 0x21ff],
  [0x2200, 0x22ff],
  [0x2500, 0x25fc],
];

function oneColumn(point: number): number {
  return ONE_COLUMN.some(([first, last]) => point >= first && point <= last) ? point : UNKNOWN;
}
