import { expect, test } from '@jest/globals';
import { Kind } from '@pilfer/scheduler/trace';
import { program, spawn, times, work } from './programs.js';
import { eventsOf, traced } from './rules.js';

const MS = 1_000_000;

test('hogs are stopped after the slice, at the second look of the monitor', () => {
  const run = traced(program({ main: [times(4, spawn('hog'))], hog: [work(1000 * MS)] }), {
    maxTime: 400 * MS,
  });
  const times_ = eventsOf(run.trace, Kind.preempt).map(({ time }) => time);
  expect(times_.length).toBeGreaterThan(10);
  const gaps = times_.slice(4).map((time, i) => time - (times_[i + 3] as number));
  // In steady state two looks 10 ms apart: Go's 20 ms, not 10.
  for (const gap of gaps) {
    expect(gap).toBeGreaterThanOrEqual(10 * MS);
    expect(gap).toBeLessThanOrEqual(20.5 * MS);
  }
});

test('without time slices nobody is stopped', () => {
  const run = traced(program({ main: [times(4, spawn('hog'))], hog: [work(100 * MS)] }), {
    policy: 'pilfer',
  });
  expect(run.counts.preemptions).toBe(0);
});

test('the P of a long call is taken for the work that waits there', () => {
  const run = traced(
    program({
      main: [spawn('other'), { op: 'systemCall', time: 5 * MS }],
      other: [work(1 * MS)],
    }),
  );
  expect(run.counts.retakes).toBe(1);
  expect(run.machines).toBe(2);
  // At the first look it is remembered, at the second taken: 20 µs each.
  const [retake] = eventsOf(run.trace, Kind.retake);
  expect(retake?.time).toBeLessThanOrEqual(60_000);
  expect(run.time).toBe(5 * MS);
});

test('a short call keeps its P', () => {
  const run = traced(
    program({ main: [spawn('other'), { op: 'systemCall', time: 15_000 }], other: [work(1_000)] }),
  );
  expect(run.counts.retakes).toBe(0);
  expect(run.time).toBe(16_000);
});

test('timers: a sleeper starts when it is due, on an idle world', () => {
  const run = traced(program({ main: [{ op: 'sleep', time: 3 * MS }, work(1_000)] }), {
    processors: 4,
  });
  expect(run.time).toBe(3 * MS + 1_000);
});

test('timers: a busy P is late, unless another P runs them', () => {
  const late = program({
    main: [spawn('sleeper'), { op: 'yield' }, work(8 * MS)],
    sleeper: [{ op: 'sleep', time: 1 * MS }],
  });
  const start = (processors: number): number | undefined => {
    const { trace } = traced(late, { processors });
    return eventsOf(trace, Kind.ready).at(-1)?.time;
  };
  expect(start(1)).toBe(8 * MS);
  expect(start(2)).toBe(1 * MS);
});
