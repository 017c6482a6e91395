import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayHelp, mayWakeForFork, spinBudget } from '../../src/policy/spin.js';
import {
  maySearch,
  searchesOnceMore,
  shouldWake,
  sleeperToWake,
  wakeAlways,
  wakeNever,
  wakeOne,
  wakesNextOnFound,
} from '../../src/policy/wake.js';

describe('waking', () => {
  test('new work wakes one, if nobody searches and a P is idle', () => {
    expect(shouldWake(0, 1)).toBe(true);
    expect(shouldWake(1, 3)).toBe(false);
    expect(shouldWake(0, 0)).toBe(false);
    expect(wakeOne.wakes(0, 2)).toBe(true);
    expect(wakeAlways.wakes(7, 1)).toBe(true);
    expect(wakeAlways.wakes(0, 0)).toBe(false);
    expect(wakeNever.wakes(0, 9)).toBe(false);
  });

  test('the last searcher that finds work wakes the next one', () => {
    expect(wakesNextOnFound(true, 0, 2)).toBe(true);
    expect(wakesNextOnFound(true, 1, 2)).toBe(false);
    expect(wakesNextOnFound(true, 0, 0)).toBe(false);
    expect(wakesNextOnFound(false, 0, 2)).toBe(false);
  });

  test('wake-ups spread one at a time until no P is idle', () => {
    // Endless work on P0; each woken M finds some. At no time more than one searches.
    let idle = 7;
    let searching = 0;
    let woken = 0;
    const wake = (): void => {
      idle--;
      searching++;
      woken++;
    };
    if (shouldWake(searching, idle)) wake();
    while (searching > 0) {
      searching--;
      if (wakesNextOnFound(true, searching, idle)) wake();
      expect(searching).toBeLessThanOrEqual(1);
    }
    expect(woken).toBe(7);
  });

  test('a forgotten wake-up sends one more round, unless it was a search already', () => {
    expect(searchesOnceMore(false, true)).toBe(true);
    expect(searchesOnceMore(true, true)).toBe(false);
    expect(searchesOnceMore(false, false)).toBe(false);
  });

  test('the youngest sleeper is woken', () => {
    expect([0, 1, 5].map((parked) => sleeperToWake(parked))).toEqual([-1, 0, 4]);
    expect([0, 1, 5].map((parked) => sleeperToWake(parked, 'fifo'))).toEqual([-1, 0, 0]);
  });
});

describe('searching', () => {
  test('fewer than half of the busy Ps search', () => {
    expect(maySearch(0, 4, 3)).toBe(true);
    expect(maySearch(0, 4, 4)).toBe(false);
    expect(maySearch(1, 4, 2)).toBe(false);
    expect(maySearch(1, 4, 1)).toBe(true);
    expect(maySearch(9, 4, 0, 0)).toBe(true);
  });

  test('2 × searching ≤ busy + 1, whatever happens in whatever order', () => {
    const steps = fc.array(fc.constantFrom('search', 'found', 'sleep', 'wake'), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), steps, (procs, events) => {
        let searching = 0;
        let idle = 0;
        for (const event of events) {
          const isBusy = searching < procs - idle;
          if (event === 'search' && isBusy && maySearch(searching, procs, idle)) {
            searching++;
            expect(2 * searching).toBeLessThanOrEqual(procs - idle + 1);
          } else if (event === 'found' && searching > 0) searching--;
          else if (event === 'sleep' && isBusy) idle++;
          else if (event === 'wake' && idle > 0) idle--;
        }
      }),
    );
  });
});

describe('staying awake', () => {
  test('the budget counts from the last task', () => {
    expect(spinBudget(0, 0, 0, 2, 250_000)).toBe(250_000);
    expect(spinBudget(200_000, 0, 0, 2, 250_000)).toBe(50_000);
    expect(spinBudget(250_000, 0, 0, 2, 250_000)).toBe(0);
    expect(spinBudget(1e15, 0, 0, 2, 250_000)).toBe(0);
    expect(spinBudget(0, 0, 0, 2, 0)).toBe(0);
  });

  test('our budget outlasts 200 µs of silence', () => {
    expect(spinBudget(200_000, 0, 0, 2)).toBeGreaterThan(0);
  });

  test('nobody spins on a core that somebody works on', () => {
    expect(spinBudget(0, 0, 0, 1)).toBe(0);
    expect(spinBudget(0, 0, 1, 2)).toBeGreaterThan(0);
    expect(spinBudget(0, 0, 2, 2)).toBe(0);
    expect(spinBudget(0, 1, 1, 2)).toBe(0);
  });

  test('a wake-up for forks at most every 100 µs', () => {
    expect(mayWakeForFork(99_999)).toBe(false);
    expect(mayWakeForFork(100_000)).toBe(true);
    expect(mayWakeForFork(0, 0)).toBe(true);
  });

  test('help to a depth of 8', () => {
    const depths = Array.from({ length: 12 }, (_, depth) => depth);
    expect(depths.filter((depth) => mayHelp(depth))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(mayHelp(0, 0)).toBe(false);
  });
});
