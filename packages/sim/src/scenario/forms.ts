/**
 * The two loads that theory knows best, as programs: a bag of independent tasks, and a divisible load.
 *
 * A divisible load is one piece of work of which a thief can take half, and half of the rest, down to a
 * grain (Gast, Khatiri, Trystram and Wagner, arXiv 1805.00857). As a program it forks: a piece forks its
 * smaller half, does the larger and joins. Under the pilfer model forks stay private until a thief asks,
 * and then the oldest, the largest piece, is given: lazy splitting.
 */

import type { Duration, FunctionDeclaration } from '../program/index.js';
import type { Graph } from './dag.js';

/** Independent tasks. */
export interface Bag {
  readonly tasks: number;
  readonly work: Duration;
}

/** Work that can be halved down to a grain; both in ns. */
export interface Divisible {
  readonly work: number;
  readonly grain: number;
}

/** `main` creates all tasks of a bag. */
export function compileBag({ tasks, work }: Bag): Graph {
  return {
    functions: [{ name: 'task', body: [{ op: 'work', time: work }] }],
    counters: [],
    roots: [{ op: 'repeat', count: tasks, body: [{ op: 'spawn', function: 'task' }] }],
  };
}

/** `main` does a divisible load. Its grains are equally long; there are at least `work / grain`. */
export function compileDivisible({ work, grain }: Divisible): Graph {
  const grains = Math.max(1, Math.ceil(work / grain));
  const functions = new Map<number, FunctionDeclaration>();
  const piece = (size: number): string => {
    const name = `piece of ${size}`;
    if (functions.has(size)) return name;
    if (size === 1) {
      functions.set(1, { name, body: [{ op: 'work', time: Math.round(work / grains) }] });
      return name;
    }
    const [smaller, larger] = [piece(size >> 1), piece(size - (size >> 1))];
    const body = [
      { op: 'fork', function: smaller },
      { op: 'call', function: larger },
      { op: 'join' },
    ] as const;
    functions.set(size, { name, body });
    return name;
  };
  const root = piece(grains);
  return {
    functions: [...functions.values()],
    counters: [],
    roots: [{ op: 'call', function: root }],
  };
}
