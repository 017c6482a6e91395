/** What a scenario is: something that one contender does in a fresh process. */

import { readFileSync } from 'node:fs';
import type { JobName } from './jobs/job.js';
import type { Pool } from './pool.js';
import type { FaultKind } from './work.js';

/** The scenarios, each a function in `scenarios/`. */
export type ScenarioName =
  | 'outstanding'
  | 'atOnce'
  | 'even'
  | 'skewed'
  | 'roundTrip'
  | 'smallObject'
  | 'nestedJson'
  | 'bytes'
  | 'sharedMemory'
  | 'heap'
  | 'start'
  | 'resident'
  | 'idle'
  | 'burst'
  | 'bursts'
  | 'forkTree'
  | 'leafTree'
  | 'nestedTree'
  | 'scaling'
  | 'switches'
  | 'pressure'
  | FaultScenario
  | JobName;

/** Scenarios in which a task misbehaves. */
export type FaultScenario = `fault: ${FaultKind}`;

/** What a process is told. */
export interface Setting {
  readonly contender: string;
  readonly workers: number;
  /** Short: the figures mean nothing. */
  readonly smoke: boolean;
  /** What an iteration of the work `spend` takes on this machine, so that all get equal tasks. */
  readonly nsPerIteration: number;
}

/** What it measured: figures by name. */
export type Figures = Readonly<Record<string, number>>;

/** Threads, unless a scenario says otherwise: as many as the reference machine has cores. */
export const WORKERS = 2;

/** An answer was wrong: whatever the time, the contender is out. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

/** From now on, an error that nobody catches is told, and does not end the process. */
export function mayFail(tell: (error: unknown) => void): void {
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
}

/** @throws WrongAnswer if they differ. */
export function expectAnswer(what: string, expected: unknown, received: unknown): void {
  if (!Object.is(expected, received)) {
    throw new WrongAnswer(`${what}: expected ${String(expected)}, received ${String(received)}`);
  }
}

/** Keeps a number of calls under way for a time; returns how many there were a second. */
export async function keepBusy(
  lanes: number,
  milliseconds: number,
  call: (turn: number) => Promise<unknown>,
): Promise<{ readonly perSecond: number; readonly calls: number }> {
  let turn = 0;
  const begun = performance.now();
  const end = begun + milliseconds;
  const lane = async (): Promise<void> => {
    do await call(turn++);
    while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { perSecond: (turn / (performance.now() - begun)) * 1000, calls: turn };
}

/** Lets every thread of a pool start, load its code and compile it. */
export async function warmUp(pool: Pool, milliseconds: number): Promise<void> {
  await Promise.all(Array.from({ length: 32 }, () => pool.spend(1_000_000)));
  await keepBusy(64, milliseconds, async (turn) => {
    expectAnswer('add', turn + 1, await pool.add(turn, 1));
  });
}

/**
 * Milliseconds for which the main thread has been on a processor; undefined where the system
 * doesn't say. A process's usage won't do: it contains the other threads.
 */
export function mainThreadCpu(): number | undefined {
  try {
    const stat = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8');
    return Number(stat.split(' ', 1)[0]) / 1e6;
  } catch {
    return undefined; // not Linux
  }
}
