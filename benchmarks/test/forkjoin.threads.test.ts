/** The problems of the suite `forkjoin`: exact answers, whoever runs what. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { Runtime } from '@pilfer/scheduler';
import { PROBLEMS } from '../dist/suites/forkjoin/problems.js';
import { uts, utsPlain } from '../dist/suites/forkjoin/problems/uts.tasks.js';

const open: Runtime[] = [];

function newRuntime(procs: number): Runtime {
  const runtime = new Runtime({ procs, memory: 2 ** 27 });
  open.push(runtime);
  return runtime;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((runtime) => runtime.close({ now: true })));
});

describe('UTS: the count of nodes is exact, at any number of Ms', () => {
  const trees = [
    [2, 1, 60, 251_853],
    [2, 64, 60, 701],
    [1, 1, 40, 57],
  ] as const;

  test.each(trees)('seed %i, %i hashes, %i children of the root', (seed, rounds, top, nodes) => {
    expect(utsPlain(seed, rounds, top)).toBe(nodes);
  });

  test.each([1, 2, 4])('%i Ms', async (procs) => {
    const runtime = newRuntime(procs);
    for (const [seed, rounds, top, nodes] of trees) {
      for (let i = 0; i < 3; i++) expect(await runtime.run(uts, seed, rounds, top)).toBe(nodes);
    }
    expect(runtime.stats().total.unexposable).toBe(0);
  });
});

test.each(PROBLEMS.map((problem) => [problem.name, problem] as const))(
  'plain and forked agree: %s',
  async (_, problem) => {
    const { prepare, plain, task, args, answer, expected } = problem.make(true);
    const check = (returned: unknown): void =>
      expect(answer === undefined ? returned : answer(returned)).toBe(expected);
    prepare?.();
    check(plain());
    prepare?.();
    check(await newRuntime(2).run(task as (...args: unknown[]) => unknown, ...args));
  },
);
