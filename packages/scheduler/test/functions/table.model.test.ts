/**
 * Every interleaving of threads that use one function table, in the real code: the explorer's memory
 * is behind the door. Each thread is one call, so it has no private state between calls.
 */

import { beforeAll, expect, jest, test } from '@jest/globals';
import type { Cells } from '../../src/atomics.js';
import type { FunctionRef } from '../../src/functions/ref.js';
import type { FunctionTable, TableSizes } from '../../src/functions/table.js';
import { functionTableBytes } from '../../src/layout.js';
import {
  assertOk,
  call,
  explore,
  type Options,
  type Scenario,
} from '../../../explorer/dist/index.js';

/** What a thread interns, one after the other; or that it describes the first numbers. */
type Work = readonly FunctionRef[] | 'describes';

const f: FunctionRef = { source: 'f' };
const g: FunctionRef = { source: 'g' };
const h: FunctionRef = { url: 'file:///h', name: 'h' };

const FULL = -1;
const ROOM: TableSizes = { functions: 8, functionBytes: 256 };

let Table: typeof FunctionTable;

beforeAll(async () => {
  const memory = await import('../../../explorer/dist/memory.js');
  jest.unstable_mockModule('../../src/atomics.js', () => ({ ...memory }));
  ({ FunctionTable: Table } = await import('../../src/functions/table.js'));
});

test.each<[string, Record<string, Work>, TableSizes, Options]>([
  ['two threads, the same function', { a: [f], b: [f] }, ROOM, { weak: true }],
  ['two functions against one', { a: [f, g], b: [g] }, ROOM, {}],
  ['one writes, one reads', { a: [h], b: 'describes' }, ROOM, { weak: true }],
  ['two write, one reads', { a: [f], b: [g], c: 'describes' }, ROOM, {}],
  ['a third comes when one has died', { a: [h], b: [h], late: [h] }, ROOM, { crashes: ['a'] }],
  ['one dies anywhere', { a: [f], b: [f] }, ROOM, { weak: true, crashes: ['a'] }],
  ['one dies, the other goes on', { a: [f], b: [f, g] }, ROOM, { crashes: ['a'] }],
  ['one entry for two', { a: [f], b: [g] }, { functions: 1, functionBytes: 64 }, { weak: true }],
  ['bytes for one', { a: [f], b: [g] }, { functions: 4, functionBytes: 8 }, { weak: true }],
])('every interleaving: %s', (name, threads, sizes, options) => {
  const report = explore(name, scenario(threads, sizes), options);
  assertOk(report);
  expect(report.states).toBeGreaterThan(10);
});

function scenario(threads: Record<string, Work>, sizes: TableSizes) {
  return (): Scenario => {
    const cells: Cells = new Int32Array(new SharedArrayBuffer(functionTableBytes(sizes)));
    const thread = ([name, work]: [string, Work]) => {
      const run = (): unknown => perform(new Table(cells, 0, sizes), work);
      const starts = name === 'late' ? 'last' : 'first';
      return [name, { calls: [call('use', [work], run)], starts }] as const;
    };
    return {
      threads: Object.fromEntries(Object.entries(threads).map(thread)),
      check({ results }) {
        const table = new Table(cells, 0, sizes);
        return Object.entries(threads)
          .map(([name, work]) => complaint(table, work, results[name]?.[0]))
          .find((text) => text !== undefined);
      },
    };
  };
}

function perform(table: FunctionTable, work: Work): unknown {
  if (work === 'describes') return [table.describe(1), table.describe(2)];
  return work.map((ref) => internOrFull(table, ref));
}

function internOrFull(table: FunctionTable, ref: FunctionRef): number {
  try {
    return table.intern(ref);
  } catch (error) {
    if (error instanceof RangeError) return FULL;
    throw error;
  }
}

/** Numbers mean what was interned; what is described is one of the functions, or nothing yet. */
function complaint(table: FunctionTable, work: Work, result: unknown): string | undefined {
  if (result === undefined) return undefined; // the thread died
  const known = [f, g, h].map((ref) => JSON.stringify(ref));
  if (work === 'describes') {
    const texts = (result as (FunctionRef | undefined)[]).map((ref) => JSON.stringify(ref));
    return texts.find((text: string | undefined) => text !== undefined && !known.includes(text));
  }
  const wrong = (result as number[]).findIndex(
    (number, i) =>
      number !== FULL && JSON.stringify(table.describe(number)) !== JSON.stringify(work[i]),
  );
  return wrong === -1 ? undefined : `${JSON.stringify(work[wrong])} is described as another`;
}
