import { describe, expect, test } from '@jest/globals';
import {
  call,
  compareExchange,
  explore,
  load,
  read,
  store,
  write,
  type Cells,
  type Scenario,
} from '@pilfer/explorer';
import { cells } from './cells.js';

type Read = (cells: Cells, index: number) => number;
type Write = (cells: Cells, index: number, value: number) => unknown;

interface Accesses {
  readonly get: Read;
  readonly set: Write;
}

const ATOMIC: Accesses = { get: load, set: store };
const PLAIN: Accesses = { get: read, set: write };

/** Collects what the threads' calls can return together. */
function outcomes(
  threads: Record<string, (shared: Cells) => unknown>,
  { weak }: { weak: boolean },
): string[] {
  const seen = new Set<string>();
  const build = (): Scenario => {
    const shared = cells(4);
    return {
      threads: Object.fromEntries(
        Object.entries(threads).map(([name, run]) => [
          name,
          { calls: [call(name, [], () => run(shared))] },
        ]),
      ),
      check: ({ results }) => {
        seen.add(
          Object.values(results)
            .flat(2)
            .filter((r) => r !== undefined)
            .join(' '),
        );
        return undefined;
      },
    };
  };
  expect(explore('litmus', build, { weak }).verdict).toBe('ok');
  return [...seen].sort();
}

const WEAK = { weak: true };
const X = 0;
const Y = 1;

describe('store buffering: each sets its own flag and looks at the other one', () => {
  const program = ({ get, set }: Accesses): Record<string, (shared: Cells) => unknown> => ({
    a: (shared) => (set(shared, X, 1), get(shared, Y)),
    b: (shared) => (set(shared, Y, 1), get(shared, X)),
  });

  test('atomic: at least one sees the other', () => {
    expect(outcomes(program(ATOMIC), WEAK)).toEqual(['0 1', '1 0', '1 1']);
  });

  test('plain: both may miss each other', () => {
    expect(outcomes(program(PLAIN), WEAK)).toEqual(['0 0', '0 1', '1 0', '1 1']);
    expect(outcomes(program(PLAIN), { weak: false })).toEqual(['0 1', '1 0', '1 1']);
  });
});

describe('message passing: a writes data, then a flag; b reads the flag, then the data', () => {
  const program = (flag: Accesses): Record<string, (shared: Cells) => unknown> => ({
    a: (shared) => {
      write(shared, X, 1);
      flag.set(shared, Y, 1);
    },
    b: (shared) => [flag.get(shared, Y), read(shared, X)],
  });

  test('atomic flag: who sees the flag sees the data', () => {
    expect(outcomes(program(ATOMIC), WEAK)).toEqual(['0 0', '0 1', '1 1']);
  });

  test('plain flag: not so', () => {
    expect(outcomes(program(PLAIN), WEAK)).toEqual(['0 0', '0 1', '1 0', '1 1']);
  });

  test('through a compareExchange, and through a third thread', () => {
    const relay = (shared: Cells): void => {
      if (load(shared, Y) === 1) compareExchange(shared, 2, 0, 1);
    };
    const reader = (shared: Cells): number[] => [load(shared, 2), read(shared, X)];
    const { a } = program(ATOMIC);
    expect(outcomes({ ...(a && { a }), relay, reader }, WEAK)).toEqual(['0 0', '0 1', '1 1']);
  });

  test('data that was overwritten before the flag is hidden', () => {
    const a = (shared: Cells): void => {
      write(shared, X, 1);
      write(shared, X, 2);
      store(shared, Y, 1);
      write(shared, X, 3);
    };
    const b = (shared: Cells): unknown => (load(shared, Y) === 1 ? read(shared, X) : undefined);
    expect(outcomes({ a, b }, WEAK)).toEqual(['', '2', '3']);
  });
});

test('plain reads of one cell may go back in time; atomic ones may not', () => {
  const program = ({ get, set }: Accesses): Record<string, (shared: Cells) => unknown> => ({
    a: (shared) => {
      set(shared, X, 1);
    },
    b: (shared) => [get(shared, X), get(shared, X)],
  });
  expect(outcomes(program(PLAIN), WEAK)).toEqual(['0 0', '0 1', '1 0', '1 1']);
  expect(outcomes(program(ATOMIC), WEAK)).toEqual(['0 0', '0 1', '1 1']);
});

test('independent reads of independent writes: atomic readers agree on the order', () => {
  const program = ({ get, set }: Accesses): Record<string, (shared: Cells) => unknown> => ({
    x: (shared) => {
      set(shared, X, 1);
    },
    y: (shared) => {
      set(shared, Y, 1);
    },
    xy: (shared) => [get(shared, X), get(shared, Y)],
    yx: (shared) => [get(shared, Y), get(shared, X)],
  });
  expect(outcomes(program(ATOMIC), WEAK)).not.toContain('1 0 1 0');
  expect(outcomes(program(PLAIN), WEAK)).toContain('1 0 1 0');
});

test('a plain read of a cell written by Atomics may be old, until the reader has synchronized', () => {
  const a = (shared: Cells): void => {
    store(shared, X, 1);
    store(shared, Y, 1);
  };
  const unsynchronized = (shared: Cells): number => read(shared, X);
  const synchronized = (shared: Cells): number[] => [load(shared, Y), read(shared, X)];
  expect(outcomes({ a, unsynchronized }, WEAK)).toEqual(['0', '1']);
  expect(outcomes({ a, synchronized }, WEAK)).toEqual(['0 0', '0 1', '1 1']);
});

test('a load that races with a plain write may miss it; a compareExchange sees the newest', () => {
  const a = (shared: Cells): void => {
    write(shared, X, 1);
    store(shared, Y, 1);
  };
  const b = (shared: Cells): number[] => [load(shared, X), load(shared, X)];
  expect(outcomes({ a, b }, WEAK)).toContain('1 0');
});
