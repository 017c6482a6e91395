import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Random } from '@pilfer/scheduler/policy';
import {
  buildTrace,
  Into,
  Kind,
  NONE,
  ProcState,
  Source,
  TraceBuilder,
} from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { simulate } from '../../src/engine/simulate.js';
import { GLOBAL, Moment } from '../../src/watch/model/moment.js';
import { Replay } from '../../src/watch/model/replay.js';
import { measure } from '../../src/metrics/measure.js';
import { randomOptions, randomProgram } from '../engine/random-programs.js';

function simulated(seed: number): Trace {
  const { trace } = simulate(randomProgram(seed), { ...randomOptions(seed), trace: true });
  return trace as Trace;
}

/** Everything about a moment that can be seen. */
function picture(moment: Moment): unknown {
  const { index, procs, machines, totals, tasks } = moment;
  const queues = Array.from({ length: 1 + 2 * procs.length }, (_, q) => tasks.list(q));
  const saved = {
    procs: structuredClone(procs),
    machines: [...machines].sort(),
    totals: { ...totals },
  };
  return { index, ...saved, queues, alive: tasks.count };
}

/** The moment after `index` events, from the beginning and without checkpoints. */
function forwards(trace: Trace, index: number): unknown {
  const moment = new Moment();
  for (let i = 0; i < index; i++) moment.apply(trace.event(i));
  return picture(moment);
}

/** G1, G2, G3 in P0's queue; P1 steals two. */
function story(): TraceBuilder {
  return new TraceBuilder()
    .boot(2)
    .create(1)
    .create(2)
    .create(3)
    .create(4, NONE, 'last', Into.next)
    .at(100)
    .start(1)
    .on(1)
    .event(Kind.searchBegin)
    .at(200)
    .steal(2, 0, 2, 3);
}

test('queues: what was put, stolen and started', () => {
  const replay = new Replay(story().trace());
  const before = replay.at(replay.trace.length - 1);
  expect([before.tasks.list(Moment.localQueue(0)), before.tasks.list(Moment.nextQueue(0))]).toEqual(
    [[2, 3], [4]],
  );
  expect(before.procs.map(({ state, stack }) => [state, stack])).toEqual([
    [ProcState.running, [1]],
    [ProcState.searching, []],
  ]);
  const after = replay.at(replay.trace.length);
  expect([after.queued(0), after.tasks.list(Moment.localQueue(1))]).toEqual([1, [2, 3]]);
  expect(after.totals).toMatchObject({ created: 4, steals: 1, stolen: 2 });
});

test('a next task that another displaces goes to the end of the queue', () => {
  const trace = story().on(0).create(5, NONE, '', Into.next).trace();
  const moment = new Replay(trace).at(trace.length);
  expect(moment.tasks.list(Moment.localQueue(0))).toEqual([4]);
  expect(moment.tasks.list(Moment.nextQueue(0))).toEqual([5]);
});

test('an overflow moves the oldest and the new one to the global queue', () => {
  const trace = new TraceBuilder()
    .boot(1)
    .create(1)
    .create(2)
    .create(3)
    .create(4)
    .event(Kind.overflow, { task: 4, a: 3, b: 3 })
    .trace();
  const { tasks } = new Replay(trace).at(trace.length);
  expect([tasks.list(GLOBAL), tasks.list(Moment.localQueue(0))]).toEqual([[1, 2, 4], [3]]);
});

test('fewer Ps: what those had is in the global queue', () => {
  const trace = story().outside().event(Kind.procsChange, { a: 1, b: 2 }).trace();
  const moment = new Replay(trace).at(trace.length);
  expect(moment.procs.map(({ exists }) => exists)).toEqual([true, false]);
  expect(moment.tasks.list(GLOBAL)).toEqual([2, 3]);
});

test('a task that is seen where it should not be has moved there', () => {
  const trace = story().on(1).start(4, Source.local).trace();
  const moment = new Replay(trace).at(trace.length);
  expect([moment.tasks.queueOf(4), moment.procs[1]?.stack]).toEqual([-1, [4]]);
});

