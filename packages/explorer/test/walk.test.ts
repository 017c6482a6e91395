import { expect, test } from '@jest/globals';
import {
  add,
  call,
  compareExchange,
  exchange,
  explore,
  load,
  store,
  type Cells,
  type Scenario,
} from '@pilfer/explorer';
import { cells } from './cells.js';

const PROGRAMS = 200;
const CELLS = 2;

type Instruction = (shared: Cells) => number;

/** Numbers that look random, the same ones in each run. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 16) % below;
  };
}

function anInstruction(random: (below: number) => number): Instruction {
  const [cell, value, other] = [random(CELLS), random(3), random(3)];
  const all: readonly Instruction[] = [
    (shared) => load(shared, cell),
    (shared) => store(shared, cell, value),
    (shared) => add(shared, cell, value),
    (shared) => exchange(shared, cell, value),
    (shared) => compareExchange(shared, cell, value, other),
    // What is done depends on what was seen.
    (shared) => (load(shared, cell) === 0 ? store(shared, 0, value) : add(shared, 1, value)),
  ];
  return all[random(all.length)] ?? ((shared) => load(shared, cell));
}

/** Interleaves the instructions of threads, one by one, merging nothing; direct memory. */
function walk(threads: readonly (readonly (() => number)[])[], shared: Cells): Map<string, bigint> {
  const ends = new Map<string, bigint>();
  const results: number[][] = threads.map(() => []);
  const go = (): void => {
    let moved = false;
    threads.forEach((instructions, t) => {
      const mine = results[t] ?? [];
      const next = instructions[mine.length];
      if (next === undefined) return;
      moved = true;
      const before = shared.slice();
      mine.push(next());
      go();
      mine.pop();
      shared.set(before);
    });
    if (moved) return;
    const end = `${JSON.stringify(results)} ${shared.join()}`;
    ends.set(end, (ends.get(end) ?? 0n) + 1n);
  };
  go();
  return ends;
}

test('random programs end as they do when every interleaving is walked on its own', () => {
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const random = numbersFrom(seed);
    const lengths = seed % 2 === 0 ? [3, 3] : [2, 2, 1];
    // Single accesses only, so that the walk can take them as they come.
    const programs = lengths.map((length) =>
      Array.from({ length }, () => anInstruction((below) => random(below === 6 ? 5 : below))),
    );
    const memory = cells(CELLS);
    const walked = walk(
      programs.map((program) => program.map((instruction) => () => instruction(memory))),
      memory,
    );

    const ends = new Set<string>();
    const build = (): Scenario => {
      const shared = cells(CELLS);
      const threads = programs.map((program, t) => {
        const calls = program.map((instruction) => call('do', [], () => instruction(shared)));
        return [`t${t}`, { calls }] as const;
      });
      return {
        threads: Object.fromEntries(threads),
        check: ({ results }) => {
          ends.add(`${JSON.stringify(Object.values(results))} ${shared.join()}`);
          return undefined;
        },
      };
    };
    const report = explore(`seed ${seed}`, build);
    expect([...ends].sort()).toEqual([...walked.keys()].sort());
    expect(report.interleavings).toBe([...walked.values()].reduce((sum, n) => sum + n, 0n));
  }
});

test('one call or many: the same ends', () => {
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const random = numbersFrom(seed);
    const programs = [3, 3].map((length) => Array.from({ length }, () => anInstruction(random)));
    const endsOf = (inOneCall: boolean): string[] => {
      const ends = new Set<string>();
      const build = (): Scenario => {
        const shared = cells(CELLS);
        const threads = programs.map((program, t) => {
          const runs = program.map((instruction) => () => instruction(shared));
          const all = call('all', [], () => runs.map((run) => run()));
          const each = runs.map((run) => call('one', [], run));
          return [`t${t}`, { calls: inOneCall ? [all] : each }] as const;
        });
        return {
          threads: Object.fromEntries(threads),
          check: ({ results }) => {
            const flat = Object.values(results).map((each) => each.flat());
            ends.add(`${JSON.stringify(flat)} ${shared.join()}`);
            return undefined;
          },
        };
      };
      expect(explore(`seed ${seed}`, build).verdict).toBe('ok');
      return [...ends].sort();
    };
    expect(endsOf(true)).toEqual(endsOf(false));
  }
});
