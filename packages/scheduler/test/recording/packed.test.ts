import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  CLOCK,
  contextOf,
  isShort,
  settle,
  skip,
  unpack,
  UNIT_WORDS,
  writeClock,
  writeLong,
  writeNothing,
  writeShort,
} from '../../src/recording/packed.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { Kind } from '../../src/trace/kinds.js';
import { highWord, lowWord, NONE } from '../../src/trace/layout.js';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const small = fc.oneof(fc.constant(0), fc.integer({ min: -3000, max: 3000 }), word);
const event: fc.Arbitrary<TraceEvent> = fc.record({
  time: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  kind: fc.integer({ min: 1, max: CLOCK - 1 }),
  proc: fc.constantFrom(3, NONE, 7),
  machine: fc.constantFrom(2, NONE, 9),
  task: word,
  a: word,
  b: small,
  c: small,
});

/** As the recorder of thread 2 on P3 writes them. */
function pack(events: readonly TraceEvent[]): Int32Array {
  const words = new Int32Array((4 * events.length + 1) * UNIT_WORDS);
  let at = 0;
  let high = -1;
  for (const { time, kind, proc, machine, task, a, b, c } of events) {
    if (highWord(time) !== high) {
      high = highWord(time);
      writeClock(words, at, time, 3);
      at += UNIT_WORDS;
    }
    if (machine === 2 && proc === 3 && isShort(b, c)) {
      writeShort(words, at, lowWord(time), kind, task, a, b, c);
      at += UNIT_WORDS;
    } else {
      writeNothing(words, at);
      writeLong(words, at + UNIT_WORDS, lowWord(time), kind, proc, machine, task, a, b, c);
      at += 3 * UNIT_WORDS;
    }
  }
  return words.subarray(0, at);
}

function unpacked(words: Int32Array, from = 0, to = words.length): TraceEvent[] {
  const all: TraceEvent[] = [];
  unpack(words, from, to, contextOf(2), (time, kind, proc, machine, task, a, b, c) => {
    all.push({ time, kind, proc, machine, task, a, b, c });
  });
  return all;
}

test('what is packed is what comes out', () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      expect(unpacked(pack(events))).toEqual(events);
    }),
  );
});

test('the first events of some are found', () => {
  fc.assert(
    fc.property(fc.array(event), fc.nat(20), (events, count) => {
      const words = pack(events);
      const end = skip(words, 0, words.length, count);
      expect(unpacked(words, 0, end)).toEqual(events.slice(0, count));
    }),
  );
});

test('settling counts events, goes on with the context, and turns blocks into Ps', () => {
  const of = (kind: number, a: number, c: number): TraceEvent => ({
    time: 2 ** 40,
    kind,
    proc: 3,
    machine: 2,
    task: 8,
    a,
    b: 0,
    c,
  });
  const events = [
    of(Kind.steal, 5, 2000), // long
    of(Kind.miss, 6, 0),
    of(Kind.start, 1, 7),
    of(Kind.start, 1, NONE),
    { ...of(Kind.start, 1, 7), b: 5000 },
  ];
  const words = pack(events);
  const context = contextOf(2);
  expect(settle(words, 0, words.length, context, (block) => 100 + block)).toBe(5);
  expect(context).toEqual({ machine: 2, proc: 3, high: 2 ** 8 });
  expect(unpacked(words).map(({ a, c }) => [a, c])).toEqual([
    [105, 2000],
    [106, 0],
    [1, 107],
    [1, NONE],
    [1, 107],
  ]);
});
