import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Trace } from '@pilfer/scheduler/trace';
import { zeroCosts } from '../../src/costs/index.js';
import { simulate } from '../../src/engine/simulate.js';
import type { Operation } from '../../src/program/operations.js';
import { fork, program, times, work } from './programs.js';

const mixture = program(
  {
    main: [times(20, fork('caller'), fork('locked'))],
    caller: [
      times(
        30,
        { op: 'work', time: { kind: 'lognormal', median: 20_000, sigma: 1 } },
        { op: 'systemCall', time: { kind: 'exponential', mean: 30_000 } },
        { op: 'sleep', time: { kind: 'uniform', from: 0, to: 100_000 } },
        { op: 'lock', mutex: 'm' },
        { op: 'work', time: { kind: 'pareto', shape: 1.5, scale: 2_000, max: 1_000_000 } },
        { op: 'unlock', mutex: 'm' },
        { op: 'poll', time: { kind: 'hyperexponential', means: [5_000, 80_000], weights: [9, 1] } },
      ),
    ],
    locked: [{ op: 'lockThread' }, times(10, work(10_000), { op: 'yield' } as Operation)],
  },
  { mutexes: [{ name: 'm' }] },
);

function hash(trace: Trace | undefined): string {
  if (trace === undefined) throw new Error('no trace');
  const sum = createHash('sha256');
  for (let i = 0; i < trace.length; i++) sum.update(JSON.stringify(trace.event(i)));
  return sum.digest('hex').slice(0, 16);
}

/** Not a preset, whose numbers may be measured anew. */
const costs = {
  ...zeroCosts,
  name: 'some',
  spawn: 300,
  switch: 60,
  block: 90,
  globalLock: 20,
  probe: 5,
  steal: 150,
  migration: 500,
  wake: 5_000,
  wakeLatency: 5_000,
  wakeLatencyCold: 40_000,
  wakeColdAfter: 10_000,
  timerSlack: 55_000,
  preempt: 5_000,
};

test('same program, options and seed: the same trace, on every machine', () => {
  const hashes = [1, 2, 8].map((processors) =>
    hash(simulate(mixture, { processors, costs, trace: true, seed: 7 }).trace),
  );
  expect(hashes).toEqual(GOLDEN);
});

const GOLDEN = ['ec2f9c33dd73b179', '753d2fdbe5cee36e', '383da85be0f2c4eb'];

test('another seed gives another trace', () => {
  const one = simulate(mixture, { processors: 2, trace: true, seed: 1 });
  const other = simulate(mixture, { processors: 2, trace: true, seed: 2 });
  expect(hash(one.trace)).not.toBe(hash(other.trace));
});

test('the trace does not change what happens', () => {
  const silent = simulate(mixture, { processors: 4 });
  const { trace, ...told } = simulate(mixture, { processors: 4, trace: true });
  expect(trace?.length).toBeGreaterThan(1000);
  expect(told).toEqual(silent);
});

test('a G draws the same durations under every policy', () => {
  const draws = program({
    main: [times(200, fork('task'))],
    task: [{ op: 'work', time: { kind: 'exponential', mean: 50_000 } }],
  });
  const busy = ['go', 'steal-one', 'global-queue', 'random', 'work-first'].map((policy) =>
    simulate(draws, { processors: 4, policy, costs: 'zero' }).busy.reduce((sum, ns) => sum + ns, 0),
  );
  expect(new Set(busy).size).toBe(1);
});
