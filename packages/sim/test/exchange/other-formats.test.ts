import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { Kind, ProcState, SyscallExit, TraceBuilder, type Trace } from '@pilfer/scheduler/trace';
import { Ajv } from 'ajv';
import { stretchesOf } from '../../src/metrics/stretches.js';
import { pajePieces } from '../../src/exchange/paje.js';
import { csvPieces, ndjsonPieces } from '../../src/exchange/rows.js';
import { schedtracePieces } from '../../src/exchange/schedtrace-lines.js';
import { speedscopePieces } from '../../src/exchange/speedscope.js';
import { nonsense, randomRun, SMALL } from './traces.js';

const SOME = [
  ...Array.from({ length: 5 }, (_, i) => randomRun(7 * i + 3)),
  ...Array.from({ length: 60 }, (_, i) => nonsense(i)),
];

describe('speedscope', () => {
  interface Profile {
    readonly name: string;
    readonly startValue: number;
    readonly endValue: number;
    readonly events: readonly { type: 'O' | 'C'; frame: number; at: number }[];
  }
  interface File {
    readonly shared: { readonly frames: readonly { readonly name: string }[] };
    readonly profiles: readonly Profile[];
  }
  const { resolve } = createRequire(import.meta.url);
  const schema = resolve('speedscope/dist/release/file-format-schema.json');
  const isValid = new Ajv({ strict: false }).compile(
    JSON.parse(readFileSync(schema, 'utf8')) as object,
  );

  function file(trace: Trace): File {
    const parsed: unknown = JSON.parse([...speedscopePieces(trace)].join(''));
    expect([isValid(parsed), isValid.errors]).toEqual([true, null]);
    return parsed as File;
  }

  /** ns that each P spent in each frame. */
  function times({ shared, profiles }: File): Record<string, number>[] {
    return profiles.map(({ events, startValue, endValue }) => {
      const open: { frame: number; at: number }[] = [];
      const sums: Record<string, number> = {};
      let last = startValue;
      for (const { type, frame, at } of events) {
        expect(at).toBeGreaterThanOrEqual(last);
        last = at;
        if (type === 'O') open.push({ frame, at });
        else {
          const top = open.pop();
          expect(top?.frame).toBe(frame);
          const name = shared.frames[frame]?.name ?? '?';
          if (top !== undefined) sums[name] = (sums[name] ?? 0) + at - top.at;
        }
      }
      expect(open).toEqual([]);
      expect(last).toBeLessThanOrEqual(endValue);
      return sums;
    });
  }

  test('a small trace', () => {
    expect(times(file(SMALL))).toEqual([
      { schedule: 100, run: 400, first: 400 },
      { schedule: 200, search: 200, run: 600, second: 600 },
    ]);
  });

  test('any trace: valid by its schema, balanced, and the time of each P as in a Gantt chart', () => {
    for (const trace of SOME) {
      const sums = times(file(trace));
      const { stretches } = stretchesOf(trace, trace.startTime, trace.endTime);
      const running = sums.map((_, p) =>
        stretches
          .filter(({ proc, state }) => proc === p && state === ProcState.running)
          .reduce((sum, { from, to }) => sum + to - from, 0),
      );
      expect(sums.map(({ run = 0 }) => run)).toEqual(running);
    }
  });
});

test('CSV and NDJSON: a row for each event', () => {
  const csv = [...csvPieces(SMALL)].join('').trimEnd().split('\n');
  expect(csv).toHaveLength(SMALL.length + 1);
  expect(csv[0]).toBe('index,time,kind,proc,machine,task,a,b,c,name,text');
  expect(csv[6]).toBe(
    '5,0,create,0,0,1,-1,1,1,"first","nobody creates G1 ""first"" into the local queue"',
  );
  expect(csv[10]).toBe('9,300,steal,1,1,2,0,1,1,,"steals 1 of 1 from P0, and runs G2 first"');
  const rows = [...ndjsonPieces(SMALL)].join('').trimEnd().split('\n');
  expect(rows).toHaveLength(SMALL.length + 1);
  expect(JSON.parse(rows[0] ?? '')).toEqual({
    format: 'pilfer-trace',
    ...SMALL.info,
    events: SMALL.length,
  });
  expect(JSON.parse(rows[6] ?? '')).toEqual({
    time: 0,
    kind: 'create',
    proc: 0,
    machine: 0,
    task: 1,
    name: 'first',
    into: 'the local queue',
  });
  for (const trace of SOME) {
    expect([...csvPieces(trace)].join('').trimEnd().split('\n')).toHaveLength(trace.length + 1);
    expect([...ndjsonPieces(trace)].join('').trimEnd().split('\n')).toHaveLength(trace.length + 1);
  }
});

