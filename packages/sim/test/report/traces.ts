/** Traces for the tests of the report. */

import { Kind, Source, TraceBuilder } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { simulate } from '../../src/engine/simulate.js';
import { randomOptions, randomProgram } from '../engine/random-programs.js';

/** P0 runs task 1 from 100 to 500. P1 searches from 100, steals task 2 at 300 and runs it to 900. */
export const stealing: Trace = new TraceBuilder({ source: 'simulator', title: 'steal', epochMs: 0 })
  .boot(2)
  .create(1, -1, 'first')
  .create(2, -1, 'second')
  .at(100)
  .start(1)
  .on(1)
  .event(Kind.searchBegin, { a: 1 })
  .at(300)
  .steal(2, 0, 1, 2)
  .event(Kind.searchEnd, { a: 1, b: 0, c: 1 })
  .start(2, Source.stolen)
  .at(500)
  .on(0)
  .end(1)
  .event(Kind.procRelease)
  .at(900)
  .on(1)
  .end(2)
  .at(1000)
  .stop()
  .trace();

/** The trace of a random program. */
export function randomTrace(seed: number): Trace {
  const { trace } = simulate(randomProgram(seed), { ...randomOptions(seed), trace: true });
  if (trace === undefined) throw new Error('no trace');
  return trace;
}

/** Names that would do harm if they were taken for markup. */
export const unsafe: Trace = new TraceBuilder({
  source: 'runtime',
  title: '</script><img src="x">',
  epochMs: 0,
})
  .boot(2)
  .create(1, -1, '</script><img src="x">')
  .at(10)
  .on(1)
  .steal(1, 0)
  .start(1, Source.stolen)
  .at(100)
  .end(1)
  .stop()
  .trace();
