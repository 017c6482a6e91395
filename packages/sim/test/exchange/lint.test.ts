import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { encodeTraceFile, Kind, TraceBuilder, TraceFileError } from '@pilfer/scheduler/trace';
import { runCli } from '../../src/cli/cli.js';
import { FORMATS } from '../../src/exchange/formats.js';
import { lint } from '../../src/exchange/lint/lint.js';
import { ProtoWriter } from '../../src/exchange/protobuf.js';
import { nonsense, randomRun, SMALL } from './traces.js';

const folder = mkdtempSync(join(tmpdir(), 'pilfer-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OPTIONS = { taskLanes: 5, every: 1000, detail: false };
const exported = (name: string, trace = SMALL): Uint8Array => {
  const format = FORMATS.find((one) => one.name === name);
  const pieces = [...(format?.pieces(trace, OPTIONS) ?? [])];
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
};
const messages = (bytes: Uint8Array | string): string[] =>
  lint(Buffer.from(bytes), 'x', 100).findings.map(({ where, message }) => `${where}: ${message}`);

describe('what we export is sound', () => {
  test.each(['chrome', 'perfetto', 'speedscope', 'ndjson'])('%s', (name) => {
    expect(messages(exported(name))).toEqual([]);
    expect(messages(gzipSync(exported(name)))).toEqual([]);
    for (let seed = 1; seed < 3; seed++)
      expect(messages(exported(name, randomRun(seed)))).toEqual([]);
  });

  test.each(['chrome', 'perfetto', 'speedscope'])('%s, of events that make no sense', (name) => {
    for (let seed = 0; seed < 12; seed++)
      expect(messages(exported(name, nonsense(seed)))).toEqual([]);
  });
});

describe('Chrome JSON', () => {
  const slice = { ph: 'X', pid: 1, tid: 1, ts: 10, dur: 10, name: 'a' };
  const begin = { ph: 's', pid: 1, tid: 1, ts: 12, name: 'n', cat: 'c', id: 1 };
  const end = { ph: 'f', bp: 'e', pid: 1, tid: 1, ts: 14, name: 'n', cat: 'c', id: 1 };

  test.each([
    [
      'overlapping slices',
      [slice, { ...slice, ts: 15, name: 'b' }],
      'overlaps event 0 (X "a" at 10 µs) on pid 1 tid 1 without being inside it',
    ],
    ['a slice without an end', [{ ...slice, dur: undefined }], 'dur is missing: viewers drop'],
    ['a negative length', [{ ...slice, dur: -1 }], 'dur is -1'],
    ['begun, not ended', [{ ...slice, ph: 'B' }], 'begins on pid 1 tid 1 and never ends'],
    ['ended, not begun', [{ ...slice, ph: 'E' }], 'ends on pid 1 tid 1 what has not begun'],
    ['a text as pid', [{ ...slice, pid: 'P1' }], 'pid is "P1"; an integer below 2^32 is needed'],
    ['no tid', [{ ...slice, tid: undefined }], 'tid is missing'],
    ['a time before 0', [{ ...slice, ts: -1 }], 'ts is -1; µs from 0 are needed'],
    ['no name', [{ ...slice, name: undefined }], 'name is missing'],
    ['an unknown letter', [{ ...slice, ph: 'Z' }], 'ph is "Z"'],
    ['no object', [7], 'event 0: is no object'],
    [
      'a flow outside of slices',
      [slice, begin, { ...end, ts: 20 }],
      'event 2 (f "n" at 20 µs): no slice that stands before it is open on pid 1 tid 1',
    ],
    ['a flow on another thread', [slice, { ...begin, tid: 2 }, end], 'open on pid 1 tid 2'],
    [
      'a flow before its slice in the file',
      [{ ...begin, ts: 10 }, slice, end],
      'no slice that stands before it',
    ],
    [
      'a flow that ends at the next slice',
      [slice, begin, { ...end, bp: undefined }],
      'bp is missing: without "e" it ends at the next slice',
    ],
    ['a flow with one end', [slice, begin], 'a flow with one end'],
    ['a flow that has not begun', [slice, end], 'a flow that has not begun'],
    ['a flow back in time', [slice, { ...begin, ts: 15 }, end], 'is earlier than event 1'],
    ['a flow id used again', [slice, begin, end, begin], 'begins the flow of event 2'],
    ['a flow without id', [slice, { ...begin, id: undefined }], 'id is missing; a flow needs one'],
    [
      'a flow id that is no number',
      [slice, { ...begin, id: 'steal' }],
      'a text is read as a hexadecimal number',
    ],
    ['bind_id alone', [{ ...slice, bind_id: 1 }], 'bind_id without flow_in or flow_out'],
    ['an instant of no scope', [{ ...slice, ph: 'i', s: 'x' }], 's is "x"; t, p or g is needed'],
    ['a counter of words', [{ ...slice, ph: 'C', args: { a: 'x' } }], 'a counter needs numbers'],
    ['an async event without id', [{ ...slice, ph: 'b' }], 'has no id'],
    [
      'async events that cross',
      [
        { ...slice, ph: 'b', id: 1 },
        { ...slice, ph: 'b', id: 1, name: 'b' },
        { ...slice, ph: 'e', id: 1 },
      ],
      `ends 'a' while 'b' is the innermost`,
    ],
    ['an async event without end', [{ ...slice, ph: 'b', id: 1 }], 'never ends: a'],
    [
      'a thread without name',
      [{ ph: 'M', pid: 1, tid: 1, name: 'thread_name' }],
      'thread_name without args.name',
    ],
    [
      'an order that is none',
      [{ ph: 'M', pid: 1, name: 'process_sort_index', args: {} }],
      'without args.sort_index',
    ],
  ])('%s', (_, events, message) => {
    const found = messages(JSON.stringify({ displayTimeUnit: 'ns', traceEvents: events }));
    expect(found.join('\n')).toContain(message);
  });

  test('a key that Perfetto does not know before the events', () => {
    const found = messages('{"otherData":{},"traceEvents":[]}');
    expect(found).toEqual([expect.stringContaining("file: 'otherData' before traceEvents")]);
  });

  test('a file that was cut', () => {
    expect(messages('[{"ph":"X","pid":1')).toEqual(['file: ends within its events, at byte 18']);
  });
});

describe('Perfetto', () => {
  const packet = (fill: (packet: ProtoWriter, inner: ProtoWriter) => void): Uint8Array => {
    const inner = new ProtoWriter();
    fill(inner, new ProtoWriter());
    return new ProtoWriter().message(1, inner).take();
  };
  const start = packet((one, inner) => one.uint(13, 3).message(60, inner.uint(1, 7)));
  const event = (time: number, fill: (event: ProtoWriter) => ProtoWriter): Uint8Array =>
    packet((one, inner) => one.uint(8, time).message(11, fill(inner.uint(11, 7))));

  test.each([
    [
      'a slice that never ends',
      [start, event(1, (one) => one.uint(9, 1))],
      'a slice of track 7 never ends',
    ],
    [
      'an end without a beginning',
      [start, event(1, (one) => one.uint(9, 2))],
      'what has not begun',
    ],
    ['an unknown track', [event(1, (one) => one.uint(9, 3))], 'no track 7 was described before'],
    [
      'an unknown name',
      [start, event(1, (one) => one.uint(9, 3).uint(10, 5))],
      'name 5 has not been interned',
    ],
    [
      'a flow with one end',
      [start, event(1, (one) => one.uint(9, 3).fixed64(47, 9))],
      'a flow with one end',
    ],
    [
      'a flow that only ends',
      [start, event(1, (one) => one.uint(9, 3).fixed64(48, 9))],
      'flow 9 ends and has not begun',
    ],
    [
      'no cleared state',
      [packet((one, inner) => one.message(60, inner.uint(1, 7)))],
      'does not say that the state was cleared',
    ],
    [
      'an unknown parent',
      [packet((one, inner) => one.uint(13, 3).message(60, inner.uint(1, 7).uint(5, 8)))],
      'no track 8 was described before',
    ],
  ])('%s', (_, packets, message) => {
    expect(messages(Buffer.concat(packets)).join('\n')).toContain(message);
  });

  test('a file that was cut', () => {
    const bytes = exported('perfetto');
    expect(messages(bytes.subarray(0, bytes.length - 1)).join()).toContain(
      'file: ends within a packet',
    );
  });
});

describe('speedscope', () => {
  const profile = {
    type: 'evented',
    name: 'P0',
    unit: 'nanoseconds',
    startValue: 0,
    endValue: 9,
    events: [],
  };
  const file = (
    change: object,
    frames: readonly object[] = [{ name: 'f' }, { name: 'g' }],
  ): string =>
    JSON.stringify({
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      shared: { frames },
      profiles: [{ ...profile, ...change }],
    });
  const o = (frame: number, at: number): object => ({ type: 'O', frame, at });
  const c = (frame: number, at: number): object => ({ type: 'C', frame, at });

  test.each([
    [{ events: [o(0, 1)] }, 'profile 0: 1 frames are never closed'],
    [{ events: [c(0, 1)] }, 'profile 0, event 0: closes what is not open'],
    [{ events: [o(0, 1), o(1, 2), c(0, 3), c(1, 4)] }, 'closes frame 0 while 1 is the innermost'],
    [{ events: [o(0, 5), c(0, 4)] }, 'at 4 comes after 5'],
    [{ events: [o(2, 1), c(2, 2)] }, 'there is no frame 2'],
    [{ events: [o(0, 1), c(0, 10)] }, 'at is 10; a time up to 9 is needed'],
    [{ events: [{ type: 'X', frame: 0, at: 1 }] }, 'type is "X"; O or C is needed'],
    [{ unit: 'days' }, 'unit is "days"'],
    [{ name: 7 }, 'name is 7'],
    [{ type: 'other' }, 'type is "other"'],
    [{ startValue: 10 }, 'it lasts from 10 to 9'],
    [{ type: 'sampled', samples: [[0], [5]], weights: [1] }, 'weights are not as many as samples'],
    [{ type: 'sampled', samples: [[5]], weights: [1] }, 'profile 0, sample 0: there is no frame 5'],
  ])('%j', (change, message) => {
    expect(messages(file(change)).join('\n')).toContain(message);
  });

  test('a file without profiles', () => {
    expect(messages('{"profiles":[]}').join('\n')).toContain('has no profiles');
  });
});

async function pilfer(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const got = { out: '', err: '' };
  const out = (text: string): unknown => (got.out += text);
  const err = (text: string): unknown => (got.err += text);
  return { code: await runCli(argv, { out, err, color: false }), ...got };
}

test('the command: sound files, others, how many, and exit codes', async () => {
  const path = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const good = path('good.pilfer', encodeTraceFile(SMALL));
  const twice = new TraceBuilder()
    .boot(1)
    .create(1)
    .start(1)
    .start(1)
    .event(Kind.park)
    .stop()
    .trace();
  const bad = path('bad.pilfer', encodeTraceFile(twice));
  const scenario = path('bad.yaml', 'main:\n  - wrok: 5us\n  - wait: nobody\n');
  expect(await pilfer('lint', good)).toEqual({
    code: 0,
    out: `${good}: ok, trace, 16 events\n`,
    err: '',
  });
  const found = await pilfer('lint', bad, good);
  expect(found.code).toBe(1);
  expect(found.out).toContain(`${bad}: event 5: nesting: M0 runs G1, which is not in a join: `);
  expect(found.out).toContain(`${good}: ok`);
  const one = await pilfer('lint', bad, '--limit', '1');
  expect(one.out).toMatch(/\d+ findings, \d+ of them not shown \(trace\)/);
  const lines = (await pilfer('lint', scenario)).out;
  expect(lines).toContain("line 2, column 5: unknown operation 'wrok'");
  const json = JSON.parse((await pilfer('lint', bad, '--json')).out) as { count: number }[];
  expect(json).toMatchObject([{ path: bad, what: 'trace', findings: expect.any(Array) }]);
  expect((await pilfer('lint')).code).toBe(2);
  expect((await pilfer('lint', join(folder, 'no'))).code).toBe(3);
  const broken = path('broken.pilfer', encodeTraceFile(SMALL).subarray(0, 10));
  expect(await pilfer('lint', broken)).toMatchObject({ code: 1, err: '' });
});

test('damaged files of every format: findings or none, never a crash', () => {
  for (const name of ['chrome', 'perfetto', 'speedscope', 'ndjson', 'csv', 'paje', 'schedtrace']) {
    const bytes = exported(name);
    for (let i = 0; i < 15; i++) {
      const damaged = Uint8Array.from(bytes.subarray(0, bytes.length - (i % 3) * 17));
      damaged[(i * 7919) % damaged.length] = (i * 31) % 256;
      damaged[(i * 104_729) % damaged.length] = 0x30 + (i % 10);
      try {
        lint(damaged, 'x', 5);
      } catch (error) {
        expect(error).toBeInstanceOf(TraceFileError);
      }
    }
  }
});