describe('Paje', () => {
  test('a small trace', () => {
    const lines = [...pajePieces(SMALL)].join('').trimEnd().split('\n');
    const first = lines.findIndex((line) => line.startsWith('5 '));
    expect(lines.slice(first)).toEqual([
      '5 0.000000000 run R 0 "small"',
      '5 0.000000000 P0 P run "P0"',
      '7 0.000000000 S P0 S0',
      '8 0.000000000 Q P0 0',
      '5 0.000000000 P1 P run "P1"',
      '7 0.000000000 S P1 S0',
      '8 0.000000000 Q P1 0',
      '7 0.000000000 S P0 S1',
      '7 0.000000000 S P1 S1',
      '8 0.000000000 Q P0 1',
      '8 0.000000000 Q P0 2',
      '7 0.000000100 S P0 S3',
      '8 0.000000100 Q P0 1',
      '7 0.000000100 S P1 S2',
      '9 0.000000300 L run P0 L0 1',
      '10 0.000000300 L run P1 L0 1',
      '8 0.000000300 Q P0 0',
      '8 0.000000300 Q P1 1',
      '7 0.000000300 S P1 S1',
      '7 0.000000300 S P1 S3',
      '8 0.000000300 Q P1 0',
      '7 0.000000500 S P0 S1',
      '7 0.000000500 S P0 S0',
      '7 0.000000900 S P1 S1',
      '6 0.000001000 P0 P',
      '6 0.000001000 P1 P',
      '6 0.000001000 run R',
    ]);
  });

  test('any trace: fields as defined, times that never go back, links with two ends', () => {
    for (const trace of SOME) {
      const fields = new Map<string, number>();
      const links = new Map<string, number>();
      let defining: [string, number] | undefined;
      let last = 0;
      for (const line of [...pajePieces(trace)].join('').trimEnd().split('\n')) {
        const words = line.match(/"[^"]*"|\S+/g) ?? [];
        if (words[0] === '%EventDef') defining = [words[2] ?? '', 0];
        else if (words[0] === '%EndEventDef') fields.set(...(defining as [string, number]));
        else if (words[0] === '%') (defining as [string, number])[1]++;
        else {
          const [event = '', time = '', ...rest] = words;
          expect([line, words.length - 1]).toEqual([line, fields.get(event)]);
          if (Number(event) < 5) continue;
          expect(Number(time)).toBeGreaterThanOrEqual(last);
          last = Number(time);
          const key = rest[4] ?? '';
          if (event === '9' || event === '10') links.set(key, (links.get(key) ?? 0) + 1);
        }
      }
      expect([...links.values()].filter((ends) => ends !== 2)).toEqual([]);
    }
  });
});

describe('schedtrace', () => {
  const lines = (trace: Trace, every: number, detail = false): string[] =>
    [...schedtracePieces(trace, { every, detail })].join('').trimEnd().split('\n');

  test('a line at each interval, and at the end', () => {
    const rest = 'needspinning=0 idlethreads=0 runqueue=0';
    expect(lines(SMALL, 250)).toEqual([
      `SCHED 0ms: gomaxprocs=2 idleprocs=0 threads=2 spinningthreads=0 ${rest} [2 0]`,
      `SCHED 0ms: gomaxprocs=2 idleprocs=0 threads=2 spinningthreads=1 ${rest} [1 0]`,
      `SCHED 0ms: gomaxprocs=2 idleprocs=1 threads=2 spinningthreads=0 ${rest} [0 0]`,
      `SCHED 0ms: gomaxprocs=2 idleprocs=1 threads=2 spinningthreads=0 ${rest} [0 0]`,
      `SCHED 0ms: gomaxprocs=2 idleprocs=1 threads=2 spinningthreads=0 ${rest} [0 0]`,
    ]);
  });

  test('with detail: Ps, Ms and Gs', () => {
    expect(lines(SMALL, 250, true).slice(7, 14)).toEqual([
      expect.stringMatching(/^SCHED 0ms: .* runqueue=0 gcwaiting=false/),
      '  P0: status=1 schedtick=1 syscalltick=0 m=0 runqsize=1 gfreecnt=0 timerslen=0',
      '  P1: status=1 schedtick=0 syscalltick=0 m=1 runqsize=0 gfreecnt=0 timerslen=0',
      '  M0: p=0 curg=1 mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false blocked=false lockedg=nil',
      '  M1: p=1 curg=nil mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=true blocked=false lockedg=nil',
      '  G1: status=2() m=0 lockedm=nil',
      '  G2: status=1() m=nil lockedm=nil',
    ]);
  });

  test('with detail: a task that comes out of a call and finds no P is runnable', () => {
    const after = (how: number): string | undefined => {
      const trace = new TraceBuilder().boot(1).create(1).at(10).start(1);
      trace.at(20).event(Kind.syscallEnter, { task: 1 });
      trace.at(30).event(Kind.syscallExit, { task: 1, a: how });
      return lines(trace.at(40).stop().trace(), 100, true).findLast((line) => line.includes('G1:'));
    };
    expect(after(SyscallExit.kept)).toBe('  G1: status=2() m=0 lockedm=nil');
    expect(after(SyscallExit.queued)).toBe('  G1: status=1() m=nil lockedm=nil');
  });

  test('any trace: as many lines as intervals, in the form that readers expect', () => {
    for (const trace of SOME) {
      const every = 500;
      const form =
        /^SCHED \d+ms: gomaxprocs=\d+ idleprocs=\d+ threads=\d+ spinningthreads=\d+ needspinning=0 idlethreads=\d+ runqueue=\d+ \[[\d ]*\]$/;
      const all = lines(trace, Math.max(every, Math.ceil((trace.endTime - trace.startTime) / 50)));
      expect(all.length).toBeGreaterThan(0);
      for (const line of all) expect(line).toMatch(form);
    }
  });
});

test('an empty trace gives files without events', () => {
  const empty = new TraceBuilder().trace();
  expect([...pajePieces(empty)].join('')).toMatch(/\n5 0.000000000 run R 0 "trace"\n6 .*\n$/);
  expect([...csvPieces(empty)].join('').split('\n')).toHaveLength(2);
  expect([...schedtracePieces(empty, { every: 1, detail: false })].join('')).toBe('');
  expect(JSON.parse([...speedscopePieces(empty)].join(''))).toMatchObject({ profiles: [] });
});
