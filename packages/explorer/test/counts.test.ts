import { describe, expect, test } from '@jest/globals';
import { add, call, callWhile, explore, load, store, type Scenario } from '@pilfer/explorer';
import { cells, verdict } from './cells.js';

/** Threads that make single-operation calls on cells of their own. */
function independent(...lengths: number[]): () => Scenario {
  return () => {
    const shared = cells(lengths.length);
    const threads = lengths.map((length, t) => {
      const step = call('add', [], () => add(shared, t, 1));
      return [`t${t}`, { calls: new Array(length).fill(step) as (typeof step)[] }] as const;
    });
    return { threads: Object.fromEntries(threads) };
  };
}

/** Two threads that each load a counter and store it plus one: the update that gets lost. */
function lostUpdate(): Scenario {
  const counter = cells(1);
  const increment = call('increment', [], () => {
    store(counter, 0, load(counter, 0) + 1);
  });
  return {
    threads: { a: { calls: [increment] }, b: { calls: [increment] } },
    check: () => undefined,
  };
}

describe('figures that can be worked out by hand', () => {
  test('independent threads: a grid of states, a binomial coefficient of interleavings', () => {
    expect(explore('2 x 3', independent(2, 3))).toMatchObject({
      verdict: 'ok',
      states: 3 * 4,
      transitions: 2 * 4 + 3 * 3, // edges of a grid of 3 by 4 points
      leaves: 1,
      interleavings: 10n, // 5! / (2! 3!)
      depth: 5,
    });
  });

  test('three threads: a multinomial coefficient', () => {
    expect(explore('4 x 4 x 4', independent(4, 4, 4))).toMatchObject({
      states: 125,
      interleavings: 34_650n, // 12! / (4!)^3
    });
  });

  test('interleavings are exact beyond the reach of numbers', () => {
    const factorial = (n: bigint): bigint => (n === 0n ? 1n : n * factorial(n - 1n));
    expect(explore('3 x 20', independent(20, 20, 20)).interleavings).toBe(
      factorial(60n) / factorial(20n) ** 3n,
    );
  });

  // (a, b, counter), "l0" for "has loaded 0": (-, -, 0); (l0, -, 0), (-, l0, 0);
  // (l0, l0, 0), (done, -, 1), (-, done, 1); (done, l0, 1), (l0, done, 1), (done, l1, 1),
  // (l1, done, 1); (done, done, 1), (done, done, 2).
  test('lost update: 12 states, 14 steps, 2 ends', () => {
    expect(explore('lost update', lostUpdate)).toMatchObject({
      states: 12,
      transitions: 14,
      leaves: 2,
      interleavings: 6n, // 4! / (2! 2!)
      depth: 4,
    });
  });

  test('a program without operations has one state and one run', () => {
    const nothing = (): Scenario => ({ threads: { idle: { calls: [call('f', [], () => 1)] } } });
    expect(explore('nothing', nothing)).toMatchObject({ states: 1, interleavings: 1n, depth: 0 });
  });

  test('a limit that is hit is a failure', () => {
    const report = explore('3 x 20', independent(20, 20, 20), { maxStates: 1000 });
    expect(verdict(report)).toBe('truncated');
    expect(report.interleavings).toBeUndefined();
  });

  test('a call that repeats makes circles: few states, endless runs', () => {
    const spinning = (): Scenario => {
      const shared = cells(1);
      const spin = callWhile(
        (seen) => seen === 0,
        'spin',
        [],
        () => load(shared, 0),
      );
      return {
        threads: {
          waiting: { calls: [spin] },
          other: { calls: [call('set', [], () => store(shared, 0, 1))] },
        },
        check: ({ results }) => (results['waiting']?.[0] === 1 ? undefined : 'left too early'),
      };
    };
    // (spinning, 0, not yet known), (spinning, 0, known), (spinning, 1) with either, (done, 1).
    expect(explore('spin', spinning)).toMatchObject({ verdict: 'ok', states: 5, leaves: 1 });
    expect(explore('spin', spinning).interleavings).toBeUndefined();
  });

  test('as many columns as it takes: threads that touch 40 cells', () => {
    const wide = (): Scenario => {
      const shared = cells(40);
      const sweep = call('sweep', [], () => {
        for (let i = 0; i < 40; i++) store(shared, i, 1);
      });
      return { threads: { a: { calls: [sweep] }, b: { calls: [sweep] } } };
    };
    expect(explore('wide', wide)).toMatchObject({ states: 41 * 41, depth: 80 });
  });
});
