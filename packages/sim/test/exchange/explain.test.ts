import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { GO, PILFER } from '@pilfer/scheduler/policy';
import {
  encodeTraceFile,
  Into,
  Kind,
  Miss,
  NONE,
  ProcState,
  Source,
  TraceBuilder,
  type Trace,
} from '@pilfer/scheduler/trace';
import { runCli } from '../../src/cli/cli.js';
import { explain } from '../../src/exchange/explain/explain.js';
import { stretchesOf } from '../../src/metrics/stretches.js';
import { nonsense, randomRun, SMALL } from './traces.js';

const folder = mkdtempSync(join(tmpdir(), 'pilfer-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const go = (trace: Trace, time: number): string[] =>
  explain(trace, time, { constants: GO, isPilfer: false }).map(
    ({ proc, what, why, rule }) => `P${proc} ${what}: ${why} [${rule}]`,
  );

test('a small trace, moment by moment', () => {
  expect(go(SMALL, 50)).toEqual([
    "P0 is between two tasks, for 50 ns: M0 has just got it; now it looks at its own queue, the global one, and other Ps, in this order [schedule and findRunnable in Go's runtime/proc.go]",
    "P1 is between two tasks, for 50 ns: M1 has just got it; now it looks at its own queue, the global one, and other Ps, in this order [schedule and findRunnable in Go's runtime/proc.go]",
  ]);
  expect(go(SMALL, 200)).toEqual([
    "P0 runs G1 first, for 100 ns: G1 first was the oldest of the 2 tasks in its own queue; the global queue is empty [runqget in Go's runtime/proc.go]",
    "P1 searches, for 100 ns: M1 found its own queue and the global one empty; it has met nobody yet; 1 of 2 busy Ps search, and fewer than half may begin to [findRunnable, 2*nmspinning < busy Ps in Go's runtime/proc.go]",
  ]);
  expect(go(SMALL, 600)).toEqual([
    "P0 is idle, for 100 ns: M0 found no task, found nothing, and gave it up; no task waits anywhere [findRunnable and stopm in Go's runtime/proc.go]",
    "P1 runs G2 second, for 300 ns: G2 second was stolen from P0: its own queue was empty, and the global queue too; it took 1 of 1 [stealWork and runqgrab in Go's runtime/proc.go]",
  ]);
});

describe('each way to find a task', () => {
  const story = (): TraceBuilder => new TraceBuilder().boot(3).create(1, NONE, 'f').at(10);
  const run = (source: number, more: Partial<{ b: number; c: number }> = {}): Trace =>
    story()
      .event(Kind.start, { task: 1, a: source, ...more })
      .at(20)
      .stop()
      .trace();
  const why = (trace: Trace, time = 15): string => go(trace, time)[0] ?? '';

  test.each([
    [Source.next, 'G1 f was in its next slot: what a P has readied last runs first'],
    [
      Source.tick,
      'from the global queue, before its own queue of 1: schedtick 0 is a multiple of 61',
    ],
    [Source.join, 'the fork that its joiner needs, and nobody has taken it'],
    [Source.help, 'its joiner waits for another fork and runs G1 f meanwhile'],
    [Source.poll, 'was ready at the poller'],
    [Source.direct, 'was handed to it'],
  ])('source %i', (source, text) => {
    expect(why(run(source))).toContain(text);
  });

  test('next, in the slice of the one before', () => {
    expect(why(run(Source.next, { b: 1 }))).toContain('in what is left of the slice before');
  });

  test('the 61st tick, and the ticks before', () => {
    const builder = story();
    for (let i = 0; i < 61; i++) {
      builder
        .at(100 + i)
        .start(1)
        .event(Kind.yield, { task: 1, a: Into.local });
    }
    builder
      .outside()
      .create(2, NONE, 'g', Into.global)
      .on(0)
      .at(300)
      .start(1, Source.local)
      .at(310);
    builder.end(1).event(Kind.globalTake, { task: 2, a: 1, b: 0, c: 1 }).start(2, Source.tick);
    const trace = builder.at(400).stop().trace();
    expect(why(trace, 305)).toContain('G1 f was the oldest of the 1 task in its own queue');
    expect(why(trace, 320)).toContain('schedtick 62');
    const pilfer = explain(trace, 305, { constants: PILFER, isPilfer: true }, 0)[0];
    expect(pilfer?.why).toContain('was the newest of the 1 task');
    expect(pilfer?.rule).toBe('Processor.findRunnable (processor.ts)');
  });

  test('a batch of the global queue', () => {
    const trace = story()
      .event(Kind.globalTake, { task: 1, a: 3, b: 5 })
      .start(1, Source.global)
      .at(20)
      .stop()
      .trace();
    expect(why(trace)).toContain(
      'it took 3 of 8 tasks from the global queue, a share for each P, and runs G1 f first',
    );
    expect(why(trace)).toContain('globrunqget');
  });

  test('a steal after visits in vain: half, rounded up; or the next task', () => {
    const steal = (of: number): Trace =>
      story()
        .event(Kind.searchBegin, { a: 1 })
        .event(Kind.miss, { a: 2, b: Miss.empty })
        .event(Kind.miss, { a: 1, b: Miss.idle })
        .steal(1, 2, of === 0 ? 1 : of - (of >> 1), of)
        .event(Kind.searchEnd, { a: 1 })
        .start(1, Source.stolen)
        .at(20)
        .stop()
        .trace();
    expect(why(steal(7))).toContain('after P2 (empty), P1 (idle) it took 4 of 7: half, rounded up');
    expect(why(steal(0))).toContain('it took its next task, as only the last round may');
  });
});

describe('why a P does nothing', () => {
  const idle = (): TraceBuilder =>
    new TraceBuilder().boot(2).on(1).event(Kind.procRelease).event(Kind.park, { proc: NONE }).on(0);
  const why = (builder: TraceBuilder): string => go(builder.at(20).stop().trace(), 15)[1] ?? '';

  test('nothing to do', () => {
    expect(why(idle())).toContain(
      'M1 found no task, found nothing, and gave it up; no task waits anywhere',
    );
  });

  test('work waits: somebody searches, somebody was woken, nobody was', () => {
    const busy = (): TraceBuilder => idle().create(1).create(2);
    expect(why(busy())).toContain('2 tasks wait, and nobody has been woken for it');
    expect(why(busy().event(Kind.wake, { a: 1 }))).toContain('M1 has been woken and is on its way');
    expect(why(busy().event(Kind.searchBegin, { a: 1 }))).toContain(
      'new work wakes nobody while an M searches, and 1 do',
    );
  });

  test('in a call, and after its P was taken', () => {
    const call = new TraceBuilder()
      .boot(2)
      .create(1)
      .start(1)
      .event(Kind.syscallEnter, { task: 1 });
    const inCall = go(call.at(10).stop().trace(), 5)[0] ?? '';
    expect(inCall).toContain('is in a call of G1, for 5 ns');
    expect(inCall).toContain('20 µs or more later');
    const taken = new TraceBuilder()
      .boot(2)
      .create(1)
      .start(1)
      .event(Kind.syscallEnter, { task: 1 });
    taken.at(3).outside().event(Kind.retake, { proc: 0, task: 1, a: 0, b: 20 }).at(10).stop();
    expect(go(taken.trace(), 5)[0]).toContain('it was taken from M0, whose task is in a call');
  });
});

test('any trace, any moment: what is said of a P is the state it is in', () => {
  const words: Readonly<Record<number, RegExp>> = {
    [ProcState.running]: /^runs G/,
    [ProcState.searching]: /^searches/,
    [ProcState.scheduling]: /^is between/,
    [ProcState.syscall]: /^is in a call/,
    [ProcState.joining]: /^waits in a join/,
    [ProcState.idle]: /^is idle/,
    [ProcState.parked]: /^is parked/,
  };
  for (let seed = 1; seed < 40; seed += 4) {
    const trace = randomRun(seed);
    const { stretches } = stretchesOf(trace, trace.startTime, trace.endTime);
    for (const { proc, state, from } of stretches.filter((_, i) => i % 50 === 0)) {
      const [one] = explain(trace, from, { constants: GO, isPilfer: false }, proc);
      if (one !== undefined) expect(one.what).toMatch(words[state] ?? /./);
    }
  }
  for (let seed = 0; seed < 60; seed++) {
    const trace = nonsense(seed);
    expect(go(trace, trace.endTime).length).toBeGreaterThanOrEqual(0);
  }
});

async function pilfer(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const got = { out: '', err: '' };
  const out = (text: string): unknown => (got.out += text);
  const err = (text: string): unknown => (got.err += text);
  return { code: await runCli(argv, { out, err, color: false }), ...got };
}

describe('the command', () => {
  const path = join(folder, 'small.pilfer');
  writeFileSync(path, encodeTraceFile(SMALL));

  test('in words, within 80 columns, with the events around', async () => {
    const { code, out, err } = await pilfer('explain', path, '--at', '600ns');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`small  recorded  at 600 ns  policy pilfer

P0 is idle, for 100 ns
    M0 found no task, found nothing, and gave it up; no task waits anywhere
    rule: spinBudget (policy/spin.ts), Idle.park (idle.ts)

P1 runs G2 second, for 300 ns
    G2 second was stolen from P0: its own queue was empty, and the global queue
    too; it took 1 of 1
    rule: Processor.steal (processor.ts), stealHalf (policy/steal.ts)

events around it
    0.000300 ms  P1 M1  runs G2, from a steal
    0.000500 ms  P0 M0  G1 ends: ok
  > 0.000500 ms  P0 M0  gives up P0
    0.000900 ms  P1 M1  G2 ends: ok
    0.001000 ms  outside  the run stops: drained
`);
    const scenario = await pilfer('explain', 'fork-join', '-p', '4', '--at', '80us');
    for (const line of scenario.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('one P, as JSON', async () => {
    const { out } = await pilfer('explain', path, '--at', '600ns', '--on-p', '1', '--json');
    expect(JSON.parse(out)).toMatchObject({
      title: 'small',
      at: 600,
      policy: 'pilfer',
      procs: [{ proc: 1, what: 'runs G2 second, for 300 ns' }],
    });
  });

  test.each([
    [[], "expected --at TIME, like '--at 1.5ms'"],
    [['--at', '2us'], '--at: expected a time from 0 ns to 1 µs, received 2 µs'],
    [['--at', '1ns', '--on-p', '9'], '--on-p: there is no P9 at that time'],
  ])('%j is refused', async (flags, message) => {
    expect(await pilfer('explain', path, ...flags)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(message),
    });
  });
});
