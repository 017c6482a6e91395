/**
 * Who accesses which column plainly: only there old values can be seen.
 *
 * This is learnt while exploring. What turns up late makes the exploration stale, and it is done
 * once more.
 */

import type { Operation } from './memory.js';

interface Access {
  /** Threads that read the column plainly, that load it, and that write it plainly, as bits. */
  reads: number;
  loads: number;
  writes: number;
}

/** The plain accesses met so far. */
export class Accesses {
  /** Whether something turned up since {@link begin}. */
  isStale = false;
  private readonly columns: Access[] = [];

  /** Begins a search. */
  begin(): void {
    this.isStale = false;
  }

  /** Takes note of a thread's operation. */
  note({ kind }: Operation, thread: number, column: number): void {
    if (kind !== 'read' && kind !== 'load' && kind !== 'write') return;
    const access = (this.columns[column] ??= { reads: 0, loads: 0, writes: 0 });
    const before = this.readers(column);
    const bit = 1 << thread;
    if (kind === 'read') access.reads |= bit;
    else if (kind === 'load') access.loads |= bit;
    else access.writes |= bit;
    if (this.readers(column) !== before) this.isStale = true;
  }

  /** The threads that may see old values in a column, as bits. */
  readers(column: number): number {
    const access = this.columns[column];
    if (access === undefined) return 0;
    return access.reads | (access.writes === 0 ? 0 : access.loads);
  }
}
