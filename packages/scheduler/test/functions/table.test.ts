import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { add, load, type Cells } from '../../src/atomics.js';
import { FunctionNumbers } from '../../src/functions/numbers.js';
import type { FunctionRef } from '../../src/functions/ref.js';
import { FunctionTable, type TableSizes } from '../../src/functions/table.js';
import { tasks } from '../../src/functions/tasks.js';
import {
  FUNCTION_COUNT,
  FUNCTION_ENTRIES,
  FUNCTION_TEXT_USED,
  functionTableBytes,
} from '../../src/layout.js';

/** The table does not start where the memory does. */
const BASE = 32;
const SIZES: TableSizes = { functions: 8, functionBytes: 1024 };

function memoryFor(sizes: TableSizes = SIZES): Cells {
  return new Int32Array(new SharedArrayBuffer(BASE * 4 + functionTableBytes(sizes)));
}

const fib: FunctionRef = { url: 'file:///app/fib.js', name: 'fib' };
const sum: FunctionRef = { url: 'file:///app/fib.js', name: 'sum' };
const inline: FunctionRef = { source: '(a, b) => a + b' };

test('intern: numbers from 1 on, the same for the same function', () => {
  const table = new FunctionTable(memoryFor(), BASE, SIZES);
  expect([fib, sum, inline].map((ref) => table.intern(ref))).toEqual([1, 2, 3]);
  expect([fib, sum, inline].map((ref) => table.intern({ ...ref }))).toEqual([1, 2, 3]);
  expect([1, 2, 3].map((number) => table.describe(number))).toEqual([fib, sum, inline]);
});

test('describe: nothing but published numbers', () => {
  const table = new FunctionTable(memoryFor(), BASE, SIZES);
  table.intern(fib);
  for (const number of [0, -1, 2, 8, 9, 1e9, 0.5, NaN]) {
    expect(table.describe(number)).toBeUndefined();
  }
});

test('two threads: each finds what the other has added', () => {
  const cells = memoryFor();
  const [one, two] = [new FunctionTable(cells, BASE, SIZES), new FunctionTable(cells, BASE, SIZES)];
  expect(one.intern(fib)).toBe(1);
  expect(two.intern(inline)).toBe(2);
  expect(two.intern(fib)).toBe(1);
  expect(one.intern(inline)).toBe(2);
  expect(one.intern(sum)).toBe(3);
  expect(two.describe(3)).toEqual(sum);
});

test('a writer that died between reserving and publishing: one unused entry, nobody waits', () => {
  const cells = memoryFor();
  const table = new FunctionTable(cells, BASE, SIZES);
  add(cells, BASE + FUNCTION_TEXT_USED, 24); // A1
  add(cells, BASE + FUNCTION_COUNT, 1); // A2, and then it dies
  expect(table.intern(fib)).toBe(2);
  expect(table.describe(1)).toBeUndefined();
  expect(new FunctionTable(cells, BASE, SIZES).intern(fib)).toBe(2);
  expect(load(cells, BASE + FUNCTION_ENTRIES)).toBe(0);
});

test('full: says which option to raise, and what is in the table stays good', () => {
  const sizes = { functions: 2, functionBytes: 1024 };
  const table = new FunctionTable(memoryFor(sizes), BASE, sizes);
  table.intern(fib);
  table.intern(sum);
  for (let i = 0; i < 3; i++) {
    expect(() => table.intern(inline)).toThrow(RangeError);
    expect(() => table.intern(inline)).toThrow(/all 2 entries .* option functions/);
  }
  expect(table.intern(fib)).toBe(1);
  expect(table.describe(2)).toEqual(sum);
});

