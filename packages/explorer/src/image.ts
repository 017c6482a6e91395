/**
 * Which words of which buffers a program touches.
 *
 * Words are given columns as the threads come to them, so a state holds the few that matter, not
 * the padding between. A column holds the difference from the word's initial value: all columns
 * start as 0, also those that nobody has come to yet.
 */

import { wordOf, type Cells } from './memory.js';
import type { CellName } from './program.js';

interface Column {
  readonly buffer: SharedArrayBuffer;
  readonly word: number;
  readonly initial: number;
}

/** The shared memory of a program: its initial contents, and a column for each word in use. */
export class Image {
  private names: readonly CellName[] = [];
  private readonly contents = new Map<SharedArrayBuffer, Int32Array>();
  private readonly numbers = new Map<SharedArrayBuffer, Map<number, number>>();
  private readonly columns: Column[] = [];

  /** How many columns there are. */
  get size(): number {
    return this.columns.length;
  }

  /** Takes the present contents of all buffers as the initial ones, and makes names known. */
  begin(names: readonly CellName[]): void {
    this.names = names;
    for (const { cells } of names) this.meet(cells.buffer);
    for (const [buffer, contents] of this.contents) contents.set(new Int32Array(buffer));
  }

  /** Remembers a buffer's contents as its initial ones, if it is new. */
  meet(buffer: SharedArrayBuffer): void {
    if (this.contents.has(buffer)) return;
    this.contents.set(buffer, new Int32Array(buffer).slice());
    this.numbers.set(buffer, new Map());
  }

  /** The column of a cell. */
  columnOf(cells: Cells, index: number): number {
    const { buffer } = cells;
    this.meet(buffer);
    const word = wordOf(cells, index);
    const numbers = this.numbers.get(buffer);
    const known = numbers?.get(word);
    if (known !== undefined) return known;
    const initial = this.contents.get(buffer)?.[word] ?? 0;
    const column = this.columns.push({ buffer, word, initial }) - 1;
    numbers?.set(word, column);
    return column;
  }

  /** The column of a named cell. */
  columnNamed(name: string): number {
    const named = this.names.find((each) => each.name === name);
    if (named === undefined) throw new Error(`no cell is called '${name}'`);
    return this.columnOf(named.cells, named.index);
  }

  /** The value that a column's word has before anything happens. */
  initial(column: number): number {
    return this.columns[column]?.initial ?? 0;
  }

  /** What schedules call a cell: its name, or its position. */
  nameOf(cells: Cells, index: number): string {
    const word = wordOf(cells, index);
    const named = this.names.find(
      (each) => each.cells.buffer === cells.buffer && wordOf(each.cells, each.index) === word,
    );
    return named?.name ?? `word ${word}`;
  }

  /** Puts a state into the real buffers; `valueOf` gives the values of columns. */
  install(valueOf: (column: number) => number): void {
    for (const [buffer, contents] of this.contents) new Int32Array(buffer).set(contents);
    this.columns.forEach(({ buffer, word }, column) => {
      new Int32Array(buffer)[word] = valueOf(column);
    });
  }
}
