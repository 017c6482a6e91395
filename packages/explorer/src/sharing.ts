/**
 * Which steps need no company: partial-order reduction.
 *
 * A step of one thread that commutes with whatever the others may still do can be taken at once,
 * alone, instead of in every order with theirs: the ends of runs that can be reached stay the same.
 * (Ample sets of one thread: Clarke, Grumberg, Peled, "Model Checking", chapter 10.) Here a step is
 * *local* if it
 * - reads a word that no other thread writes, or
 * - changes a word that no other thread touches, or
 * - touches a word that is another thread's only if that one is done.
 *
 * A thread that may crash gets only local *reads* for granted, in the middle of a call: crashing
 * before or after one is the same state, so it is enough to do it after.
 *
 * Who touches what is learnt while exploring, as in accesses.ts: as long as a search has met
 * something new, it is done once more. The last one met nothing new, so its assumptions hold in all
 * runs: the first step of a run that broke them would have been met too, since up to there all runs
 * are covered.
 *
 * A step alone must not put off the others for ever, round a circle: it is taken alone only if it
 * leads to a state that is yet to be expanded (search.ts).
 */

import type { Kind, Operation } from './memory.js';

interface Users {
  /** Threads that read a word, and that change it, as bits. */
  reads: number;
  writes: number;
}

const READS: ReadonlySet<Kind> = new Set(['load', 'read']);

/** Operations that never are local: they wait, wake, or ask about another thread. */
const SOCIABLE: ReadonlySet<Kind> = new Set([
  'wait',
  'notify',
  'ring',
  'awaitRing',
  'waitAsync',
  'nextEvent',
  'hasCrashed',
  'nothing',
]);

/** Who touches which column. */
export class Sharing {
  /** Whether something turned up since {@link begin}. */
  isStale = false;
  private readonly columns: Users[] = [];

  /** Begins a search. */
  begin(): void {
    this.isStale = false;
  }

  /** Takes note of a thread's operation. */
  note({ kind }: Operation, thread: number, column: number): void {
    const users = (this.columns[column] ??= { reads: 0, writes: 0 });
    const which = READS.has(kind) ? 'reads' : 'writes';
    const bits = users[which] | (1 << thread);
    if (bits === users[which]) return;
    users[which] = bits;
    this.isStale = true;
  }

  /** Says whether an operation commutes with all that others may do; `idle` are done, as bits. */
  isLocal({ kind }: Operation, thread: number, column: number, idle: number): boolean {
    if (SOCIABLE.has(kind)) return false;
    const users = this.columns[column];
    if (users === undefined) return true;
    const others = READS.has(kind) ? users.writes : users.writes | users.reads;
    return (others & ~idle & ~(1 << thread)) === 0;
  }
}

/** Says whether an operation leaves memory as it is. */
export function isRead({ kind }: Operation): boolean {
  return READS.has(kind);
}
