/** Who is asked again when a process of the smoke run fails. */

import { expect, test } from '@jest/globals';
import { askAgain } from '../src/suites/runtime/tries.js';

/** Fails `failures` times, then answers; with the log of what was told before another try. */
function flaky(contender: string, failures: number, mayRepeat = true): [() => string, string[]] {
  const told: string[] = [];
  let calls = 0;
  const ask = (): string => {
    if (++calls <= failures) throw new Error(`accident ${calls}`);
    return `answer ${calls}`;
  };
  return [
    () =>
      askAgain(
        contender,
        ask,
        () => mayRepeat,
        (error) => told.push(String(error)),
      ),
    told,
  ];
}

test('a rival is asked three times, and each accident is told', () => {
  const [run, told] = flaky('poolifier, stealing', 2);
  expect(run()).toBe('answer 3');
  expect(told).toEqual(['Error: accident 1', 'Error: accident 2']);
});

test('a rival that fails each time fails with its last accident', () => {
  const [run, told] = flaky('threads', 3);
  expect(run).toThrow('accident 3');
  expect(told).toHaveLength(2);
});

test.each(['ours', 'ours, one global queue'])('%s is asked once', (contender) => {
  const [run, told] = flaky(contender, 1);
  expect(run).toThrow('accident 1');
  expect(told).toEqual([]);
});

test('what is no accident is not repeated', () => {
  const [run] = flaky('piscina', 1, false);
  expect(run).toThrow('accident 1');
});
