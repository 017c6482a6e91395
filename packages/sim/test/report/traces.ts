/** Traces for the tests of the report. */

import { Source, TraceBuilder } from '@pilfer/scheduler/trace';
import type { Trace } from '@pilfer/scheduler/trace';
import { simulate } from '../../src/engine/simulate.js';
import { randomOptions, randomProgram } from '../engine/random-programs.js';
import { stealTrace } from '../steal-trace.js';

/** The steal, with names, from a queue of two. */
export const stealing: Trace = stealTrace(
  { source: 'simulator', title: 'steal', epochMs: 0 },
  { names: ['first', 'second'], of: 2 },
);

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
