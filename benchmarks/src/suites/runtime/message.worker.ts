/** A thread that answers each message: with the result of one call, or the sum over a list. */

import { parentPort } from 'node:worker_threads';
import { WORK, type WorkName } from './work.js';

/** One call. */
export interface Call {
  readonly work: WorkName;
  readonly args: readonly unknown[];
}

/** A thread's share of a list. */
export interface Share {
  readonly work: 'add' | 'spend';
  readonly list: Float64Array;
}

function sumOf({ work, list }: Share): number {
  let sum = 0;
  for (const value of list) sum += work === 'add' ? WORK.add(value, 1) : WORK.spend(value);
  return sum;
}

parentPort?.on('message', (message: Call | Share) => {
  if ('list' in message) parentPort?.postMessage(sumOf(message));
  else {
    const fn = WORK[message.work] as (...args: readonly unknown[]) => unknown;
    parentPort?.postMessage(fn(...message.args));
  }
});
