import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventInput, Trace } from '../../../src/trace/index.js';
import {
  buildTrace,
  decodeTraceFile,
  encodeTraceFile,
  isTraceFile,
  Kind,
  MAX_PROC,
  MAX_TIME,
  TraceFileError,
  TraceFileWriter,
  TraceWriter,
} from '../../../src/trace/index.js';
import { story } from '../story.js';

const events = (trace: Trace): unknown[] =>
  Array.from({ length: trace.length }, (_, i) => trace.event(i));
const texts = (trace: Trace): string[] =>
  Array.from({ length: trace.strings.size }, (_, id) => trace.strings.get(id));

const word = fc.oneof(fc.integer({ min: -1, max: 300 }), fc.integer());
const anyEvent: fc.Arbitrary<EventInput> = fc.record({
  time: fc.oneof(fc.nat(1000), fc.integer({ min: 0, max: MAX_TIME })),
  kind: fc.integer({ min: 1, max: 255 }),
  proc: fc.integer({ min: -1, max: MAX_PROC }),
  machine: word,
  task: word,
  a: word,
  b: word,
  c: word,
});
const anyTrace = fc
  .array(anyEvent, { maxLength: 60 })
  .map((list) => buildTrace(list.toSorted((one, other) => one.time - other.time)));

test('what is read is what was written', () => {
  fc.assert(
    fc.property(anyTrace, (trace) => {
      const read = decodeTraceFile(encodeTraceFile(trace));
      expect(read.problem).toBeUndefined();
      expect(events(read.trace)).toEqual(events(trace));
    }),
  );
});

test('names, info and meta come along', () => {
  const writer = new TraceWriter({
    source: 'runtime',
    title: 'shrink ✂',
    epochMs: 1_764_000_000_123,
  });
  writer.append(1, Kind.create, -1, -1, 1, -1, writer.strings.intern('größe'), 2);
  const meta = { seed: 42, command: ['pilfer', 'run'] };
  const { trace, meta: read } = decodeTraceFile(encodeTraceFile(writer.trace(), meta));
  expect(trace.info).toEqual(writer.trace().info);
  expect(texts(trace)).toEqual(['', 'größe']);
  expect(read).toEqual(meta);
});

test('a file that grows is the file that is written at once', () => {
  const writer = new TraceWriter();
  const file = new TraceFileWriter(writer.trace().info);
  const pieces = [file.begin()];
  for (let i = 0; i < 10_000; i++) {
    writer.append(i, Kind.label, 0, 0, i, writer.strings.intern(`label ${i % 50}`), i, 0);
    if (i % 3_000 === 0) pieces.push(...file.more(writer.trace()));
  }
  pieces.push(...file.more(writer.trace()), file.end());
  const { trace, problem } = decodeTraceFile(Uint8Array.from(pieces.flatMap((p) => [...p])));
  expect(problem).toBeUndefined();
  expect(events(trace)).toEqual(events(writer.trace()));
  expect(texts(trace)).toEqual(texts(writer.trace()));
});

test('an event takes 12 bytes at most on average, of 32 in memory', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 200, maxLength: 300 }), (choices) => {
      const trace = story(choices);
      expect(encodeTraceFile(trace).length).toBeLessThan(12 * trace.length + 200);
    }),
    { numRuns: 20 },
  );
});

const sample = (): Trace => story(Array.from({ length: 40 }, (_, i) => i * 7));

test('cut anywhere behind the header, it is read up to the last whole event, and says so', () => {
  const trace = sample();
  const whole = encodeTraceFile(trace);
  const header = headerBytes(whole);
  let longest = 0;
  for (let length = header; length < whole.length; length++) {
    const { trace: part, problem } = decodeTraceFile(whole.subarray(0, length));
    expect(problem).toMatch(/^ends .*, at byte \d+ of \d+$/);
    expect(part.length).toBeGreaterThanOrEqual(longest);
    for (; longest < part.length; longest++) {
      expect(part.event(longest)).toEqual(trace.event(longest));
    }
  }
  expect(longest).toBe(trace.length);
});

