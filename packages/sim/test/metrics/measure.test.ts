import { describe, expect, test } from '@jest/globals';
import { buildTrace, Into, Kind, Source, TraceBuilder, WaitReason } from '@pilfer/scheduler/trace';
import { measure, Measurer } from '../../src/metrics/measure.js';
import { USES } from '../../src/metrics/why-idle.js';
import { speedupBand } from '../../src/metrics/work-span.js';

/**
 * Two Ps for 100 ns. P0 creates tasks 1 and 2, runs 1 from 10 to 50 and then nothing. P1 searches from
 * 10, steals task 2 at 30, runs it from 30 to 90.
 */
const stealing = new TraceBuilder()
  .boot(2)
  .create(1)
  .create(2)
  .at(10)
  .start(1)
  .on(1)
  .event(Kind.searchBegin, { a: 1 })
  .at(30)
  .steal(2, 0)
  .event(Kind.searchEnd, { a: 1, b: 0, c: 3 })
  .start(2, Source.stolen)
  .at(50)
  .on(0)
  .end(1)
  .event(Kind.procRelease)
  .at(90)
  .on(1)
  .end(2)
  .at(100)
  .stop()
  .trace();

test('a small trace, in all its numbers', () => {
  const metrics = measure(stealing, { burden: 7, parts: 10 });
  expect(metrics).toMatchObject({ procs: 2, cores: 2, makespan: 100, utilisation: 0.5 });
  expect(metrics.tasks).toMatchObject({
    created: 2,
    started: 2,
    ended: 2,
    failed: 0,
    crossStarts: 1,
  });
  expect(metrics.tasks.wait).toMatchObject({ count: 2, mean: 20, p50: 10, max: 30 });
  expect(metrics.tasks.response).toMatchObject({ count: 2, mean: 70, p50: 50, max: 90 });
  expect(metrics.steals).toMatchObject({ steals: 1, moved: 1, searches: 1, found: 1, probes: 3 });
  expect(metrics.steals.matrix).toEqual([
    [0, 0],
    [1, 0],
  ]);
  expect([...metrics.steals.batches]).toEqual([[1, 1]]);
  // P0: scheduling 0–10, work 10–50, idle 50–100. P1: scheduling 0–10, searching 10–30, work
  // 30–90, scheduling 90–100.
  expect(metrics.time.of).toMatchObject({
    work: 100,
    scheduling: 30,
    searching: 20,
    'idle, nothing to do': 50,
    'idle, work waiting': 0,
  });
  expect(metrics.time.total).toBe(200);
  // Two tasks wait in P0's queue until 10, one until 30.
  expect(metrics.queues.step).toBe(8);
  expect([...(metrics.queues.local[0] ?? [])].slice(0, 5)).toEqual([
    2,
    (2 * 2 + 6) / 8,
    1,
    6 / 8,
    0,
  ]);
  expect(metrics.queues.local[0]).toHaveLength(13);
  expect(metrics.workSpan).toMatchObject({ work: 100, span: 60, parallelism: 100 / 60 });
});

test('an idle P while a task waits is told apart, and its longest stretch found', () => {
  const trace = new TraceBuilder()
    .boot(2)
    .on(1)
    .event(Kind.procRelease)
    .at(20)
    .on(0)
    .create(1)
    .at(60)
    .start(1)
    .at(100)
    .end(1)
    .stop()
    .trace();
  const { time } = measure(trace);
  expect(time.byProc[1]).toMatchObject({ 'idle, nothing to do': 60, 'idle, work waiting': 40 });
  expect(time.longestIdleWhileWaiting).toBe(40);
  expect(time.total).toBe(200);
});

test('when the number of Ps changes, each counts for as long as it exists', () => {
  const trace = new TraceBuilder()
    .boot(1)
    .at(40)
    .event(Kind.procsChange, { a: 3, b: 1 })
    .at(90)
    .event(Kind.procsChange, { a: 2, b: 3 })
    .at(100)
    .stop()
    .trace();
  const { time, procs } = measure(trace);
  expect(procs).toBe(3);
  expect(time.total).toBe(100 + 60 + 50);
});

