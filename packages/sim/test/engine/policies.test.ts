import { expect, test } from '@jest/globals';
import { Kind } from '@pilfer/scheduler/trace';
import { zeroCosts } from '../../src/costs/index.js';
import { simulate } from '../../src/engine/simulate.js';
import { policyNames } from '../../src/policies/index.js';
import { fork, program, spawn, times, work } from './programs.js';
import { eventsOf, starts, traced } from './rules.js';

const fan = program({ main: [times(64, fork('task'))], task: [work(10_000)] });
const names = policyNames().map((name) => name.replace('-N', '-3'));

test.each(names)('%s: everything is run, once', (policy) => {
  const run = traced(fan, { processors: 4, policy });
  expect(run.end).toBe('drained');
  expect(run.counts).toMatchObject({ created: 65, ended: 65 });
});

test('round-robin gives every P the same number, shortest-queue never lets one wait in vain', () => {
  const tasks = program({ main: [times(64, spawn('task'))], task: [work(10_000)] });
  const round = traced(tasks, { processors: 4, policy: 'round-robin' });
  expect([...round.busy]).toEqual([160_000, 160_000, 160_000, 160_000]);
  expect(traced(tasks, { processors: 4, policy: 'shortest-queue' }).time).toBeLessThanOrEqual(
    170_000,
  );
});

test('central-list runs by rank, the smallest first', () => {
  const functions = ['main', 'c', 'b', 'a'].map((name, i) => ({
    name,
    rank: 10 - i,
    body: i === 0 ? [spawn('c'), spawn('b'), spawn('a')] : [work(1_000)],
  }));
  const run = traced({ ...program({}), functions, main: 'main' }, { policy: 'central-list' });
  expect(starts(run.trace)).toEqual([0, 3, 2, 1]);
});

test('work-first runs the child at once and leaves the parent to be stolen', () => {
  const run = traced(program({ main: [times(3, fork('task'))], task: [work(10_000)] }), {
    policy: 'work-first',
  });
  const order = eventsOf(run.trace, Kind.start).map(({ task }) => task);
  expect(order).toEqual([0, 1, 0, 2, 0, 3, 0]);
});

test('the lock of the global queue: contention adds up', () => {
  const yields = program({
    main: [times(8, spawn('task'))],
    task: [times(100, work(1_000), { op: 'yield' })],
  });
  const costs = { ...zeroCosts, name: 'lock', globalLock: 500 };
  const time = (processors: number): number => simulate(yields, { processors, costs }).time;
  // 1,600 puts and takes, 500 ns each, one at a time: eight Ps cannot be faster than that.
  expect(time(8)).toBeGreaterThan(800_000 - 50_000);
  expect(time(8)).toBeGreaterThan(time(1) / 4);
});

test('a policy without stealing leaves an idle P idle, retries find work by themselves', () => {
  expect(simulate(fan, { processors: 4, costs: 'zero', policy: 'no-stealing' }).time).toBe(640_000);
  const retried = simulate(fan, { processors: 4, costs: 'zero', policy: 'retry-1000000' });
  expect(retried.time).toBeLessThan(400_000);
});