test('no room for a text: says which option to raise, and shorter ones still fit', () => {
  const sizes = { functions: 8, functionBytes: 64 };
  const cells = memoryFor(sizes);
  const table = new FunctionTable(cells, BASE, sizes);
  const long: FunctionRef = { source: `() => '${'x'.repeat(64)}'` };
  expect(() => table.intern(long)).toThrow(/79 bytes .* 64 are left.* option functionBytes/);
  expect(table.intern(inline)).toBe(1);
  expect(table.intern(fib)).toBe(2);
  expect(() => table.intern(sum)).toThrow(/16 are left/);
  expect(load(cells, BASE + FUNCTION_COUNT)).toBe(2); // failures take nothing
  expect(table.describe(2)).toEqual(fib);
});

test('texts come back as they went in, and stay inside the table', () => {
  const ref = fc.oneof(
    fc.record({ url: fc.webUrl(), name: fc.string({ unit: 'grapheme', minLength: 1 }) }),
    fc.record({ source: fc.string({ unit: 'grapheme' }).map((s) => `\ufeff${s}\n`) }),
  );
  const sizes = { functions: 16, functionBytes: 4096 };
  fc.assert(
    fc.property(fc.array(ref, { maxLength: 16 }), (refs) => {
      const guard = 0x5a5a5a5a;
      const bytes = BASE * 4 + functionTableBytes(sizes) + 4;
      const cells: Cells = new Int32Array(new SharedArrayBuffer(bytes));
      cells.fill(guard, 0, BASE);
      cells.fill(guard, -1);
      const one = new FunctionTable(cells, BASE, sizes);
      const numbers = refs.map((r) => one.intern(r));
      const two = new FunctionTable(cells, BASE, sizes);
      expect(numbers.map((n) => two.describe(n))).toEqual(refs);
      expect(refs.map((r) => two.intern(r))).toEqual(numbers);
      expect([cells[BASE - 1], cells.at(-1)]).toEqual([guard, guard]);
    }),
    { numRuns: 100 },
  );
});

test('numbers: named functions by name, others by source', () => {
  const table = new FunctionTable(memoryFor(), BASE, SIZES);
  const numbers = new FunctionNumbers(table, { inline: true });
  const named = tasks('file:///app/numbers.js', { twice: (n: number) => 2 * n });
  const twice = numbers.numberOf(named.twice);
  expect(table.describe(twice)).toEqual({ url: 'file:///app/numbers.js', name: 'twice' });
  const closures = [1, 2, 3].map(() => numbers.numberOf((n: number) => 3 * n));
  expect(new Set(closures).size).toBe(1);
  expect(table.describe(closures[0] as number)).toHaveProperty('source');
  const ref = { url: 'file:///app/numbers.js', name: 'other' };
  expect(table.describe(numbers.numberOf(ref))).toEqual(ref);
  expect(numbers.numberOf(named.twice)).toBe(twice);
  expect(numbers.numberOf(ref)).toBe(numbers.numberOf({ ...ref }));
});

test('numbers: with inline: false only named functions', () => {
  const numbers = new FunctionNumbers(new FunctionTable(memoryFor(), BASE, SIZES), {
    inline: false,
  });
  const { thrice } = tasks('file:///app/off.js', { thrice: (n: number) => 3 * n });
  expect(numbers.numberOf(thrice)).toBe(1);
  const plain = (n: number): number => 3 * n;
  expect(() => numbers.numberOf(plain)).toThrow(/plain was not named by tasks\(\).*inline: false/);
});

test('numbers: refuses what is no function, and remembers no failure', () => {
  const table = new FunctionTable(memoryFor(), BASE, SIZES);
  const numbers = new FunctionNumbers(table, { inline: true });
  const numberOf = (value: unknown): number => numbers.numberOf(value as () => void);
  for (const value of [1, 'fib', undefined, null, {}, [], Symbol.iterator]) {
    expect(() => numberOf(value)).toThrow(/expected a function, received/);
  }
  for (const value of [
    class A {},
    Math.max,
    function* () {
      yield 1;
    },
  ]) {
    for (let i = 0; i < 2; i++) expect(() => numberOf(value)).toThrow(/^inline function: /);
  }
  expect(numberOf(() => 1)).toBe(1);
});
