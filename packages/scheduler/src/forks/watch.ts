/**
 * What a fork and a join look at: is anyone hungry? One plain read of a cell that other threads write.
 *
 * The compiler may keep a plain value in a register as long as it sees no reason to read it again, so
 * a loop of forks might never see the answer change. V8 reads elements of a typed array on shared
 * memory anew each time (its load elimination leaves them alone); the litmus test makes sure of it,
 * in all tiers.
 */

import { read, type Cells } from '../atomics.js';
import { isAsking } from '../hungry.js';

/** One machine's view of its P's hungry cell. */
export class Watch {
  private readonly cells: Cells;
  private readonly at: number;

  constructor(cells: Cells, at: number) {
    this.cells = cells;
    this.at = at;
  }

  /** Says whether the next fork or join shall take the slow path. */
  isAsked(): boolean {
    return isAsking(read(this.cells, this.at));
  }
}
