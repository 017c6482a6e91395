/** Steals, searches, and who robbed whom. */

import { Kind } from '@pilfer/scheduler/trace';
import type { Cursor } from '@pilfer/scheduler/trace';
import type { Pass } from './pass.js';

/** What is known of the steals of a trace. */
export interface Steals {
  /** Successful steals, and the tasks they moved. */
  readonly steals: number;
  readonly moved: number;
  /** Steals of a victim's next task. */
  readonly ofNext: number;
  /** Searches, those that found something, and the victims looked at in all. */
  readonly searches: number;
  readonly found: number;
  readonly probes: number;
  /** Tasks that one steal moved → how often. */
  readonly batches: ReadonlyMap<number, number>;
  /** Thief → victim → steals. */
  readonly matrix: readonly (readonly number[])[];
  readonly overflows: number;
  readonly globalTakes: number;
  /** Of those, at the tick. */
  readonly tickTakes: number;
  readonly wakes: number;
  readonly parks: number;
}

/** Counts steals. */
export class StealPass implements Pass {
  readonly #batches = new Map<number, number>();
  readonly #matrix: number[][] = [];
  readonly #counts = new Map<number, number>();
  #moved = 0;
  #ofNext = 0;
  #found = 0;
  #probes = 0;
  #tickTakes = 0;

  see(event: Cursor): void {
    const { kind } = event;
    this.#counts.set(kind, this.#count(kind) + 1);
    switch (kind) {
      case Kind.steal:
        this.#steal(event);
        break;
      case Kind.searchEnd:
        this.#found += event.a;
        this.#probes += event.c;
        break;
      case Kind.globalTake:
        this.#tickTakes += event.c;
        break;
    }
  }

  /** `procs` is the size of the matrix. */
  finish(procs: number): Steals {
    return {
      steals: this.#count(Kind.steal),
      moved: this.#moved,
      ofNext: this.#ofNext,
      searches: this.#count(Kind.searchBegin),
      found: this.#found,
      probes: this.#probes,
      batches: new Map([...this.#batches].sort(([one], [other]) => one - other)),
      matrix: Array.from({ length: procs }, (_, thief) =>
        Array.from({ length: procs }, (__, victim) => this.#matrix[thief]?.[victim] ?? 0),
      ),
      overflows: this.#count(Kind.overflow),
      globalTakes: this.#count(Kind.globalTake),
      tickTakes: this.#tickTakes,
      wakes: this.#count(Kind.wake),
      parks: this.#count(Kind.park),
    };
  }

  #count(kind: number): number {
    return this.#counts.get(kind) ?? 0;
  }

  #steal({ proc, a: victim, b: count, c: of }: Cursor): void {
    this.#moved += count;
    if (of === 0) this.#ofNext++;
    this.#batches.set(count, (this.#batches.get(count) ?? 0) + 1);
    const row = (this.#matrix[proc] ??= []);
    row[victim] = (row[victim] ?? 0) + 1;
  }
}
