/** Sleeping in an event loop: `waitAsync`, and bells. */

import { expect, test } from '@jest/globals';
import {
  add,
  call,
  callWhile,
  explore,
  load,
  nextEvent,
  notify,
  ring,
  waitAsync,
  type Cells,
  type Scenario,
} from '@pilfer/explorer';
import { cells, told, verdict } from './cells.js';

const BELL = 0;

interface Sleeper {
  readonly shared: Cells;
  /** Whether it has waited for the cell to change. */
  isWaiting: boolean;
  calls: number;
}

/** Begins to wait for the cell to differ from 0. */
function begin(sleeper: Sleeper): void {
  const waiting = waitAsync(sleeper.shared, 0, 0);
  if (!waiting.async) {
    sleeper.calls++;
    return;
  }
  waiting.value.then(() => sleeper.calls++);
}

function program(wake: (shared: Cells) => void, sleeps = true): Scenario {
  const shared = cells(1);
  const sleeper: Sleeper = { shared, isWaiting: false, calls: 0 };
  const turn = (): boolean => {
    if (!sleeper.isWaiting) {
      sleeper.isWaiting = true;
      begin(sleeper);
    } else nextEvent(BELL, shared, 0, sleeps);
    return sleeper.calls === 0;
  };
  return {
    threads: {
      sleeper: { calls: [callWhile(Boolean, 'turn', [], turn)], objects: [sleeper] },
      waker: { calls: [call('wake', [], () => wake(shared))] },
    },
  };
}

test.each([true, false])('a waker who changes the cell, and then notifies, is heard', (sleeps) => {
  const wake = (shared: Cells): void => {
    add(shared, 0, 1);
    notify(shared, 0);
  };
  const report = explore('change, notify', () => program(wake, sleeps));
  expect([verdict(report), told(report)]).toEqual(['ok', told(report)]);
});

test('a waker who does one of the two, or both the other way round, may not be heard', () => {
  const wakers: ((shared: Cells) => void)[] = [
    (shared) => void add(shared, 0, 1),
    (shared) => void notify(shared, 0),
    (shared) => void (notify(shared, 0), add(shared, 0, 1)),
  ];
  for (const wake of wakers) {
    expect(verdict(explore('half', () => program(wake)))).toBe('stuck');
  }
});

test('of a bell and a notify, either may come first', () => {
  const seen = new Set<string>();
  const build = (): Scenario => {
    const shared = cells(1);
    const state = { called: 0 };
    return {
      threads: {
        sleeper: {
          calls: [
            call('wait', [], () => {
              const waiting = waitAsync(shared, 0, 0);
              if (waiting.async) waiting.value.then(() => state.called++);
            }),
            call('first', [], () => nextEvent(BELL, shared, 0, true)),
            call('second', [], () => nextEvent(BELL, shared, 0, true)),
          ],
          objects: [state],
        },
        waker: {
          starts: 'last',
          calls: [call('wake', [], () => (ring(BELL), notify(shared, 0)))],
        },
      },
      check: ({ results }) => {
        seen.add(String(results['sleeper']?.slice(1)));
        return load(shared, 0) === 0 ? undefined : 'changed';
      },
    };
  };
  const report = explore('either', build);
  expect([verdict(report), told(report)]).toEqual(['ok', told(report)]);
  expect([...seen].sort()).toEqual(['notified,rang', 'rang,notified']);
});

test('a loop that need not sleep may go by an event', () => {
  const build = (): Scenario => {
    const shared = cells(1);
    const look = call('look', [], () => nextEvent(BELL, shared, 0, false));
    return {
      threads: {
        sleeper: { calls: [look] },
        waker: { calls: [call('ring', [], () => ring(BELL))] },
      },
      check: ({ results }) => (results['sleeper']?.[0] === 'notified' ? 'notified' : undefined),
    };
  };
  const report = explore('look', build);
  expect(verdict(report)).toBe('ok');
  expect(report.leaves).toBe(2);
});

test('nobody waits when an exploration begins, whoever did at the end of another one', () => {
  const woken = (): string => {
    const seen = new Set<unknown>();
    const build = (): Scenario => {
      const shared = cells(1);
      return {
        threads: {
          sleeper: { calls: [call('wait', [], () => void waitAsync(shared, 0, 0))] },
          waker: { calls: [call('wake', [], () => notify(shared, 0))] },
        },
        check: ({ results }) => void seen.add(results['waker']?.[0]),
      };
    };
    expect(verdict(explore('wake', build))).toBe('ok');
    return [...seen].sort().join();
  };
  expect([woken(), woken()]).toEqual(['0,1', '0,1']);
});
