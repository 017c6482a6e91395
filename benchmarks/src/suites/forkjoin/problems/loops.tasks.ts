/** Loops over rows and over long arrays, with the library's data parallelism. */

import { reduce, scan, tasks, type Task } from '@pilfer/scheduler';

/** Numbers in shared memory. */
export type Doubles = Float64Array<SharedArrayBuffer>;

const LIMIT = 256;

/** Iterations of all points in some rows of a square picture of the Mandelbrot set. */
export function mandelbrotPlain(from: number, to: number, size: number): number {
  let iterations = 0;
  for (let y = from; y < to; y++) {
    const ci = -1.5 + (3 * y) / size;
    for (let x = 0; x < size; x++) {
      const cr = -2.25 + (3 * x) / size;
      let zr = 0;
      let zi = 0;
      let n = 0;
      while (n < LIMIT && zr * zr + zi * zi <= 4) {
        const t = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = t;
        n++;
      }
      iterations += n;
    }
  }
  return iterations;
}

/** The sum of all elements. */
export function sumPlain(array: Doubles): number {
  const { length } = array;
  let sum = 0;
  for (let i = 0; i < length; i++) sum += array[i] as number;
  return sum;
}

/** Running sums; returns the last. */
export function scanPlain(array: Doubles, output: Doubles): number {
  let sum = 0;
  for (let i = 0; i < array.length; i++) {
    sum += array[i] as number;
    output[i] = sum;
  }
  return sum;
}

const here = tasks(import.meta.url, {
  rows: mandelbrotPlain,
  add: (a: number, b: number): number => a + b,
  mandelbrot: (size: number): number => reduce(size, here.rows, here.add, { args: [size] }),
  sum: (array: Doubles): number => reduce(array, 'sum'),
  runningSum: (array: Doubles, output: Doubles): number =>
    scan(array, 'sum', { output }).at(-1) ?? 0,
});

/** The picture, row by row. */
export const mandelbrot: Task<(size: number) => number> = here.mandelbrot;

/** The library's `reduce`. */
export const sum: Task<(array: Doubles) => number> = here.sum;

/** The library's `scan`. */
export const runningSum: Task<(array: Doubles, output: Doubles) => number> = here.runningSum;
