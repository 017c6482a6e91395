/** The work that every pool is given, as plain functions: the same code on every thread. */

import { runJob } from './jobs/load.js';

/** Next to no work: what remains is the pool's own cost. */
export function add(a: number, b: number): number {
  return a + b;
}

/** Spends processor time, about a nanosecond an iteration, on a chain that V8 can't shorten. */
export function spend(iterations: number): number {
  let x = iterations | 1;
  for (let i = 0; i < iterations; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
  return x;
}

/** Returns what it received: two crossings. */
export function echo(value: unknown): unknown {
  return value;
}

/** Counts in memory that both threads see, if they really do. */
export function touch(shared: Int32Array<SharedArrayBuffer>): number {
  return Atomics.add(shared, 0, 1);
}

/** How a task misbehaves. */
export type FaultKind = 'throw' | 'exit' | 'loop' | 'memory';

/** Throws, ends its thread, never returns, or takes all the memory that there is. */
export function fault(kind: FaultKind): never {
  if (kind === 'throw') throw new RangeError('a task that throws');
  if (kind === 'exit') process.exit(1);
  const kept: unknown[] = [];
  for (;;) if (kind === 'memory') kept.push(new Array(1000).fill(kept.length));
}

/** The work by name, as workers that receive messages look it up. */
export const WORK: {
  readonly add: typeof add;
  readonly spend: typeof spend;
  readonly echo: typeof echo;
  readonly touch: typeof touch;
  readonly job: typeof runJob;
  readonly fault: typeof fault;
} = { add, spend, echo, touch, job: runJob, fault };

/** The name of a kind of work. */
export type WorkName = keyof typeof WORK;
