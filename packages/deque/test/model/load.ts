/** The built package with the explorer's memory behind its door, and what a model program is. */

import {
  loadBehindDoor,
  nameCell,
  type CellName,
  type Cells,
  type Mutation,
  type Options,
  type Scenario,
} from '@pilfer/explorer';
import type * as Package from '../../src/index.js';
import type * as Layout from '../../src/layout.js';

/** Everything that the package exports, and where it keeps it. */
export type Structures = typeof Package & { readonly layout: typeof Layout };

/** A program, and what must hold of it. */
export interface ModelProgram {
  readonly name: string;
  readonly options?: Options;
  /** Whether it belongs to the short form, which runs with the other tests. */
  readonly isShort: boolean;
  readonly build: () => Scenario;
}

const NAME = '@pilfer/deque';

/** Loads the built package, with planted bugs if there are any. */
export async function loadStructures(mutations: readonly Mutation[] = []): Promise<Structures> {
  const root = new URL('.', import.meta.resolve(`${NAME}/package.json`));
  const modules = await loadBehindDoor([root], { mutations });
  const layout = (await import(new URL('dist/layout.js', root).href)) as typeof Layout;
  return { ...(modules.get(NAME) as typeof Package), layout };
}

/** Names consecutive cells: `cell[0]`, `cell[1]`, … */
export function nameCells(name: string, cells: Cells, first: number, count: number): CellName[] {
  return Array.from({ length: count }, (_, i) => nameCell(`${name}[${i}]`, cells, first + i));
}

/** Writes threads as in the tables: `PPOO ∥ S ∥ S`. */
export function inParallel(...threads: readonly string[]): string {
  return threads.join(' ∥ ');
}

/** The starts that matter: a counter that is about to change its sign, one about to wrap to 0. */
export const WRAPS: readonly number[] = [0x7ffffffe, -1];
