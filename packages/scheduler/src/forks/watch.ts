/**
 * What a fork and a join look at: is anyone hungry? One plain read of a cell that other threads write.
 *
 * The compiler may keep a plain value in a register as long as it sees no reason to read it again, so
 * a loop of forks might never see the answer change. V8 reads elements of a typed array on shared
 * memory anew each time (its load elimination leaves them alone); the litmus test makes sure of it,
 * in all tiers.
 */

import type { Cells } from '../atomics.js';

/**
 * A P's hungry cell alone: a view of one element. If it is positive, the next fork or join shall take
 * the slow path: what `isAsking` of hungry.ts says, written out.
 *
 * It is the one cell that is not read through the door (atomics.ts): V8 inlines only so many calls
 * into one function. Models have nothing to see here; in them, a program does what the cell asks for
 * when it likes to.
 */
export type Watch = Cells & { readonly 0: number };

/** Has every fork and join take the slow path. */
export function alwaysAsked(): Watch {
  return new Int32Array(new SharedArrayBuffer(4)).fill(1) as Watch;
}
