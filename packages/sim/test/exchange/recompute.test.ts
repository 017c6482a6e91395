/** The numbers of `pilfer stats`, computed again from exports alone: CSV for what happened, Chrome JSON for time. */

import { expect, test } from '@jest/globals';
import type { Trace } from '@pilfer/scheduler/trace';
import { chromePieces, nsOf } from '../../src/exchange/chrome.js';
import { csvPieces } from '../../src/exchange/rows.js';
import { measure } from '../../src/metrics/measure.js';
import { randomRun, SMALL } from './traces.js';

interface Row {
  readonly time: number;
  readonly kind: string;
  readonly proc: number;
  readonly machine: number;
  readonly task: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

function rowsOf(trace: Trace): Row[] {
  const [, ...lines] = [...csvPieces(trace)].join('').trimEnd().split('\n');
  return lines.map((line) => {
    const [, time, kind = '', proc, machine, task, a, b, c] = line.split(',');
    return {
      kind,
      time: Number(time),
      proc: Number(proc),
      machine: Number(machine),
      task: Number(task),
      a: Number(a),
      b: Number(b),
      c: Number(c),
    };
  });
}

interface Slice {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly cat: string;
}

/** What goes by another name in `stats` than in the categories of slices. */
const USES: Readonly<Record<string, string>> = {
  run: 'work',
  schedule: 'scheduling',
  search: 'searching',
  join: 'joining',
  call: 'system call',
  load: 'loading modules',
  turn: 'event loop',
};

type Span = readonly [from: number, to: number];

/** ns in which both are so. */
function overlap(ones: readonly Span[], others: readonly Span[]): number {
  let sum = 0;
  for (const [from, to] of ones) {
    for (const [start, stop] of others) {
      sum += Math.max(0, Math.min(to, stop) - Math.max(from, start));
    }
  }
  return sum;
}

/** From when to when at least one task was runnable and did not run. */
function waitingSpans(rows: readonly Row[], end: number): Span[] {
  const ready = new Set<number>();
  const spans: Span[] = [];
  let since = 0;
  for (const { kind, time, task, a } of rows) {
    const before = ready.size;
    const isReady =
      ['create', 'expose', 'ready', 'yield', 'preempt'].includes(kind) ||
      (kind === 'syscallExit' && a === 2);
    if (isReady) ready.add(task);
    if (kind === 'start') ready.delete(task);
    if (before === 0 && ready.size > 0) since = time;
    if (before > 0 && ready.size === 0) spans.push([since, time]);
  }
  if (ready.size > 0) spans.push([since, end]);
  return spans;
}

/** ns of all Ps by use, from slices and the gaps between them. */
function timeOf(trace: Trace, rows: readonly Row[], procs: number): Record<string, number> {
  const { traceEvents } = JSON.parse([...chromePieces(trace, 0)].join('')) as {
    traceEvents: Slice[];
  };
  const all = traceEvents.filter(({ ph, pid, cat }) => ph === 'X' && pid === 1 && cat !== 'proc');
  const start = rows[0]?.time ?? 0;
  const end = rows.at(-1)?.time ?? 0;
  const waiting = waitingSpans(rows, end);
  const sums: Record<string, number> = {};
  const add = (use: string, ns: number): void => {
    if (ns > 0) sums[use] = (sums[use] ?? 0) + ns;
  };
  for (let proc = 0; proc < procs; proc++) {
    let at = start;
    const idle: Span[] = [];
    for (const { ts, dur, cat } of all.filter(({ tid }) => tid === proc)) {
      const [from, to] = [nsOf(ts), nsOf(ts) + nsOf(dur)];
      idle.push([at, from]);
      at = to;
      add(USES[cat] ?? cat, to - from);
    }
    idle.push([at, end]);
    const gaps = idle.reduce((sum, [from, to]) => sum + to - from, 0);
    const whileWaiting = overlap(idle, waiting);
    add('idle, work waiting', whileWaiting);
    add('idle, nothing to do', gaps - whileWaiting);
  }
  return sums;
}

/** Waiting and response times of each task, and starts on another P. */
function lives(rows: readonly Row[]): { waits: number[]; responses: number[]; cross: number } {
  const ready = new Map<number, { time: number; proc: number }>();
  const created = new Map<number, number>();
  const [waits, responses]: [number[], number[]] = [[], []];
  let cross = 0;
  for (const { kind, time, task, proc, machine, a, c } of rows) {
    if (kind === 'create' || kind === 'expose') created.set(task, time);
    const into = { create: c, ready: c, expose: 1, yield: a, preempt: a }[kind];
    const queued = kind === 'syscallExit' && a === 2 ? 2 : into;
    if (queued !== undefined) {
      ready.set(task, { time, proc: queued === 2 && machine === -1 ? -1 : proc });
    }
    if (kind === 'start') {
      const since = ready.get(task);
      waits.push(time - (since?.time ?? 0));
      if (since !== undefined && since.proc !== -1 && since.proc !== proc) cross++;
    }
    if (kind === 'end') responses.push(time - (created.get(task) ?? 0));
  }
  return { waits, responses, cross };
}

/** Nearest rank, as the statistics of the package say. */
function summary(values: readonly number[]): object {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    count: sorted.length,
    mean: sorted.length === 0 ? 0 : sum / sorted.length,
    p50: rank(0.5),
    p90: rank(0.9),
    p99: rank(0.99),
    p999: rank(0.999),
    max: sorted.at(-1) ?? 0,
  };
}

