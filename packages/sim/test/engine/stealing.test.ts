import { expect, test } from '@jest/globals';
import { halfOfQueue } from '@pilfer/scheduler/policy';
import { Kind, Source } from '@pilfer/scheduler/trace';
import { zeroCosts } from '../../src/costs/index.js';
import { goWith } from '../../src/policies/index.js';
import { program, spawn, times, work } from './programs.js';
import { eventsOf, starts, traced } from './rules.js';

const fan = (count: number) =>
  program({ main: [times(count, spawn('task')), work(1_000_000)], task: [work(10_000)] });

test('half of the queue, rounded up; the youngest of them runs first', () => {
  const policy = goWith('go', { amount: halfOfQueue }, { runNext: false });
  const run = traced(fan(9), {
    processors: 2,
    policy,
    costs: { ...zeroCosts, name: 'late', wakeLatency: 5, wakeLatencyCold: 5 },
  });
  const [first] = eventsOf(run.trace, Kind.steal);
  expect(first).toMatchObject({ a: 0, b: 5, c: 9, task: 5 });
  expect(starts(run.trace).slice(1, 6)).toEqual([5, 1, 2, 3, 4]);
});

test('steal-one takes one, threshold leaves short queues alone', () => {
  for (const { b } of eventsOf(
    traced(fan(50), { processors: 4, policy: 'steal-one' }).trace,
    Kind.steal,
  )) {
    expect(b).toBe(1);
  }
  const run = traced(fan(50), { processors: 4, policy: 'threshold-5' });
  for (const { c } of eventsOf(run.trace, Kind.steal)) expect(c).toBeGreaterThanOrEqual(5);
});

test('next is stolen in the last round only, after a pause', () => {
  const run = traced(program({ main: [spawn('task'), work(1_000_000)], task: [work(10_000)] }), {
    processors: 2,
  });
  const [start] = eventsOf(run.trace, Kind.start).filter(({ a }) => a === Source.stolen);
  expect(start?.time).toBe(3_000);
  expect(eventsOf(run.trace, Kind.steal)).toMatchObject([{ b: 1, c: 0 }]);
});

test('nobody steals: all stays where it was created', () => {
  const run = traced(fan(50), { processors: 4, policy: 'no-stealing' });
  expect(run.counts).toMatchObject({ steals: 0, crossStarts: 0 });
  expect(run.busy[0]).toBe(1_000_000 + 50 * 10_000);
});

test('wake-ups cascade: each finder wakes the next searcher', () => {
  const run = traced(fan(200), { processors: 8 });
  const chained = eventsOf(run.trace, Kind.wake).filter(({ b }) => b === 2);
  expect(chained.length).toBeGreaterThanOrEqual(6);
  expect(Math.min(...run.busy)).toBeGreaterThan(0);
});

test('fewer cores than Ps: the work takes as long as the cores need', () => {
  const run = traced(program({ main: [times(8, spawn('task'))], task: [work(40_000_000)] }), {
    processors: 4,
    cores: 2,
    policy: goWith('unsliced', {}, { timeSliceNs: 0 }),
    costs: { ...zeroCosts, name: 'slices', threadSlice: 3_000_000 },
  });
  expect(run.time).toBeGreaterThanOrEqual(160_000_000);
  expect(run.time).toBeLessThan(165_000_000);
});
