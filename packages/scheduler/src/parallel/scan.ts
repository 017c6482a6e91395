/**
 * Running combinations of the elements of a shared array.
 *
 * ## How
 *
 * The textbook's way is two passes over blocks: combine each block, then scan each block with what
 * the blocks before it give. That is twice the work, and pays from the third machine on. But who has
 * just scanned the blocks before one knows what they give, and needs no first pass. So one machine,
 * the *front*, scans block after block from the left in one pass. When somebody is hungry, it forks
 * the first pass over the right half of what is left. Arriving there, it takes over what has been
 * combined by then, forks the second pass over these blocks, and goes on behind them. (Traoré, Roch,
 * Maillard, Gautier, Bernard: "Deque-free work-optimal parallel STL algorithms", Euro-Par 2008.) With
 * one machine it is a plain loop; with two, about 1.2 passes are shared by both.
 *
 * ## Who writes what
 *
 * `reached` is written by the front, and a hint: who is late by a block combines a block in vain.
 * `totals` and `known` of a block are written by who combines it, and read by the front after the
 * join, which orders the two. `starts` is written by the front before it forks the second pass.
 *
 * With `deterministic` the front combines each block by itself too, and both ways to what the blocks
 * before give are one: results do not depend on who did what.
 */

import { currentContext } from '../context.js';
import { fork, somebodyIsHungry, join, type Fork } from '../forks/fork.js';
import type { ExportRef } from '../functions/ref.js';
import { tasks } from '../functions/tasks.js';
import { checkShared, functionOf, refOf } from './body.js';
import { call, type Call } from './call.js';
import { checkDeterministic } from './loops.js';
import { fold, operationRef, scanPiece, type Numbers, type Operation } from './operation.js';
import { blockSize } from './range.js';
import { alike, type SharedArray } from './shared-array.js';
import { forRange } from './split.js';

/** Options of {@link scan}. */
export interface ScanOptions<A extends SharedArray> {
  /**
   * Where the results go: an array of the same kind and length, which may be the input.
   *
   * @default a new one
   */
  readonly output?: A;
  /** As for {@link reduce}. @default false */
  readonly deterministic?: boolean;
}

/** One scan, as all its machines see it. Every array is on shared memory. */
interface Scan {
  readonly operation: ExportRef;
  readonly input: Numbers;
  readonly output: Numbers;
  readonly block: number;
  /** What each block's elements give, where it is known. */
  readonly totals: Numbers;
  readonly known: Int32Array<SharedArrayBuffer>;
  /** What all elements before a block give; of the first block nothing. */
  readonly starts: Numbers;
  /** In its only cell: the first block that the front has not scanned. */
  readonly reached: Int32Array<SharedArrayBuffer>;
}

const { combineBlocks, rescanBlocks, scanArray } = tasks(import.meta.url, {
  /** The first pass over some blocks; ends early when the front has arrived at `front`. */
  combineBlocks(from: number, to: number, front: number, scan: Scan): void {
    for (let b = from; b < to && (scan.reached[0] as number) < front; b++) combineBlock(scan, b);
  },

  /** The second pass over some blocks. */
  rescanBlocks(from: number, to: number, scan: Scan): void {
    for (let b = from; b < to; b++) scanBlock(scan, b);
  },

  scanArray(operation: ExportRef, input: Numbers, output: Numbers, deterministic: boolean): void {
    const block = blockSize(input.length);
    const blocks = Math.ceil(input.length / block);
    const cells = (count: number): Int32Array<SharedArrayBuffer> =>
      new Int32Array(new SharedArrayBuffer(4 * count));
    const scan: Scan = {
      operation,
      input,
      output,
      block,
      totals: alike(input, blocks),
      known: cells(blocks),
      starts: alike(input, blocks + 1),
      reached: cells(1),
    };
    const rescans: Fork<void>[] = [];
    advance(scan, blocks, deterministic, rescans);
    for (let i = rescans.length - 1; i >= 0; i--) join(rescans[i] as Fork<void>);
  },
});

/** The front: scans, or has somebody scan, the blocks from where it is up to `end`. */
function advance(scan: Scan, end: number, deterministic: boolean, rescans: Fork<void>[]): void {
  const { reached, known } = scan;
  const task = currentContext();
  for (let b = reached[0] as number; b < end; b = reached[0] as number) {
    task?.throwIfCancelled();
    if (known[b] === 1) {
      handOver(scan, b, end, rescans);
    } else if (end - b > 1 && somebodyIsHungry()) {
      const middle = b + Math.ceil((end - b) / 2);
      const ref = refOf(combineBlocks, 'body');
      const ahead = fork(forRange, ref, middle, end, 1, [middle, scan]);
      advance(scan, middle, deterministic, rescans);
      join(ahead);
    } else {
      if (deterministic) combineBlock(scan, b);
      scanBlock(scan, b);
      if (deterministic) startNext(scan, b);
      else scan.starts[b + 1] = scan.output[endOf(scan, b) - 1] as number;
      reached[0] = b + 1;
    }
  }
}

/** Has the blocks that are combined already, from `b` on, scanned by who is free. */
function handOver(scan: Scan, b: number, end: number, rescans: Fork<void>[]): void {
  let next = b;
  while (next < end && scan.known[next] === 1) startNext(scan, next++);
  rescans.push(fork(forRange, refOf(rescanBlocks, 'body'), b, next, 1, [scan]));
  scan.reached[0] = next;
}

function combineBlock(scan: Scan, b: number): void {
  scan.totals[b] = fold(scan.operation, scan.input, b * scan.block, endOf(scan, b));
  scan.known[b] = 1;
}

/** What all elements before the next block give. */
function startNext({ operation, starts, totals }: Scan, b: number): void {
  const total = totals[b] as number;
  const combine = functionOf(operation) as (left: number, right: number) => number;
  starts[b + 1] = b === 0 ? total : combine(starts[b] as number, total);
}

function scanBlock(scan: Scan, b: number): void {
  const { operation, input, output, starts, block } = scan;
  const before = b === 0 ? undefined : starts[b];
  scanPiece(operation, input, output, b * block, endOf(scan, b), before);
}

function endOf({ input, block }: Scan, b: number): number {
  return Math.min(input.length, (b + 1) * block);
}

/** The call that does a scan's work, checked; and where its results go. */
export function scanCall<A extends SharedArray>(
  array: A,
  operation: Operation<A>,
  options: ScanOptions<A> = {},
): { readonly call: Call<void>; readonly output: A } {
  const input = checkShared(array, 'array') as A;
  const output = options.output ?? alike(input);
  checkShared(output, 'options.output');
  if (output.length !== input.length || output.constructor !== input.constructor) {
    throw new TypeError(
      `options.output: expected ${input.constructor.name} of ${input.length} elements, ` +
        `received ${output.constructor.name} of ${output.length}`,
    );
  }
  const deterministic = checkDeterministic(options.deterministic);
  const args = [operationRef(operation), input as Numbers, output as Numbers] as const;
  return { call: call(scanArray, ...args, deterministic), output };
}
