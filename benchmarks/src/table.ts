/** Rows as a table: aligned for a terminal, or in Markdown. */

import type { Goal, Rival, Row, Unit } from './suite.js';

const HEAD = ['', 'ours', 'floor', 'ours ÷ floor', 'goal', 'note'];

/** Writes a figure with about three digits, and its unit. */
export function formatFigure(value: number, unit: Unit): string {
  return `${formatNumber(value)} ${unit}`;
}

function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3;
  return magnitude === 0 ? '0' : value.toFixed(digits);
}

function describeGoal({ text, reached }: Goal): string {
  return `${text} ${reached ? 'reached' : 'MISSED'}`;
}

/** Returns the cells of a row, in the order of the head. */
function cellsOf(row: Row): string[] {
  return [
    row.name,
    formatFigure(row.value, row.unit),
    row.floor === undefined ? '' : formatFigure(row.floor, row.unit),
    row.ratio === undefined ? '' : row.ratio.toFixed(2),
    row.goal === undefined ? '' : describeGoal(row.goal),
    row.note ?? '',
  ];
}

/** The head, and the cells of each row. */
function linesOf(rows: readonly Row[]): string[][] {
  return isMatrix(rows) ? matrix(rows) : [HEAD, ...rows.map(cellsOf)];
}

function isMatrix(rows: readonly Row[]): boolean {
  return rows.some((row) => row.rivals !== undefined);
}

/** A column for each contender; the medians with the least and the greatest value. */
function matrix(rows: readonly Row[]): string[][] {
  const names = [...new Set(rows.flatMap(({ rivals = [] }) => rivals.map(({ name }) => name)))];
  return [
    ['', ...names, 'goal', 'others’ CPU'],
    ...rows.map(({ name, unit, rivals = [], goal, note = '' }) => [
      `${name}, ${unit}`,
      ...names.map((column) => cellOf(rivals.find((rival) => rival.name === column))),
      goal === undefined ? '' : describeGoal(goal),
      note,
    ]),
  ];
}

function cellOf(rival: Rival | undefined): string {
  if (rival === undefined) return '';
  const { value, least, most, verdict = '' } = rival;
  if (value === undefined) return verdict;
  if (least === undefined || most === undefined) return formatNumber(value);
  return `${formatNumber(value)} (${formatNumber(least)}–${formatNumber(most)})`;
}

/** Lays the rows out for a terminal. */
export function textTable(rows: readonly Row[]): string {
  const lines = linesOf(rows);
  const head = lines[0] as string[];
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => width(cells[column]))));
  return lines
    .map((cells) =>
      cells.map((cell, column) => pad(cell, widths[column] ?? 0, isRight(head, column))),
    )
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');
}

/** Writes the rows as a Markdown table. */
export function markdownTable(rows: readonly Row[]): string {
  const [head = [], ...lines] = linesOf(rows);
  const rule = head.map((_, column) => (isRight(head, column) ? '---:' : '---'));
  return [head, rule, ...lines.map((cells) => cells.map(escape))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Figures stand to the right: all between the name, and the goal and note at the end. */
function isRight(head: readonly string[], column: number): boolean {
  return column > 0 && column < head.length - 2;
}

function pad(cell: string, to: number, isRight: boolean): string {
  const space = ' '.repeat(to - width(cell));
  return isRight ? space + cell : cell + space;
}

function width(cell: string | undefined): number {
  return Array.from(cell ?? '').length;
}

function escape(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
