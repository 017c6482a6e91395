/** A task that misbehaves among others that do not: who gets hurt? */

import type { Pool } from '../pool.js';
import type { FaultKind } from '../work.js';
import { mayFail, type Figures, type Setting } from '../scenario.js';
import { openPool } from './open.js';

/** Innocent tasks beside the bad one, and after it. */
const INNOCENT = 20;
const INNOCENT_ITERATIONS = 2_000_000;
/** What has not settled by then never will. */
const PATIENCE_MS = 3000;

/** What became of the bad task: codes in the figures. */
const NEVER = 0;
const RESOLVED = 1;
const REJECTED = 2;

/** Makes the scenario of a fault. */
export function faulty(kind: FaultKind): (setting: Setting) => Promise<Figures> {
  return async ({ contender, smoke }) => {
    let uncaught = 0;
    mayFail(() => uncaught++);
    const pool = await openPool(contender);
    await Promise.all(spends(pool, 8));
    const begun = performance.now();
    const before = spends(pool, INNOCENT / 2);
    const bad = attempt(() => pool.fault(kind));
    const beside = [...before, ...spends(pool, INNOCENT / 2)];
    const fate = await within(bad);
    const milliseconds = performance.now() - begun;
    const settled = await fulfilled(beside);
    // Whether the pool still works, all its threads included.
    const later = await fulfilled(spends(pool, smoke ? 4 : INNOCENT));
    const found = { fate, beside: settled, later: later / (smoke ? 4 : INNOCENT), uncaught };
    return { ...found, milliseconds, contained: isContained(found) ? 1 : 0 };
  };
}

/** Says in a few words what happened. */
export function describeFaults(figures: Figures): string {
  const { fate, beside, later = 0, uncaught = 0 } = figures;
  const bad = fate === NEVER ? 'NEVER settles' : fate === RESOLVED ? 'resolved' : 'rejected';
  const pool = later === 1 ? '' : later > 0 ? ', pool damaged' : ', pool dead';
  const error = uncaught > 0 ? ', uncaught error' : '';
  return `${bad}; ${beside}/${INNOCENT}${pool}${error}`;
}

/** Nobody was hurt, and the bad task has an error. */
function isContained({ fate, beside, later, uncaught }: Figures): boolean {
  return fate === REJECTED && beside === INNOCENT && later === 1 && uncaught === 0;
}

function spends(pool: Pool, count: number): Promise<unknown>[] {
  return Array.from({ length: count }, () => attempt(() => pool.spend(INNOCENT_ITERATIONS)));
}

async function attempt(call: () => Promise<unknown>): Promise<unknown> {
  return call();
}

async function within(promise: Promise<unknown>): Promise<number> {
  const settled = promise.then(
    () => RESOLVED,
    () => REJECTED,
  );
  return Promise.race([settled, late(NEVER)]);
}

/** Counts those that are fulfilled in time. */
async function fulfilled(promises: readonly Promise<unknown>[]): Promise<number> {
  let count = 0;
  const all = promises.map((promise) =>
    promise.then(
      () => count++,
      () => undefined,
    ),
  );
  await Promise.race([Promise.all(all), late(0)]);
  return count;
}

function late(value: number): Promise<number> {
  return new Promise((resolve) => setTimeout(() => resolve(value), PATIENCE_MS));
}