test.each(
  [SMALL, ...[1, 2, 4, 6, 9, 13].map(randomRun)].map((trace) => [trace.info.title, trace] as const),
)('%s', (_, trace) => {
  const rows = rowsOf(trace);
  const { makespan, utilisation, procs, tasks, steals, time, workSpan } = measure(trace);
  const count = (kind: string): number => rows.filter((row) => row.kind === kind).length;
  const sum = (kind: string, of: 'a' | 'b' | 'c'): number =>
    rows.filter((row) => row.kind === kind).reduce((total, row) => total + row[of], 0);

  expect(makespan).toBe((rows.at(-1)?.time ?? 0) - (rows[0]?.time ?? 0));
  const { waits, responses, cross } = lives(rows);
  expect(tasks).toEqual({
    created: count('create') + count('expose'),
    started: count('start'),
    ended: count('end'),
    failed: rows.filter(({ kind, a }) => kind === 'end' && a !== 0).length,
    wait: summary(waits),
    response: summary(responses),
    crossStarts: cross,
    preemptions: count('preempt'),
    yields: count('yield'),
    blocks: count('block'),
    systemCalls: count('syscallEnter'),
  });
  const stolen = rows.filter(({ kind }) => kind === 'steal');
  expect(steals).toMatchObject({
    steals: stolen.length,
    moved: sum('steal', 'b'),
    ofNext: stolen.filter(({ c }) => c === 0).length,
    searches: count('searchBegin'),
    found: sum('searchEnd', 'a'),
    probes: sum('searchEnd', 'c'),
    overflows: count('overflow'),
    globalTakes: count('globalTake'),
    tickTakes: sum('globalTake', 'c'),
    wakes: count('wake'),
    parks: count('park'),
  });
  const matrix = Array.from({ length: procs }, (__, thief) =>
    Array.from(
      { length: procs },
      (___, victim) => stolen.filter(({ proc, a }) => proc === thief && a === victim).length,
    ),
  );
  expect(steals.matrix).toEqual(matrix);
  if (count('procsChange') > 0) return;
  const used = Object.fromEntries(Object.entries(time.of).filter(([, ns]) => ns > 0));
  const again = timeOf(trace, rows, procs);
  expect(again).toEqual(used);
  expect(Object.values(again).reduce((total, ns) => total + ns, 0)).toBe(procs * makespan);
  expect(utilisation).toBe(makespan === 0 ? 0 : (again['work'] ?? 0) / (procs * makespan));
  if (count('syscallEnter') === 0) expect(workSpan.work).toBe(again['work'] ?? 0);
});
