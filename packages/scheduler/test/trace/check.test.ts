import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  buildTrace,
  checkTrace,
  Into,
  isComplete,
  Kind,
  NONE,
  Outcome,
  StopReason,
  SyscallExit,
  TraceBuilder,
} from '../../src/trace/index.js';
import type { EventInput, Trace } from '../../src/trace/index.js';
import { broken, running } from './defects.js';
import { story } from './story.js';

const eventsOf = (trace: Trace): EventInput[] =>
  Array.from({ length: trace.length }, (_, i) => trace.event(i));

const choices = fc.array(fc.nat(10_000), { maxLength: 80 });

test('what a scheduler that works tells is sound', () => {
  fc.assert(fc.property(choices, (list) => checkTrace(story(list)).length === 0));
});

test('a task told twice, or not at all, is found', () => {
  // Doubled: it starts, ends, … twice. Left out: what follows from it has no cause.
  const kinds = new Set<number>([Kind.create, Kind.start, Kind.end, Kind.block, Kind.ready]);
  fc.assert(
    fc.property(choices, fc.nat(), fc.boolean(), (list, nth, twice) => {
      const whole = eventsOf(story(list));
      const candidates = [...whole.keys()].filter((i) => kinds.has(whole[i]?.kind as number));
      fc.pre(candidates.length > 0);
      const index = candidates[nth % candidates.length] as number;
      const planted = twice
        ? whole.toSpliced(index, 0, whole[index] as EventInput)
        : whole.toSpliced(index, 1);
      expect(checkTrace(buildTrace(planted)).length).toBeGreaterThan(0);
    }),
  );
});

describe('sound stories', () => {
  test.each<[string, TraceBuilder]>([
    ['a run', running().end(1).stop()],
    ['a run that was stopped', running().stop(StopReason.timeLimit)],
    [
      'a system call whose P is taken',
      running()
        .event(Kind.syscallEnter, { task: 1 })
        .outside()
        .event(Kind.retake, { proc: 0, task: 1, a: 0 })
        .on(1, NONE)
        .event(Kind.procRelease)
        .on(1, 0)
        .event(Kind.procAcquire)
        .on(0, NONE)
        .event(Kind.syscallExit, { task: 1, a: SyscallExit.queued })
        .event(Kind.park)
        .on(1, 0)
        .start(1)
        .end(1)
        .stop(),
    ],
    [
      'an async task that awaits while another runs',
      running()
        .event(Kind.asyncPending, { task: 1, a: 1 })
        .create(2)
        .start(2)
        .end(2)
        .event(Kind.asyncResume, { task: 1 })
        .event(Kind.asyncPending, { task: 1, a: 1 })
        .end(1)
        .stop(),
    ],
    [
      'a join that parks while a thief runs the fork',
      running()
        .event(Kind.expose, { task: 2, a: 1 })
        .event(Kind.joinBegin, { task: 1, a: 2 })
        .event(Kind.park)
        .on(1)
        .steal(2, 0)
        .start(2)
        .end(2, Outcome.threw)
        .on(0)
        .event(Kind.unpark)
        .event(Kind.joinEnd, { task: 1, a: 2 })
        .end(1)
        .stop(),
    ],
    [
      'a lost machine: its task is lost, an async one runs again',
      running()
        .event(Kind.asyncPending, { task: 1 })
        .create(2)
        .start(2)
        .event(Kind.machineLost, { a: 134 })
        .outside()
        .end(2, Outcome.lost)
        .event(Kind.ready, { task: 1, c: Into.global })
        .on(1)
        .start(1)
        .end(1)
        .stop(),
    ],
    [
      'a task that is cancelled before it starts, and one that times out while it runs',
      running().create(2).outside().end(2, Outcome.cancelled).end(1, Outcome.timedOut).stop(),
    ],
    [
      'an id that is used again',
      running()
        .end(1)
        .event(Kind.settle, { task: 1 })
        .create(1)
        .start(1)
        .end(1)
        .event(Kind.settle, { task: 1 })
        .stop(),
    ],
  ])('%s', (_, builder) => {
    expect(checkTrace(builder.trace())).toEqual([]);
  });
});

test('a violation names the event, by its index and in words', () => {
  const [violation] = checkTrace(running().create(2).start(2).trace());
  expect(violation).toEqual({
    rule: 'nesting',
    index: 8,
    message:
      'M0 runs G1, which is not in a join: 0.000020 ms  P0 M0  runs G2, from the local queue',
  });
});

test('stops at the limit', () => {
  const builder = running();
  for (let i = 0; i < 50; i++) builder.event(99);
  expect(checkTrace(builder.trace(), 3)).toHaveLength(3);
});

test('where events were lost, only what needs no history is checked', () => {
  const builder = new TraceBuilder().on(0).event(Kind.lost, { a: 12 }).start(5).end(5);
  expect(isComplete(builder.trace())).toBe(false);
  expect(checkTrace(builder.trace())).toEqual([]);
  expect(broken(builder.end(5, 99))[0]).toBe('record');
});
