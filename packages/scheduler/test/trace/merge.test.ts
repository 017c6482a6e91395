import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Trace } from '../../src/trace/index.js';
import {
  buildTrace,
  checkTrace,
  Kind,
  mergeTraces,
  Strings,
  TraceWriter,
} from '../../src/trace/index.js';
import { story } from './story.js';

/** Streams of times; task numbers its events within a stream, a is the stream. */
const streams = (times: readonly (readonly number[])[]): Trace[] =>
  times.map((list, a) => buildTrace(list.map((time, task) => ({ time, kind: 1, task, a }))));

const rows = (trace: Trace): [time: number, stream: number, nth: number][] =>
  Array.from({ length: trace.length }, (_, i) => [trace.time(i), trace.a(i), trace.task(i)]);

const fewTimes = fc.array(fc.nat(20), { maxLength: 30 });
const sortedTimes = fewTimes.map((list) => list.toSorted((one, other) => one - other));

test('the result is the stable sort of all events', () => {
  fc.assert(
    fc.property(fc.array(sortedTimes, { maxLength: 9 }), (times) => {
      const all = times.flatMap((list, stream) => list.map((t, nth) => [t, stream, nth]));
      const expected = all.toSorted((one, other) => (one[0] as number) - (other[0] as number));
      expect(rows(mergeTraces(streams(times)))).toEqual(expected);
    }),
  );
});

test('events of one stream keep their order, also where its clock went back', () => {
  fc.assert(
    fc.property(fc.array(fewTimes, { maxLength: 5 }), (times) => {
      const merged = rows(mergeTraces(streams(times)));
      expect(merged).toHaveLength(times.flat().length);
      for (const [stream, list] of times.entries()) {
        const own = merged.filter((row) => row[1] === stream);
        expect(own.map((row) => row[0])).toEqual(list);
      }
    }),
  );
  // What comes after a step back follows at once.
  expect(
    rows(
      mergeTraces(
        streams([
          [5, 3],
          [4, 6],
        ]),
      ),
    ).map((row) => row[0]),
  ).toEqual([4, 5, 3, 6]);
});

test('texts are interned anew', () => {
  const stream = (...labels: string[]): Trace => {
    const writer = new TraceWriter(undefined, new Strings());
    for (const [i, label] of labels.entries()) {
      writer.append(i, Kind.label, -1, -1, 0, writer.strings.intern(label), i, 0);
    }
    return writer.trace();
  };
  const merged = mergeTraces([stream('a', 'b'), stream('b', 'c', '')]);
  const labels = Array.from({ length: 5 }, (_, i) => merged.strings.get(merged.a(i)));
  expect(labels).toEqual(['a', 'b', 'b', 'c', '']);
  expect(merged.strings.size).toBe(4);
});

test('a number without a text stays without one', () => {
  const stream = buildTrace([{ time: 0, kind: Kind.label, task: 0, a: 1 }]);
  const other = new TraceWriter();
  other.strings.intern('somebody else’s');
  const merged = mergeTraces([stream, other.trace()]);
  expect(checkTrace(merged)[0]?.message).toContain('label is no text');
});

test('nothing merges to nothing, and epochs must agree', () => {
  expect(mergeTraces([]).length).toBe(0);
  expect(mergeTraces(streams([[], []])).length).toBe(0);
  const info = { source: 'runtime', title: 'a', epochMs: 1 } as const;
  expect(() => mergeTraces([buildTrace([], info), buildTrace([])])).toThrow('epochs 1 and 0');
  expect(mergeTraces([buildTrace([], info)]).info).toEqual(info);
});

test('a run, split by machine, merges to a run that is as sound', () => {
  const choice = fc.nat(10_000);
  fc.assert(
    fc.property(fc.array(choice, { maxLength: 60 }), (choices) => {
      const whole = story(choices);
      // Toy times repeat; spread them, as a real clock does.
      const writers = new Map<number, TraceWriter>();
      for (let i = 0; i < whole.length; i++) {
        const e = whole.event(i);
        const writer = writers.get(e.machine) ?? new TraceWriter(undefined, whole.strings);
        writers.set(e.machine, writer);
        writer.append(i, e.kind, e.proc, e.machine, e.task, e.a, e.b, e.c);
      }
      const merged = mergeTraces([...writers.values()].map((writer) => writer.trace()));
      expect(merged.length).toBe(whole.length);
      expect(checkTrace(merged)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
