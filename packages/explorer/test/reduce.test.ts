/**
 * Partial-order reduction: every run that the full search can end in, the reduced one ends in too.
 * Tried on many small random programs: both searches must meet the very same ends, memory and
 * results and crashes and sleepers included.
 */

import { describe, expect, test } from '@jest/globals';
import {
  add,
  call,
  callWhile,
  explore,
  load,
  read,
  store,
  type Call,
  type Scenario,
} from '@pilfer/explorer';
import { cells, verdict } from './cells.js';
import { program } from './random-programs.js';

const PROGRAMS = 600;

test(`${PROGRAMS} random programs end in the same ways`, () => {
  let [full, reduced] = [0, 0];
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const [all, found] = [new Set<string>(), new Set<string>()];
    const one = program(seed, (end) => void all.add(end));
    const other = program(seed, (end) => void found.add(end));
    const a = explore(`seed ${seed}`, one.build, one.options);
    const b = explore(`seed ${seed}, reduced`, other.build, { ...other.options, reduce: true });
    // The number of ends too: the check was also asked while the search had not learnt enough.
    const seen = { seed, verdict: b.verdict, leaves: b.leaves, ends: [...found].sort() };
    expect(seen).toEqual({ seed, verdict: a.verdict, leaves: a.leaves, ends: [...all].sort() });
    full += a.states;
    reduced += b.states;
  }
  expect(reduced).toBeLessThan(0.9 * full);
});

describe('a reduced search', () => {
  test('takes what nobody else sees alone: two threads on cells of their own', () => {
    const build = (): Scenario => {
      const shared = cells(2);
      const count = (cell: number): Call =>
        call('count', [], () => [add(shared, cell, 1), add(shared, cell, 1), add(shared, cell, 1)]);
      return { threads: { a: { calls: [count(0)] }, b: { calls: [count(1)] } } };
    };
    expect(explore('full', build).states).toBe(16);
    expect(explore('reduced', build, { reduce: true }).states).toBe(7);
  });

  test('does not put a thread off for ever while another one goes round in circles', () => {
    const build = (): Scenario => {
      const shared = cells(2);
      const round = callWhile(Boolean, 'round', [], () => read(shared, 0) === 0);
      const fail = call('fail', [], () => {
        load(shared, 1);
        throw new Error('found');
      });
      return { threads: { a: { calls: [round] }, b: { calls: [fail] } } };
    };
    expect(verdict(explore('circle', build, { reduce: true }))).toBe('exception');
  });

  test('shows the schedule of what it finds', () => {
    const build = (): Scenario => {
      const shared = cells(2);
      const bump = call('bump', [], () => {
        load(shared, 1); // alone
        store(shared, 0, load(shared, 0) + 1);
      });
      return {
        threads: { a: { calls: [bump] }, b: { calls: [bump] } },
        check: () => (load(shared, 0) === 2 ? undefined : 'lost'),
      };
    };
    const { violation } = explore('lost update', build, { reduce: true });
    expect(violation?.message).toBe('lost');
    expect(violation?.schedule.split('\n')).toHaveLength(7);
  });

  test('refuses programs that look between steps', () => {
    const build = (): Scenario => ({ threads: {}, always: { holds: () => true } });
    expect(() => explore('always', build, { reduce: true })).toThrow(RangeError);
    const plain = (): Scenario => ({ threads: {} });
    expect(() => explore('weak', plain, { reduce: true, weak: true })).toThrow(/weak/);
  });
});
