import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  highWord,
  joinWords,
  Kind,
  lowWord,
  MAX_PROC,
  MAX_TIME,
  NONE,
  RECORD_BYTES,
  RECORD_WORDS,
  Strings,
  traceOfWords,
  TraceWriter,
  writeRecord,
} from '../../src/trace/index.js';
import type { TraceEvent, Trace } from '../../src/trace/index.js';

const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff });
const time = fc.maxSafeNat();
const anyEvent: fc.Arbitrary<TraceEvent> = fc.record({
  time,
  kind: fc.integer({ min: 1, max: 255 }),
  proc: fc.integer({ min: NONE, max: MAX_PROC }),
  machine: int32,
  task: int32,
  a: int32,
  b: int32,
  c: int32,
});

function write(events: readonly TraceEvent[]): Trace {
  const writer = new TraceWriter();
  for (const e of events) {
    writer.append(e.time, e.kind, e.proc, e.machine, e.task, e.a, e.b, e.c);
  }
  return writer.trace();
}

function read(trace: Trace): TraceEvent[] {
  const events: TraceEvent[] = [];
  const event = trace.cursor();
  while (event.next()) {
    const { time, kind, proc, machine, task, a, b, c } = event;
    events.push({ time, kind, proc, machine, task, a, b, c });
  }
  return events;
}

/** More events than fit in two chunks. */
const MANY = 20_000;
const counted = (): Trace => {
  const writer = new TraceWriter();
  for (let i = 0; i < MANY; i++) writer.append(i * 10, Kind.label, 0, 0, i, 0, i, 0);
  return writer.trace();
};

describe('words', () => {
  test('a record is 8 words, 32 bytes, and zeroes are no event', () => {
    expect(RECORD_WORDS * Int32Array.BYTES_PER_ELEMENT).toBe(RECORD_BYTES);
    expect(Object.values(Kind)).not.toContain(0);
    expect(Math.max(...Object.values(Kind))).toBeLessThan(256);
  });

  test('a number up to 2^53 − 1 in two words', () => {
    fc.assert(fc.property(time, (t) => joinWords(lowWord(t), highWord(t)) === t));
    for (const t of [0, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52 + 1, MAX_TIME]) {
      expect(joinWords(lowWord(t), highWord(t))).toBe(t);
    }
  });

  test('each field in its word', () => {
    const words = new Int32Array(16);
    writeRecord(words, 8, 2 ** 32 + 5, 54, 3, 2, 17, 11, 12, 13);
    expect([...words]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 5, 1, (3 << 8) | 54, 2, 17, 11, 12, 13]);
  });

  test('what a recorder writes into shared memory is a trace', () => {
    const ring = new Int32Array(new SharedArrayBuffer(4 * RECORD_BYTES));
    writeRecord(ring, 0, 7, Kind.park, NONE, 1, NONE, 0, 2, 0);
    const trace = traceOfWords(ring, 1);
    expect(read(trace)).toEqual([
      { time: 7, kind: Kind.park, proc: NONE, machine: 1, task: NONE, a: 0, b: 2, c: 0 },
    ]);
    expect(() => traceOfWords(ring, 5)).toThrow('32 words do not hold 5 events');
  });
});

describe('write, then read', () => {
  test('the cursor and the accessors give what was written', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        const trace = write(events);
        expect(trace.length).toBe(events.length);
        expect(read(trace)).toEqual(events);
        expect(events.map((_, i) => trace.event(i))).toEqual(events);
        const fields = events.map((_, i) => ({
          time: trace.time(i),
          kind: trace.kind(i),
          proc: trace.proc(i),
          machine: trace.machine(i),
          task: trace.task(i),
          a: trace.a(i),
          b: trace.b(i),
          c: trace.c(i),
        }));
        expect(fields).toEqual(events);
      }),
    );
  });

  test('across chunks, from anywhere', () => {
    const trace = counted();
    expect(trace.length).toBe(MANY);
    let wrong = 0;
    const event = trace.cursor();
    for (let i = 0; event.next(); i++) {
      if (event.index !== i || event.task !== i || trace.task(i) !== i) wrong++;
    }
    expect(wrong).toBe(0);
    expect(event.index).toBe(MANY);
    expect(event.next()).toBe(false);
    for (const from of [0, 1, 8_191, 8_192, 8_193, 16_384, MANY - 1]) {
      event.seek(from);
      expect(event.next() && event.task).toBe(from);
      expect(trace.cursor(from).next()).toBe(true);
    }
    expect(trace.cursor(MANY).next()).toBe(false);
  });

  test('a cursor on no event reads kind 0', () => {
    const event = counted().cursor();
    expect(event.kind).toBe(0);
    event.next();
    expect(event.kind).toBe(Kind.label);
    event.seek(MANY);
    event.next();
    expect(event.kind).toBe(0);
  });

  test('an event that is not there is a RangeError', () => {
    const trace = counted();
    for (const index of [-1, MANY, MANY + 5_000, NaN]) {
      expect(() => trace.time(index)).toThrow(RangeError);
    }
    expect(() => trace.time(MANY)).toThrow(`trace: no event ${MANY}; there are ${MANY}`);
    expect(() => trace.cursor(MANY + 1)).toThrow(RangeError);
    expect(() => traceOfWords(new Int32Array(0), 0).kind(0)).toThrow(RangeError);
  });

  test('the first event at or after a time', () => {
    const trace = counted();
    expect(trace.indexAt(0)).toBe(0);
    expect(trace.indexAt(11)).toBe(2);
    expect(trace.indexAt(20)).toBe(2);
    expect(trace.indexAt(MANY * 10)).toBe(MANY);
    expect([trace.startTime, trace.endTime]).toEqual([0, (MANY - 1) * 10]);
    expect(new TraceWriter().trace()).toMatchObject({ length: 0, startTime: 0, endTime: 0 });
  });

  test('a trace taken while the run goes on does not grow', () => {
    const writer = new TraceWriter();
    writer.append(1, Kind.label, 0, 0, 1, 0, 0, 0);
    const early = writer.trace();
    writer.append(2, Kind.label, 0, 0, 2, 0, 0, 0);
    expect(early.length).toBe(1);
    expect(() => early.time(1)).toThrow(RangeError);
    expect(writer.trace().length).toBe(2);
    expect(writer.length).toBe(2);
  });
});

test('strings: the same text has the same number, the empty one 0', () => {
  const strings = new Strings();
  expect(strings.intern('')).toBe(0);
  const id = strings.intern('parse');
  expect(strings.intern('parse')).toBe(id);
  expect(strings.get(id)).toBe('parse');
  expect(strings.size).toBe(2);
  expect([strings.has(-1), strings.has(id), strings.has(2)]).toEqual([false, true, false]);
  expect(strings.get(9)).toBe('text-9');
});
