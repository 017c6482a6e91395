import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Kind, NONE, RECORD_WORDS, writeRecord } from '@pilfer/scheduler/trace';
import type { LiveHello, Trace } from '@pilfer/scheduler/trace';
import { LiveTrace } from '../../src/watch/live/live-trace.js';
import { GLOBAL, Moment } from '../../src/watch/model/moment.js';
import { Replay } from '../../src/watch/model/replay.js';

const BEGIN = 1000;
const hello: LiveHello = {
  version: 1,
  pid: 1,
  title: 'app',
  procs: 2,
  cores: 2,
  epochMs: 0,
  begin: BEGIN,
  machines: [
    { machine: 1, proc: 0, sleeps: true },
    { machine: 2, proc: 1, sleeps: false },
  ],
};

interface Told {
  readonly time: number;
  readonly kind: number;
  readonly task?: number;
  readonly a?: number;
  readonly b?: number;
  readonly c?: number;
}

/** The records of events, on the P of their thread; times from the begin of the stream. */
function wordsOf(thread: number, events: readonly Told[]): Int32Array {
  const words = new Int32Array(events.length * RECORD_WORDS);
  events.forEach(({ time, kind, task = NONE, a = 0, b = 0, c = 0 }, i) => {
    const [machine, proc] = thread === 0 ? [NONE, NONE] : [thread, thread - 1];
    writeRecord(words, i * RECORD_WORDS, BEGIN + time, kind, proc, machine, task, a, b, c);
  });
  return words;
}

function times(trace: Trace): number[] {
  return Array.from({ length: trace.length }, (_, i) => trace.time(i));
}

test('what is there, what comes, and that ids are used again', () => {
  const live = new LiveTrace(hello);
  live.strings(['work']);
  const create = { kind: Kind.create, task: 77, a: NONE, b: 1, c: 2 };
  live.events(BEGIN + 100, 0, [
    {
      thread: 1,
      words: wordsOf(1, [
        { time: 20, kind: Kind.unpark },
        { time: 30, kind: Kind.start, task: 77 },
        { time: 40, kind: Kind.end, task: 77 },
      ]),
    },
    {
      thread: 0,
      words: wordsOf(0, [
        { time: 10, ...create },
        { time: 60, ...create },
      ]),
    },
  ]);
  const { trace } = live.replay;
  const first = 6; // the run, two machines with their Ps, one of which sleeps
  expect(
    Array.from({ length: trace.length - first }, (_, i) => [
      trace.kind(first + i),
      trace.task(first + i),
    ]),
  ).toEqual([
    [Kind.create, 1],
    [Kind.unpark, NONE],
    [Kind.start, 1],
    [Kind.end, 1],
    [Kind.create, 2],
  ]);
  expect(trace.strings.get(trace.b(first))).toBe('work');
  expect(live.replay.at(trace.length).tasks.list(GLOBAL)).toEqual([2]);
  expect(live.edge).toBe(100);
});

test('events after the horizon wait for those of other rings', () => {
  const live = new LiveTrace(hello);
  const before = live.replay.trace.length;
  live.events(BEGIN + 50, 0, [
    {
      thread: 1,
      words: wordsOf(1, [
        { time: 40, kind: Kind.unpark },
        { time: 60, kind: Kind.searchBegin },
      ]),
    },
  ]);
  expect(live.replay.trace.length).toBe(before + 1);
  live.events(BEGIN + 80, 0, [
    { thread: 2, words: wordsOf(2, [{ time: 55, kind: Kind.searchBegin }]) },
  ]);
  expect(times(live.replay.trace).slice(before)).toEqual([40, 55, 60]);
});

test('what was lost on the way is an event', () => {
  const live = new LiveTrace(hello);
  live.events(BEGIN + 50, 12, []);
  const { trace } = live.replay;
  expect([trace.kind(trace.length - 1), trace.a(trace.length - 1)]).toEqual([Kind.lost, 12]);
  expect(live.replay.at(trace.length).totals.lost).toBe(12);
});

test('a long run forgets its first half, and shows the same present', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 30, maxLength: 120 }), (choices) => {
      const [short, whole] = [new LiveTrace(hello, 40), new LiveTrace(hello)];
      choices.forEach((choice, i) => {
        const time = 10 * (i + 1);
        const told =
          choice < 6
            ? { time, kind: Kind.create, task: i % 50, a: NONE, c: 1 }
            : { time, kind: Kind.start, task: (i * choice) % 50 };
        const thread = 1 + (choice % 2);
        for (const live of [short, whole]) {
          live.events(BEGIN + time + 1, 0, [{ thread, words: wordsOf(thread, [told]) }]);
        }
      });
      expect(short.cuts > 0).toBe(whole.replay.trace.length > 40);
      expect(short.replay.trace.length).toBeLessThanOrEqual(40);
      const [now, expected] = [short, whole].map(({ replay }) => {
        const moment = replay.at(replay.trace.length);
        return {
          queues: [1, 2, 3, 4].map((queue) => moment.tasks.list(queue)),
          procs: moment.procs.map(({ state, stack, since }) => ({
            state,
            stack: [...stack],
            since,
          })),
          totals: { ...moment.totals },
        };
      });
      expect(now).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('a replay that begins later knows what was there', () => {
  const live = new LiveTrace(hello);
  live.events(BEGIN + 50, 0, [
    { thread: 1, words: wordsOf(1, [{ time: 10, kind: Kind.create, task: 5, a: NONE, c: 1 }]) },
  ]);
  const { replay } = live;
  const base = replay.at(replay.trace.length).save();
  const empty = new LiveTrace({ ...hello, machines: [] }).replay.trace;
  replay.restart(empty, base);
  expect(replay.at(0).tasks.list(Moment.localQueue(0))).toEqual([1]);
  expect(replay.steals).toEqual([]);
  expect(new Replay(empty).at(0).tasks.count).toBe(0);
});
