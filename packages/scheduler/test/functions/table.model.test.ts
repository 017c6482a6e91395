/**
 * Every interleaving of threads that add functions to one table, in the real code: the explorer's
 * memory is behind the door. Each thread is one call, so it has no private state between calls.
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

const f: FunctionRef = { source: 'f' };
const g: FunctionRef = { source: 'g' };
const h: FunctionRef = { url: 'file:///h', name: 'h' };

let Table: typeof FunctionTable;

beforeAll(async () => {
  const memory = await import('../../../explorer/dist/memory.js');
  jest.unstable_mockModule('../../src/atomics.js', () => ({ ...memory }));
  ({ FunctionTable: Table } = await import('../../src/functions/table.js'));
});

/** Threads that intern what they are given, in a table of these sizes. */
function interning(threads: Record<string, FunctionRef[]>, sizes: TableSizes) {
  return (): Scenario => {
    const cells: Cells = new Int32Array(new SharedArrayBuffer(functionTableBytes(sizes)));
    const internAll = (refs: FunctionRef[]) => (): number[] => {
      const table = new Table(cells, 0, sizes);
      return refs.map((ref) => internOrFull(table, ref));
    };
    const toThread = ([name, refs]: [string, FunctionRef[]]) =>
      [
        name,
        {
          calls: [call('intern', refs, internAll(refs))],
          starts: name === 'late' ? 'last' : 'first',
        },
      ] as const;
    return {
      threads: Object.fromEntries(Object.entries(threads).map(toThread)),
      check: ({ results }) => {
        const late = new Table(cells, 0, sizes);
        for (const [name, [numbers]] of Object.entries(results)) {
          for (const [i, number] of ((numbers ?? []) as number[]).entries()) {
            const found = number === FULL ? undefined : late.describe(number);
            const wanted = number === FULL ? undefined : threads[name]?.[i];
            if (JSON.stringify(found) !== JSON.stringify(wanted)) {
              return `${name}: ${number} is ${JSON.stringify(found)}`;
            }
          }
        }
        return undefined;
      },
    };
  };
}

const FULL = -1;

function internOrFull(table: FunctionTable, ref: FunctionRef): number {
  try {
    return table.intern(ref);
  } catch (error) {
    if (error instanceof RangeError) return FULL;
    throw error;
  }
}

const ROOM: TableSizes = { functions: 8, functionBytes: 256 };

test.each<[string, Record<string, FunctionRef[]>, TableSizes, Options]>([
  ['two threads, the same function', { a: [f], b: [f] }, ROOM, { weak: true }],
  ['two functions against one', { a: [f, g], b: [g] }, ROOM, {}],
  ['a third comes when one has died', { a: [h], b: [h], late: [h] }, ROOM, { crashes: ['a'] }],
  ['one dies anywhere', { a: [f], b: [f] }, ROOM, { weak: true, crashes: ['a'] }],
  ['one dies, the other goes on', { a: [f], b: [f, g] }, ROOM, { crashes: ['a'] }],
  ['one entry for two', { a: [f], b: [g] }, { functions: 1, functionBytes: 64 }, { weak: true }],
  ['bytes for one', { a: [f], b: [g] }, { functions: 4, functionBytes: 8 }, { weak: true }],
])('every interleaving: %s', (name, threads, sizes, options) => {
  const report = explore(name, interning(threads, sizes), options);
  assertOk(report);
  expect(report.states).toBeGreaterThan(10);
});
