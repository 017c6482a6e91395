import { expect, test } from '@jest/globals';
import { assemble, type Frame } from '../../src/recording/assemble.js';
import {
  buildTrace,
  checkTrace,
  type EventInput,
  Kind,
  NONE,
  Outcome,
  StopReason,
  type Trace,
} from '../../src/trace/index.js';

const frame: Frame = {
  title: 'part',
  epochMs: 5,
  procs: 2,
  cores: 4,
  begin: 1000,
  end: 2000,
  present: [
    { machine: 1, proc: 0, sleeps: false },
    { machine: 2, proc: 1, sleeps: true },
  ],
};

/** Machine 1 on P0 says something; what it says about others is in `fields`. */
const says = (kind: number, task: number = NONE, fields: Partial<EventInput> = {}): EventInput => ({
  time: 1500,
  kind,
  proc: 0,
  machine: 1,
  task,
  ...fields,
});

const assembled = (...events: EventInput[]): Trace => assemble(buildTrace(events), frame);
const kinds = (trace: Trace): number[] =>
  Array.from({ length: trace.length }, (_, i) => trace.kind(i));

test('the frame is there, and time counts from its begin', () => {
  const trace = assembled(says(Kind.turnEnd));
  expect(trace.info).toEqual({ source: 'runtime', title: 'part', epochMs: 5 });
  expect(trace.event(0)).toMatchObject({ kind: Kind.runStart, a: 2, b: 4, time: 0 });
  expect(trace.event(trace.length - 1)).toMatchObject({
    kind: Kind.runStop,
    a: StopReason.drained,
    time: 1000,
  });
  expect(trace.event(trace.length - 2)).toMatchObject({ kind: Kind.turnEnd, time: 500 });
});

test.each([
  ['ends a search', says(Kind.searchEnd), Kind.searchBegin],
  ['ends a turn', says(Kind.turnEnd), Kind.turnBegin],
  ['has loaded a module', says(Kind.loadEnd), Kind.loadBegin],
  ['is awake', says(Kind.unpark), Kind.park],
])('who %s was at it before', (_, event, before) => {
  const trace = assembled(event);
  expect(checkTrace(trace)).toEqual([]);
  expect(kinds(trace)).toContain(before);
});

test('a machine that says nothing and sleeps at the end slept throughout', () => {
  const trace = assembled();
  const event = trace.cursor();
  const parked: number[] = [];
  while (event.next()) if (event.kind === Kind.park) parked.push(event.machine);
  expect(parked).toEqual([2]);
});

test('a task that ends was running; one that starts was waiting; one that goes on was pending', () => {
  const trace = assembled(
    says(Kind.end, 70, { a: Outcome.ok }),
    says(Kind.start, 71),
    says(Kind.end, 71, { a: Outcome.ok }),
    says(Kind.asyncResume, 72),
    says(Kind.end, 72, { a: Outcome.threw }),
  );
  expect(checkTrace(trace)).toEqual([]);
  expect(kinds(trace).filter((kind) => kind === Kind.create)).toHaveLength(3);
});

test('tasks inside joins of others were begun inside them', () => {
  const trace = assembled(
    says(Kind.end, 73, { a: Outcome.ok }),
    says(Kind.joinEnd, 72, { a: 73 }),
    says(Kind.end, 72, { a: Outcome.ok }),
    says(Kind.joinEnd, 71, { a: 72 }),
    says(Kind.end, 71, { a: Outcome.ok }),
  );
  expect(checkTrace(trace)).toEqual([]);
});

test('an id that is used again is another task', () => {
  const trace = assembled(
    says(Kind.create, 9),
    says(Kind.start, 9),
    says(Kind.end, 9, { a: Outcome.ok }),
    says(Kind.create, 9),
    says(Kind.start, 9),
  );
  const ids = kinds(trace).flatMap((kind, i) => (kind === Kind.create ? [trace.task(i)] : []));
  expect(new Set(ids).size).toBe(2);
  expect(checkTrace(trace)).toEqual([]);
  expect(trace.a(trace.length - 1)).toBe(StopReason.closed);
});

test('only what belongs to the life of a task tells that it was there before', () => {
  const trace = assembled(says(Kind.globalTake, 9, { a: 1 }), says(Kind.start, 9));
  expect(checkTrace(trace)).toEqual([]);
});

test('a thread that lost its P goes on without one', () => {
  const trace = assembled(
    says(Kind.procRelease),
    says(Kind.label, NONE),
    { time: 1600, kind: Kind.machineStart, machine: 3 },
    { time: 1600, kind: Kind.procAcquire, machine: 3, proc: 0 },
    { time: 1700, kind: Kind.machineLost, machine: 1 },
  );
  expect(checkTrace(trace).filter(({ rule }) => rule === 'proc')).toEqual([]);
});
