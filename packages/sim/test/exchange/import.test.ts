import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  checkTrace,
  decodeTraceFile,
  encodeTraceFile,
  Kind,
  NONE,
  TraceBuilder,
  TraceFileError,
  type Trace,
  type TraceFile,
} from '@pilfer/scheduler/trace';
import { runCli } from '../../src/cli/cli.js';
import { chromePieces } from '../../src/exchange/chrome.js';
import { readAnyTrace } from '../../src/exchange/import/import.js';
import { csvPieces, ndjsonPieces } from '../../src/exchange/rows.js';
import { schedtracePieces } from '../../src/exchange/schedtrace-lines.js';
import { measure } from '../../src/metrics/measure.js';
import { contents, nonsense, randomRun, SMALL } from './traces.js';

const folder = mkdtempSync(join(tmpdir(), 'pilfer-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = (pieces: Iterable<string>): Uint8Array => Buffer.from([...pieces].join(''));
const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`fixtures/${name}`, import.meta.url));

function read(bytes: Uint8Array): TraceFile {
  const file = readAnyTrace(bytes, 'a title');
  if (file === undefined) throw new Error('not recognised');
  return file;
}

const events = (trace: Trace, kind: number): number[] =>
  Array.from({ length: trace.length }, (_, i) => i).filter((i) => trace.kind(i) === kind);

async function pilfer(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const got = { out: '', err: '' };
  const out = (text: string): unknown => (got.out += text);
  const err = (text: string): unknown => (got.err += text);
  return { code: await runCli(argv, { out, err, color: false }), ...got };
}

describe('what we export as Chrome JSON or NDJSON comes back, event by event', () => {
  test('sound traces and others', () => {
    const traces = [
      SMALL,
      ...Array.from({ length: 5 }, (_, i) => randomRun(11 * i + 1)),
      ...Array.from({ length: 40 }, (_, i) => nonsense(i)),
    ];
    for (const trace of traces) {
      for (const pieces of [chromePieces(trace, 5), ndjsonPieces(trace)]) {
        const file = read(bytesOf(pieces));
        expect(file.problem).toBeUndefined();
        expect(contents(file.trace)).toEqual(contents(trace));
      }
    }
  });

  test('CSV, but for the title', () => {
    const traces = [
      SMALL,
      ...Array.from({ length: 5 }, (_, i) => randomRun(13 * i + 1)),
      ...Array.from({ length: 40 }, (_, i) => nonsense(i)),
    ];
    for (const trace of traces) {
      const file = read(bytesOf(csvPieces(trace)));
      expect(file.problem).toBeUndefined();
      expect(file.trace.info.title).toBe('a title');
      expect(contents(file.trace).slice(1)).toEqual(contents(trace).slice(1));
    }
  });

  test('CSV of names with quotes, commas and line feeds; and what is no number', () => {
    const strange = 'a "b", c\nd\\n\r';
    const trace = new TraceBuilder().boot(1).create(1, NONE, strange).stop().trace();
    const csv = [...csvPieces(trace)].join('');
    const back = read(Buffer.from(csv)).trace;
    expect(events(back, Kind.create).map((i) => back.strings.get(back.b(i)))).toEqual([strange]);
    const wrong = read(Buffer.from(csv.replace('3,0,create,0,', '3,0,create,x,')));
    expect(wrong.problem).toBe('cannot be read in row 5: proc is "x"');
    expect(wrong.trace).toHaveLength(3);
    const short = read(Buffer.from(`${csv}7,1\n`));
    expect(short.problem).toBe('cannot be read in row 7: it has 2 of 11 columns');
  });

  test('packed', () => {
    const { trace } = read(gzipSync(bytesOf(chromePieces(SMALL, 0))));
    expect(contents(trace)).toEqual(contents(SMALL));
  });

  test('times of years are exact', () => {
    const late = nonsense(3);
    for (let i = 0; i < late.length; i++) expect(late.time(i)).toBeLessThan(1e6);
    const far = Number.MAX_SAFE_INTEGER - 2;
    const line = `{"format":"pilfer-trace","source":"runtime","title":"t","epochMs":0,"events":1}\n{"time":${far},"kind":"machineStop"}\n`;
    const { trace } = read(Buffer.from(line));
    expect(read(bytesOf(chromePieces(trace, 0))).trace.time(0)).toBe(far);
  });
});

