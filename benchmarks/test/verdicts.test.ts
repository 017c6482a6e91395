/** Who is out, and why: the words of the report. */

import { expect, test } from '@jest/globals';
import { ChildFailure } from '../src/child.js';
import { isAccident, verdictOf } from '../src/suites/runtime/verdicts.js';

test.each([
  ['Error: outstanding: WrongAnswer: sum: expected 3, received 4', 'wrong answer', false],
  ["Error: Cannot find package 'x'\n  code: 'ERR_MODULE_NOT_FOUND'", 'not installed', false],
  ['child.js: spawnSync node ETIMEDOUT', 'no result', true],
  ['child.js: exit 134\nFATAL ERROR: heap out of memory', 'crashes', true],
])('%s: %s', (message, verdict, accident) => {
  expect(verdictOf(new ChildFailure(message))).toBe(verdict);
  expect(isAccident(new ChildFailure(message))).toBe(accident);
});

test('an error of our own is no verdict', () => {
  expect(isAccident(new Error('bug'))).toBe(false);
});
