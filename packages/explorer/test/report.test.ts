import { describe, expect, test } from '@jest/globals';
import {
  assertOk,
  awaitRing,
  call,
  describeReport,
  explore,
  load,
  nameCell,
  notify,
  ring,
  store,
  wait,
  type Scenario,
} from '@pilfer/explorer';
import { cells, scheduleOf, verdict } from './cells.js';

function race(): Scenario {
  const shared = cells(2);
  const increment = call('increment', [1], () => {
    const seen = load(shared, 0);
    store(shared, 0, seen + 1);
    return seen;
  });
  return {
    cells: [nameCell('counter', shared, 0)],
    threads: { a: { calls: [increment] }, b: { calls: [increment] } },
    check: () => (load(shared, 0) === 2 ? undefined : 'an update is lost'),
  };
}

describe('a violation', () => {
  test('comes with a shortest schedule, step by step', () => {
    const report = explore('race', race);
    expect(report.violation?.schedule).toBe(
      [
        'step  thread  call          operation  cell     saw  wrote',
        '1     a       increment(1)  load       counter  0',
        '2     b       increment(1)  load       counter  0',
        '3     a       increment(1)  store      counter       1      increment(1) → 0',
        '4     b       increment(1)  store      counter       1      increment(1) → 0',
      ].join('\n'),
    );
    expect(describeReport(report)).toContain('check: an update is lost');
    expect(() => {
      assertOk(report);
    }).toThrow(/an update is lost[^]*increment\(1\) → 0/);
  });

  test('of an invariant names it', () => {
    const build = (): Scenario => ({
      ...race(),
      always: {
        'counter only grows': (now, before) => now.cell('counter') >= before.cell('counter'),
        'a is never last': (now) => !(now.isDone('b') && !now.isDone('a')),
      },
    });
    expect(explore('invariant', build).violation).toMatchObject({
      oracle: 'invariant',
      message: 'a is never last',
    });
  });

  test('of a sleeper shows where it sleeps', () => {
    const build = (): Scenario => {
      const shared = cells(1);
      return {
        threads: {
          a: { calls: [call('nap', [], () => wait(shared, 0, 0))] },
          b: { calls: [call('wake', [], () => notify(shared, 0))] },
          c: { calls: [call('loop', [], () => [ring(1), awaitRing(1), awaitRing(1)])] },
        },
        always: { 'nobody is both': (now) => !(now.isDone('a') && now.isAsleep('a')) },
      };
    };
    const report = explore('sleepers', build);
    expect(report.violation?.message).toBe('nobody will wake c in loop()');
    expect(scheduleOf(report)).toContainEqual(
      expect.stringMatching(/^\d a nap\(\) wait 0 word 0 0/),
    );
  });
});

test('what a call throws is a violation', () => {
  const build = (): Scenario => {
    const shared = cells(1);
    const fail = call('fail', [], () => {
      if (load(shared, 0) === 0) throw new RangeError('no');
    });
    return { threads: { a: { calls: [fail] } } };
  };
  expect(explore('throws', build).violation).toMatchObject({
    oracle: 'exception',
    message: 'a in fail(): RangeError: no',
  });
});

test('an access outside the cells is a violation', () => {
  const build = (): Scenario => {
    const shared = cells(2);
    return { threads: { a: { calls: [call('look', [], () => load(shared, 2))] } } };
  };
  expect(explore('outside', build).violation?.message).toMatch(/cell 2 is outside the 2 cells/);
});

describe('what can not be explored is refused', () => {
  const shared = cells(1);
  const one = (run: () => unknown): (() => Scenario) => {
    return () => ({ threads: { a: { calls: [call('f', [], run)] } } });
  };

  test('code that catches what stops it', () => {
    const greedy = (): number => {
      try {
        return load(shared, 0);
      } catch {
        return -1;
      }
    };
    expect(explore('catch', one(greedy)).violation?.message).toMatch(/caught what the explorer/);
  });

  test('code that is not deterministic', () => {
    let turn = 0;
    const fickle = (): number => load(shared, 0) + (turn++ % 2 === 0 ? store(shared, 0, 1) : 0);
    const flipping = (): number => (turn++ % 2 === 0 ? load(shared, 0) : store(shared, 0, 1));
    expect(
      verdict(
        explore(
          'fickle',
          one(() => [fickle(), flipping()]),
        ),
      ),
    ).toBe('exception');
  });

  test('a loop that does not end', () => {
    const spin = (): void => {
      while (load(shared, 0) === 0);
    };
    expect(explore('spin', one(spin)).violation?.message).toMatch(/f\(\): no end after 250/);
  });

  test('a Set among the private fields', () => {
    const build = (): Scenario => ({
      threads: { a: { objects: [{ seen: new Set() }], calls: [] } },
    });
    expect(() => explore('set', build)).toThrow(/a Set/);
  });

  test('sleeping outside the threads', () => {
    expect(() => wait(shared, 0, 0)).toThrow(/sleep for ever/);
    expect(() => {
      awaitRing(0);
    }).toThrow(/sleep for ever/);
    expect(wait(shared, 0, 1)).toBe('not-equal');
    expect(wait(shared, 0, 0, 10)).toBe('timed-out');
  });
});
