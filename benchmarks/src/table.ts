/** Rows as a table: aligned for a terminal, or in Markdown. */

import type { Row, Unit } from './suite.js';

const HEAD = ['', 'ours', 'floor', 'ours ÷ floor', 'goal', 'note'];
const RIGHT = new Set([1, 2, 3]);

/** Writes a figure with about three digits, and its unit. */
export function formatFigure(value: number, unit: Unit): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3;
  return `${magnitude === 0 ? '0' : value.toFixed(digits)} ${unit}`;
}

/** Returns the cells of a row, in the order of the head. */
function cellsOf(row: Row): string[] {
  return [
    row.name,
    formatFigure(row.value, row.unit),
    row.floor === undefined ? '' : formatFigure(row.floor, row.unit),
    row.ratio === undefined ? '' : row.ratio.toFixed(2),
    row.goal === undefined ? '' : `${row.goal.text} ${row.goal.reached ? 'reached' : 'MISSED'}`,
    row.note ?? '',
  ];
}

/** Lays the rows out for a terminal. */
export function textTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => width(cells[column]))));
  return lines
    .map((cells) => cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Writes the rows as a Markdown table. */
export function markdownTable(rows: readonly Row[]): string {
  const rule = HEAD.map((_, column) => (RIGHT.has(column) ? '---:' : '---'));
  const lines = [HEAD, rule, ...rows.map((row) => cellsOf(row).map(escape))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function pad(cell: string, to: number, column: number): string {
  const space = ' '.repeat(to - width(cell));
  return RIGHT.has(column) ? space + cell : cell + space;
}

function width(cell: string | undefined): number {
  return Array.from(cell ?? '').length;
}

function escape(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
