import { describe, expect, test } from '@jest/globals';
import { Kind, kindInfo, ProcState, type Trace } from '@pilfer/scheduler/trace';
import { chromePieces, microsOf, nsOf } from '../../src/exchange/chrome.js';
import { nonsense, randomRun, SMALL } from './traces.js';

interface ChromeEvent {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly name: string;
  readonly cat: string;
  readonly id: number | string;
  readonly bp?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

function chrome(trace: Trace, tasks = 10): ChromeEvent[] {
  const text = [...chromePieces(trace, tasks)].join('');
  expect(text.startsWith('{"displayTimeUnit":"ns","traceEvents":[')).toBe(true);
  return (JSON.parse(text) as { traceEvents: ChromeEvent[] }).traceEvents;
}

const RESIZES: ReadonlySet<number> = new Set<number>([Kind.runStart, Kind.procsChange]);

/** As Perfetto reads times: cut off, not rounded. */
const cut = (micros: number): number => Math.trunc(micros * 1000);
const laneOf = ({ pid, tid }: ChromeEvent): string => `${pid}/${tid}`;

function groupBy<K>(
  events: readonly ChromeEvent[],
  keyOf: (event: ChromeEvent) => K,
): Map<K, ChromeEvent[]> {
  const groups = new Map<K, ChromeEvent[]>();
  for (const event of events) {
    const group = groups.get(keyOf(event));
    if (group === undefined) groups.set(keyOf(event), [event]);
    else group.push(event);
  }
  return groups;
}

/** What viewers require of slices, flows, and async events. */
function checkRules(events: readonly ChromeEvent[]): void {
  const slices = groupBy(
    events.filter(({ ph }) => ph === 'X'),
    laneOf,
  );
  for (const lane of slices.values()) {
    const open: number[] = [];
    const sorted = lane.toSorted((one, other) => one.ts - other.ts || other.dur - one.dur);
    for (const { ts, dur } of sorted) {
      expect(dur).toBeGreaterThanOrEqual(0);
      while ((open.at(-1) ?? Infinity) <= cut(ts)) open.pop();
      expect(cut(ts) + cut(dur)).toBeLessThanOrEqual(open.at(-1) ?? Infinity);
      open.push(cut(ts) + cut(dur));
    }
  }
  const ids = events.filter(({ ph }) => ph === 's').map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [at, event] of events.entries()) {
    if (event.ph !== 's' && event.ph !== 'f') continue;
    // In the file its slice comes first, and at its time that is open.
    const open = events
      .slice(0, at)
      .filter((one) => one.ph === 'X' && laneOf(one) === laneOf(event));
    const isOpen = open.some(
      ({ ts, dur }) => cut(ts) <= cut(event.ts) && cut(event.ts) < cut(ts) + cut(dur),
    );
    expect([event, isOpen]).toEqual([event, true]);
    if (event.ph !== 'f') continue;
    const start = events.slice(0, at).find(({ ph, id }) => ph === 's' && id === event.id);
    expect(start?.ts).toBeLessThanOrEqual(event.ts);
    expect(event.bp).toBe('e');
  }
  for (const group of groupBy(events, ({ ph, id }) => ('be'.includes(ph) ? id : '')).entries()) {
    const [id, list] = group;
    if (id === '') continue;
    const names: string[] = [];
    for (const { ph, name } of list) {
      if (ph === 'b') names.push(name);
      else expect(names.pop()).toBe(name);
    }
    expect(names).toEqual([]);
  }
}

