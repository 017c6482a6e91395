/**
 * What a fork and a join look at: is anyone hungry? One plain read of a cell that other threads write.
 *
 * The compiler may keep a plain value in a register as long as it sees no reason to read it again, so
 * a loop of forks might never see the answer change. V8 reads elements of a typed array on shared
 * memory anew each time (its load elimination leaves them alone); the litmus test makes sure of it,
 * in all tiers.
 */

import { read, type Cells } from '../atomics.js';

/** A P's hungry cell alone: a view of one element. */
export type Watch = Cells;

/**
 * Says whether the next fork or join shall take the slow path: what `isAsking` of hungry.ts says,
 * written out, since V8 inlines only so many calls into one function (12 % of fib).
 */
export function isAsked(watch: Watch): boolean {
  return read(watch, 0) > 0;
}

/** Has every fork and join take the slow path. */
export function alwaysAsked(): Watch {
  return new Int32Array(new SharedArrayBuffer(4)).fill(1);
}
