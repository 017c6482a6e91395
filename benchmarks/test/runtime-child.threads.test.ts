/** The process that runs a scenario says what went wrong in it, whatever the scenario has set up. */

import { expect, test } from '@jest/globals';
import { runChild } from '../dist/child.js';
import type { Question } from '../src/suites/runtime/child.js';

const SCRIPT = new URL('../dist/suites/runtime/child.js', import.meta.url);

test.each(['fault: throw', 'outstanding'] as const)('a pool that cannot open: %s', (scenario) => {
  const asked: Question = {
    contender: 'nobody',
    workers: 1,
    smoke: true,
    nsPerIteration: 1,
    scenarios: [scenario],
  };
  expect(() => runChild(SCRIPT, asked, { flags: [] })).toThrow('no such pool: nobody');
});

test('a process that hangs is ended after its time, and told from one that crashes', () => {
  const asked: Question = {
    contender: 'ours',
    workers: 1,
    smoke: false,
    nsPerIteration: 1,
    scenarios: ['idle'],
  };
  // Idle for seconds, of which it is given a part of one.
  expect(() => runChild(SCRIPT, asked, { flags: [], limit: 300 })).toThrow('ETIMEDOUT');
});