test('cut within its header, it is refused', () => {
  const whole = encodeTraceFile(sample());
  for (let length = 0; length < headerBytes(whole); length++) {
    expect(() => decodeTraceFile(whole.subarray(0, length))).toThrow(TraceFileError);
  }
});

test('with any byte changed, it is read or refused, never worse', () => {
  const whole = encodeTraceFile(sample());
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = Uint8Array.from(whole);
      damaged[at] = (damaged[at] as number) ^ change;
      try {
        const { trace } = decodeTraceFile(damaged);
        expect(trace.length).toBeLessThanOrEqual(whole.length / 2);
      } catch (error) {
        expect(error).toBeInstanceOf(TraceFileError);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('bytes of chance behind a header are read or refused, never worse', () => {
  const whole = encodeTraceFile(sample());
  const header = whole.subarray(0, headerBytes(whole));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
      const { trace } = decodeTraceFile(Uint8Array.from([...header, ...tail]));
      expect(trace.length).toBeLessThanOrEqual(tail.length / 2);
    }),
  );
});

test('a section of a later kind is skipped', () => {
  const whole = encodeTraceFile(sample());
  const at = headerBytes(whole);
  const later = [99, 1, 0, 0, 0, 3, 0, 0, 0, 7, 7, 7];
  const bytes = Uint8Array.from([...whole.subarray(0, at), ...later, ...whole.subarray(at)]);
  expect(decodeTraceFile(bytes).problem).toBeUndefined();
  expect(events(decodeTraceFile(bytes).trace)).toEqual(events(sample()));
});

test('what is missing in the middle is noticed at the end', () => {
  const writer = new TraceWriter();
  const file = new TraceFileWriter(writer.trace().info);
  const begin = file.begin();
  writer.append(1, Kind.machineStop, 0, 0, -1, 0, 0, 0);
  const [events = begin] = [...file.more(writer.trace())];
  expect(events).not.toBe(begin);
  const { problem } = decodeTraceFile(Uint8Array.from([...begin, ...file.end()]));
  expect(problem).toMatch(/^has 0 events and 1 texts; its end says 1 and 1/);
});

test.each([
  ['no trace', () => new TextEncoder().encode('{"traceEvents":[]}'), 'not a pilfer trace'],
  ['another version', () => withByte(7, 9), 'trace file of version 9; this package reads 1'],
  ['a header of gigabytes', () => withByte(11, 0xff), /^header of \d+ bytes$/],
  ['a header that is not JSON', () => withByte(12, 0x28), 'the header is not JSON'],
  [
    'a header without a source',
    () => withHeader({}),
    'header.source: undefined; simulator or runtime',
  ],
  [
    'a header without a title',
    () => withHeader({ source: 'runtime', title: 3 }),
    'header.title: 3; a string is needed',
  ],
  [
    'a header without an epoch',
    () => withHeader({ source: 'runtime', title: '', epochMs: -1 }),
    'header.epochMs: -1; a number from 0 is needed',
  ],
  ['a header that is a list', () => withHeader([]), 'the header is not an object'],
])('%s is refused', (_, bytes, message) => {
  expect(() => decodeTraceFile(bytes())).toThrow(message);
  expect(() => decodeTraceFile(bytes())).toThrow(TraceFileError);
});

test('a trace file is known by its first bytes', () => {
  expect(isTraceFile(encodeTraceFile(sample()))).toBe(true);
  expect(isTraceFile(new Uint8Array(3))).toBe(false);
});

/** Bytes of a file before its first section. */
function headerBytes(file: Uint8Array): number {
  return 12 + new DataView(file.buffer, file.byteOffset).getUint32(8, true);
}

function withByte(at: number, byte: number): Uint8Array {
  const bytes = encodeTraceFile(sample());
  bytes[at] = byte;
  return bytes;
}

function withHeader(header: unknown): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(12 + json.length);
  bytes.set(encodeTraceFile(sample()).subarray(0, 8));
  new DataView(bytes.buffer).setUint32(8, json.length, true);
  bytes.set(json, 12);
  return bytes;
}