describe('a small trace', () => {
  const events = chrome(SMALL);
  const show = ({ ph, pid, tid, ts, dur, name }: ChromeEvent): unknown => [
    ph,
    pid,
    tid,
    ts,
    dur,
    name,
  ];

  test('slices of Ps and Ms, and the arrow of the steal', () => {
    expect(events.filter(({ ph }) => 'Xsf'.includes(ph)).map(show)).toEqual([
      ['X', 1, 0, 0, 0.1, 'schedule'],
      ['X', 1, 1, 0, 0.1, 'schedule'],
      ['X', 1, 1, 0.1, 0.2, 'steal P0→P1 ×1'],
      ['X', 1, 0, 0.1, 0.4, 'G1 first'],
      ['X', 2, 0, 0, 0.5, 'P0'],
      ['X', 1, 1, 0.3, 0.6, 'G2 second'],
      ['s', 1, 0, 0.3, undefined, 'steal'],
      ['f', 1, 1, 0.3, undefined, 'steal'],
      ['X', 1, 1, 0.9, 0.1, 'schedule'],
      ['X', 2, 1, 0, 1, 'P1'],
    ]);
  });

  test('the life of a task', () => {
    const life = events.filter(({ ph, id }) => 'be'.includes(ph) && id === '0x2');
    expect(life.map(({ ph, ts, name }) => [ph, ts, name])).toEqual([
      ['b', 0, 'G2 second'],
      ['b', 0, 'runnable'],
      ['e', 0.3, 'runnable'],
      ['b', 0.3, 'running on P1'],
      ['e', 0.9, 'running on P1'],
      ['e', 0.9, 'G2 second'],
    ]);
    expect(chrome(SMALL, 0).filter(({ ph }) => ph === 'b')).toEqual([]);
  });

  test('counters are told where they change', () => {
    const queue = events.filter(({ ph, name }) => ph === 'C' && name === 'queue P0');
    expect(queue.map(({ ts, args }) => [ts, args])).toEqual([
      [0, { value: 2 }],
      [0.1, { value: 1 }],
      [0.3, { value: 0 }],
    ]);
  });

  test('lanes have names and an order', () => {
    const names = events.filter(({ ph, name }) => ph === 'M' && name === 'thread_name');
    expect(names.map(({ pid, tid, args }) => [pid, tid, args?.['name']])).toEqual([
      [4, 0, 'outside'],
      [1, 0, 'P0'],
      [1, 1, 'P1'],
      [2, 0, 'M0'],
      [2, 1, 'M1'],
    ]);
  });
});

describe('any trace', () => {
  test.each(Array.from({ length: 8 }, (_, i) => 3 * i + 1))('random run %i', (seed) => {
    checkAll(randomRun(seed));
  });

  test('events that make no sense', () => {
    for (let seed = 0; seed < 60; seed++) checkAll(nonsense(seed));
  });
});

/** The viewers' rules hold, every event is told once, and no running is lost. */
function checkAll(trace: Trace): void {
  const events = chrome(trace);
  checkRules(events);
  const told = events.flatMap(({ args }) => (args?.['i'] === undefined ? [] : [args['i']]));
  expect(told.toSorted((one, other) => Number(one) - Number(other))).toEqual(
    Array.from({ length: trace.length }, (_, i) => i),
  );
  const all = Array.from({ length: trace.length }, (_, i) => trace.event(i));
  const procs = Math.max(...all.map(({ kind, a }) => (RESIZES.has(kind) ? a : 0)));
  const isProc = (proc: number): boolean => proc >= 0 && proc < procs;
  const runs = all.filter(
    ({ kind, proc }) => kindInfo(kind)?.enters === ProcState.running && isProc(proc),
  );
  expect(events.filter(({ ph, cat }) => ph === 'X' && cat === 'run')).toHaveLength(runs.length);
  const steals = all.filter(
    ({ kind, proc, a }) => kind === Kind.steal && proc !== a && isProc(proc) && isProc(a),
  );
  expect(events.filter(({ ph }) => ph === 'f')).toHaveLength(steals.length);
}

test('times come back whether a reader rounds or cuts off', () => {
  for (let ns = 0; ns < 20_000; ns++) {
    const micros = microsOf(ns * 7919);
    expect([cut(micros), nsOf(micros)]).toEqual([ns * 7919, ns * 7919]);
  }
});
