/**
 * Nodes that behave alike, taken for one: nothing that can be seen may change by that. Tried on many
 * small random programs against the plain search: the same verdict, ends, number of interleavings, and
 * length of the way to an end that is declared wrong.
 */

import { describe, expect, test } from '@jest/globals';
import {
  add,
  call,
  callWhile,
  compareExchange,
  explore,
  hasCrashed,
  load,
  notify,
  sequentialModel,
  store,
  wait,
  type Call,
  type Options,
  type Report,
  type Scenario,
} from '@pilfer/explorer';
import { cells, scheduleOf, verdict } from './cells.js';
import { program } from './random-programs.js';

const PROGRAMS = 150;

const MODES: readonly Options[] = [{}, { reduce: true }, { weak: true }];

/** What a reduced search may change: it counts representatives only, and may find a longer way. */
function seen(report: Report, { reduce = false }: Options): unknown {
  const { interleavings, depth } = report;
  const found = verdict(report);
  return reduce ? { found } : { found, interleavings, depth, steps: scheduleOf(report).length };
}

test.each(MODES)(`${PROGRAMS} random programs do the same, explored with %j`, (mode) => {
  let [full, merged] = [0, 0];
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    // A mistaken search asks about ends that can't be, so a set of ends says too much: judge them.
    const search = (judge: (end: string) => string | undefined, options: Options): Report => {
      const { build, options: own } = program(seed, judge);
      return explore(`seed ${seed}`, build, { ...own, ...options });
    };
    const ends = new Set<string>();
    const plain = search((end) => void ends.add(end), mode);
    const other = search((end) => (ends.has(end) ? undefined : end), { ...mode, merge: true });
    expect({ seed, ...(seen(other, mode) as object) }).toEqual({
      seed,
      ...(seen(plain, mode) as object),
    });
    full += plain.states;
    merged += other.states;

    const wrong = [...ends].sort()[seed % ends.size];
    const isWrong = (end: string): string | undefined => (end === wrong ? 'wrong' : undefined);
    const expected = seen(search(isWrong, mode), mode);
    expect({ seed, planted: seen(search(isWrong, { ...mode, merge: true }), mode) }).toEqual({
      seed,
      planted: expected,
    });
  }
  expect(merged).toBeLessThan(0.95 * full);
});

/** A thread looks at a cell, forgets it, and looks at another one, while the first one changes. */
function forgetful(remembers: boolean): () => Scenario {
  return () => {
    const shared = cells(2);
    const look = call('look', [], () => {
      const first = load(shared, 0);
      const second = load(shared, 1);
      return remembers ? first : second;
    });
    const change = call('change', [], () => {
      store(shared, 0, 1);
      store(shared, 0, 2);
    });
    return { threads: { a: { calls: [look] }, b: { calls: [change] } }, check: () => undefined };
  };
}

/** Programs with a bug that takes more than the next operations to see, or to show rightly. */
const SEEN: Readonly<Record<string, () => Scenario>> = {
  'a lost wake-up': () => {
    const shared = cells(2);
    const sleep = call('sleep', [], () => {
      if (load(shared, 0) === 0) wait(shared, 1, 0); // it should look at cell 0 once more
    });
    const wake = call('wake', [], () => {
      store(shared, 0, 1);
      notify(shared, 1);
    });
    return { threads: { sleeper: { calls: [sleep] }, waker: { calls: [wake] } } };
  },
  'what a call has thrown': () => {
    const shared = cells(1);
    store(shared, 0, 1);
    const look = call('look', [], () => {
      if (load(shared, 0) === 2) throw new Error(`saw ${load(shared, 0)}`);
    });
    const change = call('change', [], () => store(shared, 0, 2));
    return { threads: { a: { calls: [look] }, b: { calls: [change] } } };
  },
  'what a call has returned': () => {
    const shared = cells(2);
    const look = call('look', [], () => {
      const first = load(shared, 0);
      load(shared, 1);
      return first;
    });
    const fail = call('fail', [], () => {
      if (load(shared, 0) === 1) throw new Error('changed');
    });
    const change = call('change', [], () => store(shared, 0, 1));
    return { threads: { b: { calls: [change] }, a: { calls: [look, fail] } } };
  },
  'what a call has left in private fields': () => {
    const shared = cells(2);
    const memory = { seen: 0 };
    const look = call('look', [], () => {
      const seen = load(shared, 0);
      load(shared, 1);
      memory.seen = seen;
    });
    const fail = call('fail', [], () => {
      if (load(shared, 1) < memory.seen) throw new Error('changed');
    });
    const change = call('change', [], () => store(shared, 0, 1));
    const threads = { a: { calls: [look, fail], objects: [memory] }, b: { calls: [change] } };
    return { threads };
  },
  'the call in which a thread sleeps': () => {
    const shared = cells(1);
    const sleep = (): unknown => wait(shared, 0, 0);
    const calls = [call('first', [], sleep), callWhile(Boolean, 'again', [], sleep)];
    return {
      threads: { a: { calls }, b: { calls: [call('wake', [], () => notify(shared, 0))] } },
      mayBeStuck: ({ stuck }) => stuck.get('a')?.name === 'first',
    };
  },
  'whether a thread crashed inside its call': () => {
    const shared = cells(3);
    const memory = { isSlow: false };
    const plan = call('plan', [], () => void (memory.isSlow = load(shared, 0) === 1));
    const run = call('run', [], () => {
      if (memory.isSlow) store(shared, 1, 1);
      load(shared, 2);
    });
    return {
      threads: {
        c: { calls: [plan, run], objects: [memory] },
        b: { calls: [call('change', [], () => store(shared, 0, 1))] },
      },
      check: ({ crashed }) =>
        load(shared, 1) === 1 && crashed.get('c')?.name === 'run' ? 'inside' : undefined,
    };
  },
  'of whom it is asked whether he has crashed': () => {
    const shared = cells(1);
    const ask = call('ask', [], () => {
      if (hasCrashed(load(shared, 0) === 1 ? 'c' : 'a')) throw new Error('crashed');
    });
    const change = call('change', [], () => store(shared, 0, 1));
    return { threads: { a: { calls: [ask] }, c: { calls: [change, change] } } };
  },
  'where an operation goes': () => {
    const shared = cells(3);
    const put = call('put', [], () => void store(shared, 1 + load(shared, 0), 1));
    const change = call('change', [], () => store(shared, 0, 1));
    return {
      threads: { a: { calls: [put] }, b: { calls: [change] } },
      check: () => (load(shared, 2) === 1 ? 'there' : undefined),
    };
  },
  'which operation it is': () => {
    const shared = cells(2);
    store(shared, 1, 1);
    const put = call('put', [], () => {
      if (load(shared, 0) === 0) add(shared, 1, 2);
      else store(shared, 1, 2);
    });
    const change = call('change', [], () => store(shared, 0, 1));
    return {
      threads: { a: { calls: [put] }, b: { calls: [change] } },
      check: () => (load(shared, 1) === 2 ? 'stored' : undefined),
    };
  },
  'what a compareExchange writes': () => {
    const shared = cells(2);
    const copy = call('copy', [], () => {
      compareExchange(shared, 1, 0, load(shared, 0));
    });
    const change = call('change', [], () => store(shared, 0, 1));
    return {
      threads: { a: { calls: [copy] }, b: { calls: [change] } },
      check: () => (load(shared, 1) === 1 ? 'copied' : undefined),
    };
  },
};