describe('Chrome JSON of others: threads as Ps, outermost slices as tasks', () => {
  const chrome = (list: readonly object[]): Uint8Array => Buffer.from(JSON.stringify(list));

  test('complete slices, begun and ended ones, nested ones', () => {
    const { trace, problem } = read(
      chrome([
        { ph: 'X', pid: 1, tid: 7, ts: 10, dur: 5, name: 'a' },
        { ph: 'X', pid: 1, tid: 7, ts: 11, dur: 2, name: 'inside a' },
        { ph: 'B', pid: 1, tid: 9, ts: 12, name: 'b' },
        { ph: 'E', pid: 1, tid: 9, ts: 20.5 },
        { ph: 'X', pid: 1, tid: 7, ts: 15, dur: 0, name: 'c' },
      ]),
    );
    expect(problem).toBeUndefined();
    expect(checkTrace(trace)).toEqual([]);
    const { procs, tasks, makespan, utilisation } = measure(trace);
    expect([procs, tasks.created, makespan]).toEqual([2, 3, 10_500]);
    expect(utilisation).toBeCloseTo((5 + 8.5) / 21, 10);
  });

  test("what Go's viewer writes: slices of one goroutine are one task", () => {
    const { trace } = read(
      chrome([
        { ph: 'X', pid: 0, tid: 0, ts: 0, dur: 5, name: 'G1 main.main' },
        { ph: 'X', pid: 0, tid: 1, ts: 6, dur: 5, name: 'G1 main.main' },
        { ph: 'X', pid: 0, tid: 0, ts: 6, dur: 1, name: 'G18 main.worker' },
      ]),
    );
    expect(checkTrace(trace)).toEqual([]);
    expect(measure(trace).tasks).toMatchObject({ created: 2, started: 3, ended: 2, blocks: 1 });
  });

  test.each([
    [[{ ph: 'B', pid: 1, tid: 1, ts: 0, name: 'x' }], 'has 1 slices without a beginning or an end'],
    [[{ ph: 'X', pid: 1, tid: 1, ts: 0, name: 'x' }], 'has 1 slices without'],
    [[{ ph: 'i', pid: 1, tid: 1, ts: 0, name: 'x' }], 'has no slices'],
  ])('%j: %s', (list, problem) => {
    expect(read(chrome(list)).problem).toContain(problem);
  });

  test('an array that was never closed', () => {
    const text = '[{"ph":"X","pid":1,"tid":1,"ts":1,"dur":1,"name":"x"},\n{"ph":"X","pid"';
    const { trace, problem } = read(Buffer.from(text));
    expect(problem).toBe(`ends within its events, at byte ${text.length}`);
    expect(events(trace, Kind.start)).toHaveLength(1);
  });
});

describe('Go', () => {
  test.each([
    // A program with 12 workers on 2 Ps, traced by Go 1.19.8: 29 times a goroutine was started.
    ['go1.19-trace.txt', 2],
    // As Go prints it since 1.22: one goroutine stolen, one in a call that loses its P.
    ['go1.22-trace.txt', 2],
    ['go1.19-schedtrace.txt', 2],
    ['go1.19-scheddetail.txt', 2],
  ])('%s is a sound trace', (name, procs) => {
    const { trace, problem } = read(fixture(name));
    expect(problem).toBeUndefined();
    expect(checkTrace(trace)).toEqual([]);
    expect(measure(trace).procs).toBe(procs);
    expect(measure(trace).utilisation).toBeGreaterThan(0.3);
  });

  test('go tool trace, before 1.22: goroutines and how often each thing happened', () => {
    const text = Buffer.from(fixture('go1.19-trace.txt')).toString();
    const said = (word: string): number =>
      text.match(new RegExp(`^\\d+ ${word} `, 'gm'))?.length ?? 0;
    const { tasks, makespan } = measure(read(fixture('go1.19-trace.txt')).trace);
    const blocks = said('GoBlock\\w*') + said('GoSleep');
    expect(tasks).toMatchObject({ started: said('GoStart'), blocks, yields: said('GoSched') });
    expect(tasks.ended).toBe(said('GoEnd'));
    const times = [...text.matchAll(/^(\d+) /gm)].map(([, time]) => Number(time));
    expect(makespan).toBe((times.at(-1) ?? 0) - (times[0] ?? 0));
  });

  test('go tool trace since 1.22: names, the steal, the call, the preemption', () => {
    const { trace } = read(fixture('go1.22-trace.txt'));
    const { tasks, steals } = measure(trace);
    expect(tasks).toMatchObject({
      created: 3,
      started: 6,
      ended: 2,
      preemptions: 1,
      systemCalls: 1,
    });
    expect(steals.matrix).toEqual([
      [0, 0],
      [1, 0],
    ]);
    const named = events(trace, Kind.create).map((i) => trace.strings.get(trace.b(i)));
    expect(named).toEqual(['', 'main.worker', 'main.worker']);
    expect(events(trace, Kind.retake).map((i) => [trace.a(i), trace.b(i)])).toEqual([[7002, 25]]);
  });

  test('schedtrace: busy Ps, and the lengths of queues as counters', () => {
    const ours = [...schedtracePieces(randomRun(4), { every: 1_000_000, detail: false })].join('');
    const { trace } = read(Buffer.from(`some output of the program\n${ours}more of it\n`));
    expect(checkTrace(trace)).toEqual([]);
    const lengths = [...ours.matchAll(/\[([\d ]*)\]/g)].flatMap(([, list = '']) => list.split(' '));
    const queues = events(trace, Kind.counter).filter((i) => trace.proc(i) >= 0);
    expect(queues.map((i) => String(trace.b(i)))).toEqual(lengths);
  });
});

