import { describe, expect, test } from '@jest/globals';
import {
  add,
  call,
  compareExchange,
  explore,
  hasCrashed,
  load,
  notify,
  store,
  wait,
  type Scenario,
} from '@pilfer/explorer';
import { cells, scheduleOf, verdict } from './cells.js';

const LOCK = 0;
const COUNT = 1;

describe('a lock whose holder may crash', () => {
  function locked(recovers: boolean): () => Scenario {
    return () => {
      const shared = cells(2);
      const enter = (): boolean => {
        if (compareExchange(shared, LOCK, 0, 1) !== 0) return false;
        add(shared, COUNT, 1);
        store(shared, LOCK, 0);
        return true;
      };
      const release = call('release', [], () => store(shared, LOCK, 0));
      const late = call('enter', [], enter);
      return {
        threads: {
          victim: { calls: [call('enter', [], enter)] },
          late: { starts: 'last', calls: recovers ? [release, late] : [late] },
        },
        check: ({ results }) =>
          results['late']?.at(-1) === true ? undefined : 'the lock is held for ever',
      };
    };
  }

  test('jams without a recovery', () => {
    expect(verdict(explore('no crash', locked(false)))).toBe('ok');
    const report = explore('crash', locked(false), { crashes: ['victim'] });
    expect(report.violation?.message).toBe('the lock is held for ever');
    expect(scheduleOf(report)).toEqual([
      '1 victim enter() compareExchange 0→1 word 0 0 1',
      '2 victim enter() crashes',
      '3 late enter() starts',
      '4 late enter() compareExchange 0→1 fails word 0 1 enter() → false',
    ]);
  });

  test('does not with one', () => {
    expect(verdict(explore('recovery', locked(true), { crashes: ['victim'] }))).toBe('ok');
  });
});

test('a crash can come before, between and after all operations', () => {
  const counts = new Set<string>();
  const build = (): Scenario => {
    const shared = cells(1);
    const bump = call('bump', [], () => add(shared, 0, 1) + add(shared, 0, 1));
    return {
      threads: { a: { calls: [bump, bump] } },
      check: ({ crashed, results }) => {
        const where = crashed.has('a') ? (crashed.get('a')?.name ?? 'between') : 'alive';
        counts.add(`${load(shared, 0)} ${where} ${results['a']?.length ?? 0}`);
        return undefined;
      },
    };
  };
  explore('bumps', build, { crashes: ['a'] });
  expect([...counts].sort()).toEqual([
    '0 between 0',
    '1 bump 0',
    '2 between 1',
    '3 bump 1',
    '4 alive 2',
  ]);
});

test('a recovery may begin as soon as the crash has happened, beside the others', () => {
  const seen = new Set<string>();
  const build = (): Scenario => {
    const shared = cells(2);
    return {
      threads: {
        victim: { calls: [call('set', [], () => store(shared, 0, 1))] },
        other: { calls: [call('look', [], () => load(shared, 1))] },
        reaper: {
          starts: { whenCrashed: 'victim' },
          calls: [call('reap', [], () => store(shared, 1, 1))],
        },
      },
      check: ({ results, crashed }) => {
        seen.add(`${crashed.has('victim')} ${String(results['other'])}`);
        return undefined;
      },
    };
  };
  expect(verdict(explore('reaper', build, { crashes: ['victim'] }))).toBe('ok');
  expect([...seen].sort()).toEqual(['false 0', 'true 0', 'true 1']);
});

test('threads can ask who has crashed', () => {
  const build = (): Scenario => {
    const shared = cells(1);
    return {
      threads: {
        victim: { calls: [call('work', [], () => add(shared, 0, 1))] },
        reaper: { starts: 'last', calls: [call('ask', [], () => hasCrashed('victim'))] },
      },
      check: ({ results, crashed }) =>
        results['reaper']?.[0] === crashed.has('victim') ? undefined : 'wrong answer',
    };
  };
  expect(verdict(explore('ask', build, { crashes: ['victim'] }))).toBe('ok');
});

test('a notify may be eaten by a thread that crashed in its sleep', () => {
  const shared2 = (count: number) => (): Scenario => {
    const shared = cells(1);
    const sleeper = { calls: [call('sleep', [], () => wait(shared, 0, 0))] };
    const wake = call('wake', [], () => {
      store(shared, 0, 1);
      notify(shared, 0, count);
    });
    return { threads: { dying: sleeper, living: sleeper, waker: { calls: [wake] } } };
  };
  expect(verdict(explore('all', shared2(Infinity), { crashes: ['dying'] }))).toBe('ok');
  const report = explore('one', shared2(1), { crashes: ['dying'] });
  expect(report.violation?.message).toBe('nobody will wake living in sleep()');
});
