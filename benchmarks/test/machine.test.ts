import { expect, test } from '@jest/globals';
import { describeMachine, parseTicks, watchConditions } from '../src/machine.js';

test('ticks: all, busy, and our own with those of children', () => {
  const stat = 'cpu  100 1 20 500 30 2 3 4 0 0\ncpu0 50 0 10 250 15 1 1 2 0 0\n';
  // Fields 14 to 17 are 40 (user), 5 (system), 6 and 7 (children's).
  const self = '42 (a name) here) R 1 1 1 0 -1 4194304 101 0 0 0 40 5 6 7 20 0 1 0 240359';
  expect(parseTicks(stat, self)).toEqual({ all: 660, busy: 130, own: 58 });
});

test('the machine and the conditions are described', () => {
  const endOfRun = watchConditions();
  const machine = describeMachine();
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  const { seconds, foreign } = endOfRun();
  expect(seconds).toBeGreaterThan(0);
  if (foreign !== undefined) expect(foreign).toBeGreaterThanOrEqual(0);
});
