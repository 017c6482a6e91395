/** What tests of the rules read from a trace. */

import { Kind } from '@pilfer/scheduler/trace';
import type { Trace, TraceEvent } from '@pilfer/scheduler/trace';
import { expect } from '@jest/globals';
import { checkTrace } from '@pilfer/scheduler/trace';
import { simulate } from '../../src/engine/simulate.js';
import type { SimOptions } from '../../src/program/options.js';
import type { Program } from '../../src/program/program.js';
import type { SimResult } from '../../src/program/result.js';

/** A run with its trace, which has been checked. */
export interface TracedRun extends SimResult {
  readonly trace: Trace;
}

/** Runs with a trace; no costs unless said otherwise. */
export function traced(program: Program, options: Partial<SimOptions> = {}): TracedRun {
  const all = { processors: 1, costs: 'zero', checked: true, ...options, trace: true } as const;
  const result = simulate(program, all);
  const { trace } = result;
  if (trace === undefined) throw new Error('no trace');
  expect(checkTrace(trace)).toEqual([]);
  return { ...result, trace };
}

/** All events of some kinds. */
export function eventsOf(trace: Trace, ...kinds: number[]): TraceEvent[] {
  return Array.from({ length: trace.length }, (_, i) => i)
    .filter((i) => kinds.includes(trace.kind(i)))
    .map((i) => trace.event(i));
}

/** Ids of Gs in the order in which they ran. */
export function starts(trace: Trace): number[] {
  return eventsOf(trace, Kind.start).map(({ task }) => task);
}
