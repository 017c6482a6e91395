/** Rows as a table: aligned for a terminal, or in Markdown. */

import type { Against, Goal, Row, Unit } from './suite.js';

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

/** More contenders than this stand below each other. */
const MOST_COLUMNS = 8;

/** Contenders and rows as a table, whichever way it is narrower. */
function matrix(rows: readonly Row[]): string[][] {
  const names = [...new Set(rows.flatMap(({ rivals = [] }) => rivals.map(({ name }) => name)))];
  return names.length > MOST_COLUMNS ? standing(names, rows) : lying(names, rows);
}

/** A column for each contender; the medians with the least and the greatest value. */
function lying(names: readonly string[], rows: readonly Row[]): string[][] {
  return [
    ['', ...names, 'goal', 'others’ CPU'],
    ...rows.map((row) => [
      titleOf(row),
      ...names.map((name) => cellOf(row, name)),
      row.goal === undefined ? '' : describeGoal(row.goal),
      row.note ?? '',
    ]),
  ];
}

/** A line for each contender; goals, and what others did meanwhile, at the end. */
function standing(names: readonly string[], rows: readonly Row[]): string[][] {
  const last: [string, (row: Row) => string][] = [
    ['ours ÷ best pool', ({ against }) => describeAgainst(against)],
    ['goal', ({ goal }) => (goal === undefined ? '' : describeGoal(goal))],
    ['others’ CPU', ({ note = '' }) => note],
  ];
  return [
    ['', ...rows.map(titleOf)],
    ...names.map((name) => [name, ...rows.map((row) => cellOf(row, name))]),
    ...last
      .filter(([, tell]) => rows.some((row) => tell(row) !== ''))
      .map(([title, tell]) => [title, ...rows.map(tell)]),
  ];
}

/** How many times as good as the best of the others, with the interval, which takes several rounds. */
export function describeAgainst(against: Against | undefined): string {
  if (against === undefined) return '';
  const { ratio, low, high } = against;
  if (low === high) return `${formatNumber(ratio)} (one round)`;
  return `${formatNumber(ratio)} (${formatNumber(low)}–${formatNumber(high)})`;
}

function titleOf({ name, unit, rivals = [] }: Row): string {
  return rivals.some(({ value }) => value !== undefined) ? `${name}, ${unit}` : name;
}

function cellOf({ rivals = [] }: Row, name: string): string {
  const rival = rivals.find((each) => each.name === name);
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

/** Heads of the last column, if the last two hold words. */
const WORDS_END = ['note', 'others’ CPU'];

/** Figures stand to the right, words to the left. */
function isRight(head: readonly string[], column: number): boolean {
  const words = WORDS_END.includes(head.at(-1) ?? '') ? 2 : 0;
  return column > 0 && column < head.length - words;
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