describe('a merged search', () => {
  test('forgets what a call has no use for', () => {
    // 3 places of each thread; plainly 1, 2 or 3 in the middle of a's call, as b allows.
    expect(explore('plain', forgetful(false))).toMatchObject({ states: 12, interleavings: 6n });
    const merged = explore('merged', forgetful(false), { merge: true });
    expect(merged).toMatchObject({ states: 9, interleavings: 6n, depth: 4 });
  });

  test('but not what it returns', () => {
    const [plain, merged] = [{}, { merge: true }].map((options) =>
      explore('remembers', forgetful(true), options),
    );
    expect(plain?.states).toBe(15);
    expect(merged).toMatchObject({ states: 15, leaves: 3 });
  });

  test('forgets private fields that nobody will read', () => {
    const build = (): Scenario => {
      const shared = cells(1);
      const memory = { seen: 0 };
      const look = call('look', [], () => void (memory.seen = load(shared, 0)));
      const change = call('change', [], () => store(shared, 0, 1));
      return {
        threads: { a: { calls: [look], objects: [memory] }, b: { calls: [change] } },
      };
    };
    expect(explore('plain', build)).toMatchObject({ states: 5, leaves: 2 });
    expect(explore('merged', build, { merge: true })).toMatchObject({ states: 4, leaves: 1 });
  });

  test('takes back what it learns too late: a node that is like another one only at first', () => {
    const build = (): Scenario => {
      const shared = cells(3);
      const look = call('look', [], () => {
        const first = load(shared, 0);
        add(shared, 2, first);
        // 1 can be read here only by who has read 1 before.
        if (load(shared, 1) === 1 && first === 0) throw new Error('impossible');
      });
      const change = call('change', [], () => {
        store(shared, 0, 1);
        if (load(shared, 2) === 1) store(shared, 1, 1);
      });
      return { threads: { a: { calls: [look] }, b: { calls: [change] } } };
    };
    expect(verdict(explore('late', build, { merge: true }))).toBe('ok');
  });

  test.each(Object.entries(SEEN))('tells apart: %s', (what, build) => {
    const crashes = what.includes('crash') ? ['c'] : [];
    const [plain, merged] = [false, true].map((merge) => explore(what, build, { merge, crashes }));
    expect(plain?.violation).toBeDefined();
    expect(merged?.violation).toEqual(plain?.violation);
  });

  test('keeps calls in the order that a sequential model allows', () => {
    const counter = (isAtomic: boolean) => (): Scenario => {
      const shared = cells(1);
      const next = call('next', [], () => {
        if (isAtomic) return add(shared, 0, 1);
        const before = load(shared, 0);
        store(shared, 0, before + 1);
        return before;
      });
      const calls: Call[] = [next, next];
      return {
        threads: { a: { calls }, b: { calls } },
        model: sequentialModel(0, (count) => [[count, count + 1]]),
      };
    };
    const merge = true;
    expect(verdict(explore('atomic', counter(true), { merge }))).toBe('ok');
    expect(verdict(explore('torn', counter(false), { merge }))).toBe('linearizability');
  });

  test('refuses a call that goes on for as long as it is told so', () => {
    const build = (): Scenario => {
      const shared = cells(2);
      const move = (by: number): Call =>
        call('move', [by], () => {
          let seen = load(shared, 0);
          for (;;) {
            const now = compareExchange(shared, 0, seen, seen + by);
            if (now === seen) return;
            seen = load(shared, 0) + 0 * now;
          }
        });
      const [up, down] = [move(1), move(-1)];
      return {
        threads: { a: { calls: [up, down] }, b: { calls: [up, down] }, c: { calls: [down, up] } },
      };
    };
    expect(verdict(explore('loops', build))).toBe('ok');
    expect(() => explore('loops', build, { merge: true })).toThrow(/do its calls loop/);
  });
});
