import { expect, test } from '@jest/globals';
import { Kind, Source, TraceBuilder } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { measure } from '../../src/metrics/measure.js';
import { criticalPath } from '../../src/metrics/critical-path.js';
import type { PathPiece } from '../../src/report/path.js';
import { pathOn } from '../../src/report/path.js';
import { procLanes } from '../../src/report/lanes-of.js';
import { randomTrace, stealing } from './traces.js';

/** The pieces of the critical path on the lanes of the Ps. */
function piecesOf(trace: Trace): PathPiece[] {
  return pathOn(procLanes(trace), criticalPath(trace).path);
}

test('of two independent tasks, the longer', () => {
  expect(piecesOf(stealing)).toEqual([{ lane: 1, from: 300, to: 900 }]);
});

test('through a fork, and back through its join', () => {
  const trace = new TraceBuilder()
    .boot(2)
    .create(1)
    .at(10)
    .start(1)
    .at(20)
    .event(Kind.expose, { task: 2, a: 1 })
    .on(1)
    .at(30)
    .steal(2, 0)
    .start(2, Source.stolen)
    .on(0)
    .at(40)
    .event(Kind.joinBegin, { task: 1, a: 2 })
    .on(1)
    .at(90)
    .end(2)
    .on(0)
    .at(95)
    .event(Kind.joinEnd, { task: 1, a: 2 })
    .at(100)
    .end(1)
    .stop()
    .trace();
  expect(piecesOf(trace)).toEqual([
    { lane: 0, from: 10, to: 20 },
    { lane: 1, from: 30, to: 90 },
    { lane: 0, from: 95, to: 100 },
  ]);
});

/** True if all of a path's time is seen on Ps: nothing sleeps, polls or calls. */
function showsAll(trace: Trace): boolean {
  for (let i = 0; i < trace.length; i++) {
    const kind = trace.kind(i);
    if (kind === Kind.syscallEnter || (kind === Kind.ready && trace.a(i) === -1)) return false;
  }
  return true;
}

test('random traces: the pieces follow each other and add up to the span', () => {
  let complete = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const trace = randomTrace(seed);
    const pieces = piecesOf(trace);
    pieces.forEach(({ from, to }, i) => {
      expect(to).toBeGreaterThan(from);
      if (i > 0) expect(from).toBeGreaterThanOrEqual(pieces[i - 1]?.to ?? 0);
    });
    const length = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
    const { span } = measure(trace).workSpan;
    if (!showsAll(trace)) expect(length).toBeLessThanOrEqual(span);
    else {
      complete++;
      expect(length).toBe(span);
    }
  }
  expect(complete).toBeGreaterThan(0);
});