test('every command that takes a trace takes these', async () => {
  const go = join(folder, 'go.txt');
  writeFileSync(go, fixture('go1.22-trace.txt'));
  const stats = await pilfer('stats', go);
  expect([stats.code, stats.err]).toEqual([0, '']);
  expect(stats.out).toContain('go.txt  recorded\n2 Ps, 2 cores, 31 events');
  expect((await pilfer('gantt', go)).out).toContain('1 steal\n');
  expect((await pilfer('export', go, '-f', 'csv')).out).toContain('create');
  const out = join(folder, 'go.pilfer');
  expect(await pilfer('import', go, '-o', out)).toEqual({
    code: 0,
    out: `${out}: 31 events\n`,
    err: '',
  });
  const file = decodeTraceFile(readFileSync(out));
  expect([file.problem, file.meta]).toEqual([undefined, { imported: 'go-trace' }]);
  expect(await pilfer('diff', go, out)).toMatchObject({ code: 0, err: '' });
});

test('a file that is nothing we know is told', async () => {
  const path = join(folder, 'nothing');
  writeFileSync(path, 'main: []');
  expect(await pilfer('import', path)).toMatchObject({
    code: 3,
    out: '',
    err: expect.stringContaining('is no trace: neither one of'),
  });
  writeFileSync(path, Buffer.from([0x1f, 0x8b, 1, 2, 3]));
  expect((await pilfer('stats', path)).err).toContain('is no trace: cannot be unpacked');
});

describe('cut short and damaged files give an error or what can be read', () => {
  const files: [string, Uint8Array][] = [
    ['ours', encodeTraceFile(randomRun(3))],
    ['Chrome', bytesOf(chromePieces(SMALL, 2))],
    ['NDJSON', bytesOf(ndjsonPieces(SMALL))],
    ['Go 1.19', fixture('go1.19-trace.txt')],
    ['Go 1.22', fixture('go1.22-trace.txt')],
    ['schedtrace', fixture('go1.19-schedtrace.txt')],
    ['scheddetail', fixture('go1.19-scheddetail.txt')],
    ['packed', gzipSync(bytesOf(chromePieces(SMALL, 2)))],
  ];

  /** Reads what may be anything; then everything that commands do with a trace must work. */
  function tryToRead(bytes: Uint8Array): TraceFile | undefined {
    let file: TraceFile | undefined;
    try {
      file = readAnyTrace(bytes, 'damaged');
    } catch (error) {
      expect(error).toBeInstanceOf(TraceFileError);
      return undefined;
    }
    if (file === undefined) return undefined;
    checkTrace(file.trace);
    measure(file.trace);
    [...chromePieces(file.trace, 3)].join('');
    return file;
  }

  test.each(files)('%s, cut anywhere', (name, bytes) => {
    const whole = read(bytes).trace.length;
    for (let i = 0; i < 30; i++) {
      const file = tryToRead(bytes.subarray(0, Math.floor((i * bytes.length) / 30)));
      if (file === undefined) continue;
      expect(file.trace.length).toBeLessThanOrEqual(whole + 3);
      if (name === 'ours' || name === 'Chrome' || name === 'NDJSON') {
        expect(file.problem).toBeDefined();
      }
    }
  });

  test.each(files)('%s, with bytes changed', (_, bytes) => {
    let random = 1;
    const next = (below: number): number => {
      random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
      return (random >>> 8) % below;
    };
    for (let i = 0; i < 30; i++) {
      const damaged = Uint8Array.from(bytes);
      for (let j = 0; j <= i % 4; j++) {
        damaged[next(bytes.length)] = i % 2 === 0 ? next(256) : 0x30 + next(10);
      }
      tryToRead(damaged);
    }
  });

  test('many opening brackets, endless lines, huge numbers', () => {
    for (const text of [
      '['.repeat(200_000),
      `{"traceEvents":${'['.repeat(200_000)}`,
      `[${'{"a":'.repeat(100_000)}`,
      `SCHED 0ms: gomaxprocs=99999999 idleprocs=0 [0]\n`,
      `SCHED 99999999999999ms: gomaxprocs=1 idleprocs=0 [9999999999999]\n`,
      `M=1 P=999999999 G=1 StateTransition Time=99999999999999999999 Resource=x GoID=1 Runnable->Running\n`,
      `99 Gomaxprocs p=0 g=1 off=1 procs=999999999\n`,
      'x'.repeat(3_000_000),
    ]) {
      tryToRead(Buffer.from(text));
    }
  });
});
