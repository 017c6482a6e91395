/** What scenarios ask of a contender. */

import type { JobName } from './jobs/job.js';
import type { FaultKind, WorkName } from './work.js';

/** A pool of threads, behind the same few calls. */
export interface Pool {
  add(a: number, b: number): Promise<number>;
  spend(iterations: number): Promise<number>;
  echo(value: unknown): Promise<unknown>;
  touch(shared: Int32Array<SharedArrayBuffer>): Promise<number>;
  /** One task of a real job. */
  job(name: JobName, input: unknown): Promise<unknown>;
  /** A task that misbehaves, with the pool's own limit of {@link FAULT_LIMIT_MS}, if it knows one. */
  fault(kind: FaultKind): Promise<unknown>;
  close(): Promise<unknown>;
}

/** For pools that can limit the time of a task. */
export const FAULT_LIMIT_MS = 500;

/** For pools that shrink: when a thread without work ends, in milliseconds. */
export const IDLE_MS = 300;

/** Not a pool: each thread gets its share of a whole list in one message. The ceiling. */
export interface Split {
  /** Returns the sum of the results. */
  sum(work: 'add' | 'spend', list: Float64Array): Promise<number>;
  close(): Promise<unknown>;
}

/** Makes a pool of one whose functions take arguments as they are. */
export function withArguments(
  call: (work: WorkName, args: unknown[]) => Promise<unknown>,
  rest: Pick<Pool, 'close'> & Partial<Pick<Pool, 'fault'>>,
): Pool {
  return {
    add: (a, b) => call('add', [a, b]) as Promise<number>,
    spend: (iterations) => call('spend', [iterations]) as Promise<number>,
    echo: (value) => call('echo', [value]),
    touch: (shared) => call('touch', [shared]) as Promise<number>,
    job: (name, input) => call('job', [name, input]),
    fault: (kind) => call('fault', [kind]),
    ...rest,
  };
}

/** Makes a pool of one whose functions take one argument: see `one-argument.worker.ts`. */
export function withOneArgument(
  call: (work: WorkName, argument: unknown) => Promise<unknown>,
  rest: Pick<Pool, 'close'> & Partial<Pick<Pool, 'fault'>>,
): Pool {
  return {
    add: (a, b) => call('add', [a, b]) as Promise<number>,
    spend: (iterations) => call('spend', iterations) as Promise<number>,
    echo: (value) => call('echo', value),
    touch: (shared) => call('touch', shared) as Promise<number>,
    job: (name, input) => call('job', [name, input]),
    fault: (kind) => call('fault', kind),
    ...rest,
  };
}
