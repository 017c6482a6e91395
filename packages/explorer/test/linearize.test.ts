import { describe, expect, test } from '@jest/globals';
import {
  add,
  call,
  explore,
  load,
  sequentialModel,
  store,
  type Call,
  type Cells,
  type Scenario,
} from '@pilfer/explorer';
import { cells, verdict } from './cells.js';

/** A register, as one thing after another. */
const register = sequentialModel(0, (value, { name, args }) =>
  name === 'set' ? [[undefined, Number(args[0])]] : [[value, value]],
);

interface Register {
  get(): number;
  set(value: number): void;
}

function program(
  of: (shared: Cells) => Register,
  threads: readonly (readonly ('get' | number)[])[],
): () => Scenario {
  return () => {
    const shared = cells(4);
    const made = of(shared);
    const toCall = (letter: 'get' | number): Call =>
      letter === 'get'
        ? call('get', [], () => made.get())
        : call('set', [letter], () => {
            made.set(letter);
          });
    const entries = threads.map((letters, t) => [`t${t}`, { calls: letters.map(toCall) }] as const);
    return { threads: Object.fromEntries(entries), model: register };
  };
}

const simple = (shared: Cells): Register => ({
  get: () => load(shared, 0),
  set: (value) => void store(shared, 0, value),
});

describe('a register', () => {
  test('of one cell is linearizable', () => {
    const threads = [
      [1, 'get'],
      [2, 'get'],
      ['get', 'get'],
    ] as const;
    expect(verdict(explore('cell', program(simple, threads)))).toBe('ok');
  });

  test('of two cells that are written one after the other is not', () => {
    const double = (shared: Cells): Register => ({
      get: () => load(shared, 1),
      set: (value) => {
        store(shared, 0, value);
        store(shared, 1, load(shared, 0)); // may publish somebody else's value, late
      },
    });
    const report = explore('double', program(double, [[1], [2, 3, 'get']]));
    expect(verdict(report)).toBe('linearizability');
  });

  test('real time counts: a get that begins after a set has returned must see it', () => {
    // Two cells, gets look at the older first: each value is one that was set, the order is not.
    const lagging = (shared: Cells): Register => ({
      get: () => load(shared, 0),
      set: (value) => {
        add(shared, 2, 1);
        if (load(shared, 2) === 2) store(shared, 0, value); // every second set takes effect
      },
    });
    const report = explore('lagging', program(lagging, [[5, 'get'], ['get']]));
    expect(report.violation).toMatchObject({
      oracle: 'linearizability',
      message: 'get() of t0 returned 0; before: 5',
    });
  });

  test('without real-time order there is no violation: the set may come last', () => {
    const never = (shared: Cells): Register => ({
      get: () => load(shared, 0),
      set: () => void load(shared, 1),
    });
    expect(verdict(explore('one set, one get', program(never, [[5], ['get']])))).toBe(
      'linearizability',
    );
  });
});

describe('calls that do nothing to shared memory', () => {
  /** A flag, cached by the thread that asks. */
  function cached(isOwn: boolean): () => Scenario {
    return () => {
      const shared = cells(1);
      const cache = { value: 0 };
      const set = call('set', [7], () => {
        store(shared, 0, 7);
        if (isOwn) cache.value = 7;
      });
      const get = call('get', [], () => cache.value);
      const threads: Scenario['threads'] = isOwn
        ? { both: { calls: [get, set, get], objects: [cache] } }
        : { setter: { calls: [set] }, getter: { calls: [get], objects: [cache] } };
      return { threads, model: register };
    };
  }

  test('are made at every moment: a stale cache is found out', () => {
    expect(verdict(explore('stale', cached(false)))).toBe('linearizability');
  });

  test('are right if only their thread changes what they know', () => {
    expect(verdict(explore('own', cached(true)))).toBe('ok');
  });
});

describe('a call that crashes', () => {
  /** Bumps a counter, in a step that may be the last; `late` carries it out after its death. */
  function bumping(isLate: boolean): () => Scenario {
    return () => {
      const shared = cells(2);
      const bump = call('bump', [], () => {
        load(shared, 1);
        if (!isLate) add(shared, 0, 1);
        load(shared, 1);
      });
      const get = call('get', [], () => load(shared, 0));
      const will = call('will', [], () => add(shared, 0, 1));
      return {
        threads: {
          a: { calls: [bump] },
          b: { calls: [get, get, get] },
          ...(isLate && { heir: { starts: { whenCrashed: 'a' }, calls: [will] } }),
        },
        model: sequentialModel(0, (value, { name }) => {
          if (name === 'get') return [[value, value]];
          return name === 'bump' ? [[undefined, value + 1]] : [[value, value]];
        }),
      };
    };
  }

  test('may have happened or not, once', () => {
    expect(verdict(explore('crash', bumping(false), { crashes: ['a'] }))).toBe('ok');
  });

  test('can not happen after the crash', () => {
    expect(verdict(explore('late', bumping(true), { crashes: ['a'] }))).toBe('linearizability');
  });
});
