import { describe, expect, test } from '@jest/globals';
import { forks } from './fixtures/fork-tasks.mjs';
import { newRuntime, within } from './support.js';

describe.each([1, 2, 4])('with %d machines', (procs) => {
  test('a recursion with a fork at every node', async () => {
    const runtime = newRuntime({ procs });
    expect(await within(runtime.run(forks.fib, 20))).toBe(6765);
    // One fork for each call that makes two: F(21) − 1 of them.
    expect(runtime.stats().total.forked).toBe(10_945);
  });
});
