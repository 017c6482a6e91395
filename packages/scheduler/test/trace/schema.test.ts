import { describe, expect, test } from '@jest/globals';
import * as codes from '../../src/trace/codes.js';
import {
  buildTrace,
  checkTrace,
  CODE_WORDS,
  describe as inWords,
  describeAt,
  formatTime,
  Kind,
  kindInfo,
  kindName,
  KINDS,
  Outcome,
  ProcState,
  Strings,
  textArgsOf,
  TraceBuilder,
  WaitReason,
} from '../../src/trace/index.js';

describe('the table of kinds', () => {
  test('has a row for every kind, in order, and no other', () => {
    const numbers = Object.values(Kind).toSorted((one, other) => one - other);
    expect(KINDS.map((info) => info.kind)).toEqual(numbers);
    for (const [name, kind] of Object.entries(Kind)) expect(kindName(kind)).toBe(name);
    expect(kindName(99)).toBe('kind-99');
    expect(kindInfo(99)).toBeUndefined();
  });

  test.each(KINDS)('$text', (info) => {
    expect(info.site).not.toBe('');
    expect(info.args.length).toBeLessThanOrEqual(3);
    for (const { name, meaning } of info.args) expect(name !== '' && meaning !== '').toBe(true);
    const fields = [...info.text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const field of fields) {
      expect(['task', 'proc', 'machine', 'a', 'b', 'c']).toContain(field);
    }
    // A sentence speaks only of what is there.
    expect(fields.includes('task') && info.task === '').toBe(false);
    for (const [i, field] of ['a', 'b', 'c'].entries()) {
      if (fields.includes(field)) expect(info.args[i]).toBeDefined();
    }
  });

  test('knows which arguments are texts', () => {
    expect(textArgsOf(Kind.create)).toBe(2);
    expect(textArgsOf(Kind.label)).toBe(1);
    expect(textArgsOf(Kind.steal)).toBe(0);
    expect(textArgsOf(1_000)).toBe(0);
  });

  test('enters every state of a P', () => {
    const entered = new Set(KINDS.map((info) => info.enters));
    for (const state of Object.values(ProcState)) expect(entered).toContain(state);
  });
});

test('every code has a word', () => {
  const sets = {
    into: codes.Into,
    source: codes.Source,
    outcome: codes.Outcome,
    wait: codes.WaitReason,
    miss: codes.Miss,
    wake: codes.WakeCause,
    park: codes.ParkMode,
    join: codes.JoinHow,
    exit: codes.SyscallExit,
    stop: codes.StopReason,
  };
  expect(Object.keys(sets)).toEqual(Object.keys(CODE_WORDS));
  for (const [name, set] of Object.entries(sets)) {
    const words = CODE_WORDS[name as keyof typeof CODE_WORDS];
    expect(Object.values(set)).toEqual([...words.keys()]);
  }
  expect(CODE_WORDS.wait[WaitReason.chanReceive]).toBe('chan receive');
  expect(CODE_WORDS.wait[WaitReason.semaphore]).toBe('semacquire');
});

describe('events in words', () => {
  const builder = new TraceBuilder().boot(2).at(1_284_000);
  const lines = (): string[] => {
    const trace = builder.trace();
    return Array.from({ length: trace.length }, (_, i) => describeAt(trace, i));
  };

  test('one line each', () => {
    builder.create(17, undefined, 'parse').on(1).steal(17, 0, 12, 24).start(17);
    builder.at(3_000_000_001).end(17, Outcome.timedOut);
    builder.event(Kind.hungry).event(Kind.handOff, { a: 3 }).outside();
    builder.event(Kind.error, { a: builder.text('two\nlines') });
    builder.event(Kind.counter, { a: builder.text('parked'), b: -1, c: 1 }).stop();
    expect(lines()).toEqual([
      '0.000000 ms  outside  the run starts with 2 Ps on 2 cores',
      '0.000000 ms  P0 M0  starts as thread 0',
      '0.000000 ms  P0 M0  takes P0',
      '0.000000 ms  P1 M1  starts as thread 0',
      '0.000000 ms  P1 M1  takes P1',
      '1.284000 ms  P0 M0  nobody creates G17 "parse" into the local queue',
      '1.284000 ms  P1 M1  steals 12 of 24 from P0, and runs G17 first',
      '1.284000 ms  P1 M1  runs G17, from the local queue',
      '3000.000001 ms  P1 M1  G17 ends: timed out',
      '3000.000001 ms  P1 M1  asks everybody for forks',
      '3000.000001 ms  P1 M1  P1 is handed to M3',
      '3000.000001 ms  outside  error in nobody: "two\\nlines"',
      '3000.000001 ms  outside  counter "parked" of no P is 8589934591',
      '3000.000001 ms  outside  the run stops: drained',
    ]);
  });

  test('unknown kinds and codes still give a line', () => {
    const event = { time: 5, kind: 99, proc: -1, machine: -1, task: 1, a: 2, b: 3, c: 4 };
    expect(inWords(event, new Strings())).toBe('0.000005 ms  outside  kind-99 (1, 2, 3, 4)');
    const end = { ...event, kind: Kind.end, a: 77 };
    expect(inWords(end, new Strings())).toBe('0.000005 ms  outside  G1 ends: outcome-77');
  });

  test('times are exact', () => {
    expect(formatTime(1)).toBe('0.000001 ms');
    expect(formatTime(Number.MAX_SAFE_INTEGER)).toBe('9007199254.740991 ms');
  });
});

test('a builder fills in what is not said: no id, and 0', () => {
  const trace = buildTrace([{ time: 3, kind: Kind.wake, machine: 1, a: 2 }]);
  expect(trace.event(0)).toEqual({
    time: 3,
    kind: Kind.wake,
    proc: -1,
    machine: 1,
    task: -1,
    a: 2,
    b: 0,
    c: -1,
  });
  expect(checkTrace(new TraceBuilder().boot(4).stop().trace())).toEqual([]);
});