describe('work and span', () => {
  test('a chain of creations: a parent that goes on, and a child that waits for it', () => {
    // 1 runs 0–10, creates 2, runs until 30; 2 runs 30–45. The chain through the creation is 10 + 15.
    const trace = new TraceBuilder()
      .boot(1)
      .create(1)
      .start(1)
      .at(10)
      .create(2, 1)
      .at(30)
      .end(1)
      .start(2)
      .at(45)
      .end(2)
      .stop()
      .trace();
    const { workSpan } = measure(trace, { burden: 4 });
    expect(workSpan).toMatchObject({ work: 45, span: 30, burdenedSpan: 30 });
    expect(measure(trace, { burden: 100 }).workSpan.burdenedSpan).toBe(10 + 100 + 15);
  });

  test('who is readied goes on from its waker; a sleep counts, a queue does not', () => {
    const ready = (by: number, reason: number): object => ({ a: by, b: reason, c: Into.local });
    const trace = new TraceBuilder()
      .boot(2)
      .create(1)
      .create(2)
      .start(1)
      .on(1)
      .start(2)
      .at(5)
      .event(Kind.block, { task: 2, a: WaitReason.chanReceive })
      .at(20)
      .on(0)
      .event(Kind.ready, { task: 2, ...ready(1, WaitReason.chanReceive) })
      .at(25)
      .on(1)
      .start(2)
      .at(35)
      .event(Kind.block, { task: 2, a: WaitReason.sleep })
      .at(135)
      .event(Kind.ready, { task: 2, ...ready(-1, WaitReason.sleep) })
      .at(200)
      .start(2)
      .at(201)
      .end(2)
      .at(202)
      .on(0)
      .end(1)
      .stop()
      .trace();
    // Task 1 alone: 202. Through task 2: 20 of task 1, 10 run, 100 slept, 1 run.
    expect(measure(trace).workSpan).toMatchObject({ work: 202 + 5 + 10 + 1, span: 202 });
  });

  test("Cilkview's band", () => {
    expect(speedupBand(1000, 50, 60, 8)).toEqual({ low: 1000 / (125 + 102), high: 8 });
    expect(speedupBand(1000, 500, 500, 8)).toEqual({ low: 1000 / 975, high: 2 });
    expect(speedupBand(0, 0, 0, 8)).toEqual({ low: 1, high: 1 });
  });
});

test('a trace in pieces gives the same numbers', () => {
  const measurer = new Measurer({}, 0);
  for (let from = 0; from < stealing.length; from += 5) {
    const events = Array.from({ length: Math.min(5, stealing.length - from) }, (_, i) =>
      stealing.event(from + i),
    );
    measurer.add(buildTrace(events));
  }
  expect(measurer.finish()).toEqual(measure(stealing));
});

test('an empty trace gives zeroes', () => {
  const metrics = measure(new TraceBuilder().trace());
  expect(metrics).toMatchObject({ procs: 0, makespan: 0, utilisation: 0, events: 0 });
  expect(USES.every((use) => metrics.time.of[use] === 0)).toBe(true);
});

test('a task that awaits does no work; the tasks it made are on its chain', () => {
  const trace = new TraceBuilder()
    .boot(2)
    .create(1)
    .start(1)
    .at(10)
    .create(2, 1)
    .create(3, 1)
    .event(Kind.asyncPending, { task: 1, a: 1 })
    .start(2)
    .on(1)
    .start(3)
    .at(40)
    .end(3)
    .at(50)
    .on(0)
    .end(2)
    .at(70)
    .event(Kind.asyncResume, { task: 1 })
    .at(75)
    .end(1)
    .stop()
    .trace();
  const { work, span, burdenedSpan } = measure(trace, { burden: 1 }).workSpan;
  expect(work).toBe(10 + 40 + 30 + 5);
  expect(span).toBe(10 + 40 + 5);
  expect(burdenedSpan).toBe(span + 2);
});