test('any order of jumps shows what going forwards shows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
      (seed, places) => {
        const trace = simulated(seed);
        const replay = new Replay(trace);
        for (const place of places) {
          const index = Math.floor(place * trace.length);
          expect(picture(replay.at(index))).toEqual(forwards(trace, index));
          if (index > 0) expect(picture(replay.at(index - 1))).toEqual(forwards(trace, index - 1));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('jumps over many checkpoints; a trace that grows is the whole one', () => {
  const trace = longTrace(30_000);
  const replay = new Replay(trace);
  const growing = new Replay(buildTrace([]));
  for (const cut of [10, 5_000, 29_999, 30_000]) growing.extend(cutAt(trace, cut));
  for (const index of [30_000, 1, 20_000, 19_999, 0, 29_999]) {
    const expected = forwards(trace, index);
    expect(picture(replay.at(index))).toEqual(expected);
    expect(picture(growing.at(index))).toEqual(expected);
  }
  expect(growing.steals).toEqual(replay.steals);
});

test('at the end of a run nothing is left, and utilisation is that of the metrics', () => {
  for (let seed = 0; seed < 30; seed++) {
    const trace = simulated(seed);
    const replay = new Replay(trace);
    const moment = replay.at(trace.length);
    const { utilisation, procs } = measure(trace);
    if (!hasKind(trace, Kind.procsChange)) {
      const shares = moment.procs.map((_, p) =>
        replay.busy.share(p, trace.startTime, trace.endTime),
      );
      const mean = shares.reduce((sum, share) => sum + share, 0) / procs;
      expect(mean).toBeCloseTo(utilisation, 9);
    }
    expect(moment.totals.steals).toBe(replay.steals.length);
    expect(moment.totals.ended).toBeLessThanOrEqual(moment.totals.created);
  }
});

test('no events, whatever they say, break it', () => {
  const numbers = fc.oneof(
    fc.integer({ min: -2, max: 6 }),
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  );
  const procs = fc.oneof(fc.integer({ min: -1, max: 6 }), fc.integer({ min: -1, max: 0x7fffff }));
  const kinds = fc.oneof(fc.constantFrom(...Object.values(Kind)), fc.integer({ min: 1, max: 255 }));
  const event = fc.record({
    time: fc.nat(),
    kind: kinds,
    proc: procs,
    machine: numbers,
    task: numbers,
    a: numbers,
    b: numbers,
    c: numbers,
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const trace = buildTrace(events);
      const replay = new Replay(trace);
      const moment = replay.at(trace.length);
      const queues = 1 + 2 * moment.procs.length;
      let queued = 0;
      for (let queue = 0; queue < queues; queue++) {
        const list = moment.tasks.list(queue);
        expect(list).toHaveLength(moment.tasks.lengthOf(queue));
        queued += list.length;
      }
      expect(queued).toBeLessThanOrEqual(moment.tasks.count);
    }),
    { numRuns: 100 },
  );
});

function hasKind(trace: Trace, kind: number): boolean {
  const event = trace.cursor();
  while (event.next()) if (event.kind === kind) return true;
  return false;
}

/** Random but sound enough: tasks come, are stolen, start and end. */
function longTrace(length: number): Trace {
  const random = new Random(7, 7);
  const story = new TraceBuilder().boot(4);
  const waiting: number[] = [];
  let next = 1;
  for (let i = 9; i < length; i++) {
    story.at(i * 10).on(random.below(4));
    const choice = random.below(4);
    if (choice < 2 || waiting.length === 0) {
      waiting.push(next);
      story.create(next++, NONE, 'f', random.below(3));
    } else if (choice === 2)
      story.steal(waiting[0] as number, random.below(4), 1 + random.below(3));
    else {
      const task = waiting.shift() as number;
      story.start(task);
      if (random.below(2) === 0 && ++i < length) story.end(task);
    }
  }
  return story.trace();
}

function cutAt(trace: Trace, length: number): Trace {
  return buildTrace(
    Array.from({ length }, (_, i) => trace.event(i)),
    trace.info,
  );
}
