/** All problems, the same as in `benchmarks/native` in other languages. */

import { fib, fibPlain } from './problems/fib.tasks.js';
import {
  mandelbrot,
  mandelbrotPlain,
  runningSum,
  scanPlain,
  sum,
  sumPlain,
  type Doubles,
} from './problems/loops.tasks.js';
import { quicksort, quicksortPlain } from './problems/quicksort.tasks.js';
import { queens, queensPlain } from './problems/queens.tasks.js';
import {
  checksum,
  fill,
  librarySort,
  librarySortBy,
  mergeSort,
  mergeSortPlain,
  type Ints,
} from './problems/sorting.tasks.js';
import { uts, utsPlain } from './problems/uts.tasks.js';
import type { AnyTask, Prepared, Problem } from './problem.js';

function ints(length: number): Ints {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/** Whole numbers, whose sums are exact in any order. */
function doubles(length: number): Doubles {
  const array = new Float64Array(new SharedArrayBuffer(8 * length));
  for (let i = 0; i < length; i++) array[i] = i % 1000;
  return array;
}

function sumOfDoubles(length: number): number {
  const rest = length % 1000;
  return Math.floor(length / 1000) * 499_500 + (rest * (rest - 1)) / 2;
}

function utsWith(seed: number, rounds: number, nodes: number): (smoke: boolean) => Prepared {
  return (smoke) => ({
    plain: () => utsPlain(smoke ? 2 : seed, rounds, smoke ? 60 : 2000),
    task: uts,
    args: smoke ? [2, rounds, 60] : [seed, rounds, 2000],
    expected: smoke ? (rounds === 1 ? 251_853 : 701) : nodes,
  });
}

/** A sort of 8 million integers. */
function sorting(
  plain: (array: Ints, scratch: Ints) => void,
  task: AnyTask,
  args: (array: Ints, scratch: Ints) => readonly unknown[],
): (smoke: boolean) => Prepared {
  return (smoke) => {
    const length = smoke ? 100_000 : 8_000_000;
    const source = ints(length);
    fill(source);
    const [array, scratch] = [ints(length), ints(length)];
    const sorted = ints(length);
    sorted.set(source);
    sorted.sort();
    return {
      prepare: () => {
        array.set(source);
      },
      plain: () => {
        plain(array, scratch);
      },
      task,
      args: args(array, scratch),
      answer: () => checksum(array),
      expected: checksum(sorted),
    };
  };
}

/** The problems, in the order of the report. */
export const PROBLEMS: readonly Problem[] = [
  {
    name: 'fib(32), a fork at every node',
    make: (smoke) => ({
      plain: () => fibPlain(smoke ? 22 : 32),
      task: fib,
      args: [smoke ? 22 : 32],
      expected: smoke ? 17_711 : 2_178_309,
    }),
    goals: [
      { machines: 1, atLeast: 0.5 },
      { machines: 2, atLeast: 1.5 },
    ],
    native: 'fib',
  },
  {
    name: 'UTS, 3.2 M nodes, 1 hash each',
    make: utsWith(1, 1, 3_162_305),
    goals: [{ machines: 2, atLeast: 1.2 }],
    native: 'uts',
  },
  {
    name: 'UTS, 3.5 M nodes, 64 hashes each',
    make: utsWith(1234, 64, 3_469_585),
    goals: [{ machines: 2, atLeast: 1.8 }],
    native: 'uts64',
  },
  {
    name: 'queens(14), 4 levels',
    make: (smoke) => ({
      plain: () => queensPlain(smoke ? 10 : 14),
      task: queens,
      args: [smoke ? 10 : 14, 4],
      expected: smoke ? 724 : 365_596,
    }),
    goals: [{ machines: 2, atLeast: 1.9 }],
    native: 'queens',
  },
  {
    name: 'merge sort of 8 M int32',
    make: sorting(
      (array, scratch) => mergeSortPlain(array, scratch, 0, array.length),
      mergeSort,
      (array, scratch) => [array, scratch, 0, array.length],
    ),
    goals: [{ machines: 2, atLeast: 1.7 }],
    native: 'sort',
  },
  {
    name: 'sort() of 8 M int32; plain: Int32Array.prototype.sort',
    make: sorting(
      (array) => void array.sort(),
      librarySort,
      (array) => [array],
    ),
    goals: [{ machines: 2, atLeast: 1.7 }],
  },
  {
    name: 'sort({ compare }) of 8 M int32; plain: the merge sort above',
    make: sorting(
      (array, scratch) => mergeSortPlain(array, scratch, 0, array.length),
      librarySortBy,
      (array) => [array],
    ),
    goals: [],
  },
  {
    name: 'quicksort of 4 M float64, as in the README',
    make: (smoke) => {
      const length = smoke ? 100_000 : 4_000_000;
      const source = doubles(length);
      let x = 42;
      for (let i = 0; i < length; i++)
        source[i] = x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
      const array = doubles(length);
      const isSorted = (): boolean => array.every((n, i) => i === 0 || (array[i - 1] ?? NaN) <= n);
      return {
        prepare: () => {
          array.set(source);
        },
        plain: () => {
          quicksortPlain(array, 0, length);
        },
        task: quicksort,
        args: [array, 0, length],
        answer: () => (isSorted() ? array.reduce((sum, n) => sum + n, 0) : NaN),
        expected: source.reduce((sum, n) => sum + n, 0),
      };
    },
    goals: [],
  },
  {
    name: 'Mandelbrot 2000 × 2000, by rows',
    make: (smoke) => ({
      plain: () => mandelbrotPlain(0, smoke ? 100 : 2000, smoke ? 100 : 2000),
      task: mandelbrot,
      args: [smoke ? 100 : 2000],
      expected: smoke ? mandelbrotPlain(0, 100, 100) : 189_694_024,
    }),
    goals: [{ machines: 2, atLeast: 1.9 }],
    native: 'mandel',
  },
  {
    name: 'reduce of 10⁸ float64',
    make: (smoke) => {
      const array = doubles(smoke ? 1e6 : 1e8);
      const expected = sumOfDoubles(array.length);
      return { plain: () => sumPlain(array), task: sum, args: [array], expected };
    },
    goals: [],
    native: 'reduce',
  },
  {
    name: 'scan of 10⁸ float64',
    make: (smoke) => {
      const array = doubles(smoke ? 1e6 : 1e8);
      const output = new Float64Array(new SharedArrayBuffer(array.byteLength));
      return {
        plain: () => scanPlain(array, output),
        task: runningSum,
        args: [array, output],
        // The sums of single places, the last one's three times.
        answer: () => [0.3, 0.7, 1, 1, 1].reduce((all, part) => all + lastOf(output, part), 0),
        expected: [0.3, 0.7, 1, 1, 1].reduce(
          (all, part) => all + sumOfDoubles(Math.floor(array.length * part)),
          0,
        ),
      };
    },
    goals: [],
    native: 'scan',
  },
];

function lastOf(sums: Doubles, part: number): number {
  return sums[Math.floor(sums.length * part) - 1] ?? NaN;
}
