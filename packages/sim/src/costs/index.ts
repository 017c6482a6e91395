/** The presets of costs. */

import type { Costs } from '../program/costs.js';
import { SimError } from '../program/errors.js';

/** Everything is free: the rules alone, for theory. */
export const zeroCosts: Costs = Object.freeze<Costs>({
  name: 'zero',
  spawn: 0,
  spawnCold: 0,
  firstRun: 0,
  switch: 0,
  block: 0,
  ready: 0,
  sync: 0,
  yield: 0,
  end: 0,
  globalLock: 0,
  lockTransfer: 0,
  probe: 0,
  steal: 0,
  migration: 0,
  wake: 0,
  wakeLatency: 0,
  wakeLatencyCold: 0,
  wakeColdAfter: 0,
  threadStart: 0,
  park: 0,
  timerSlack: 0,
  systemCall: 0,
  preempt: 0,
  threadSwitch: 0,
  threadSlice: 0,
  fork: 0,
  expose: 0,
  slowdown: 0,
  interruption: 0,
});

/**
 * Go 1.23 on a virtual machine with two cores at 2.8 GHz: measured where a measurement exists (a
 * hand-off of 275 ns is block, ready and switch), estimated where it is a part of one. `firstRun`,
 * `migration`, `lockTransfer` and `slowdown` are fitted to the runs in `truth/`; `interruption` is
 * what the spread of the runs on one P says. `truth/README.md` tells how.
 */
export const goCosts: Costs = Object.freeze<Costs>({
  name: 'go',
  spawn: 300,
  spawnCold: 2_200,
  firstRun: 2_400,
  switch: 60,
  block: 90,
  ready: 60,
  sync: 33,
  yield: 60,
  end: 100,
  globalLock: 20,
  lockTransfer: 500,
  probe: 5,
  steal: 150,
  migration: 3_000,
  wake: 5_000,
  wakeLatency: 5_000,
  wakeLatencyCold: 40_000,
  wakeColdAfter: 10_000,
  threadStart: 15_000,
  park: 500,
  timerSlack: 55_000,
  systemCall: 100,
  preempt: 5_000,
  threadSwitch: 1_000,
  threadSlice: 3_000_000,
  fork: 0,
  expose: 0,
  slowdown: 60,
  interruption: 1_000_000,
});

/**
 * This library on Node 20 on the same kind of machine, from measurements of its parts: an `Atomics`
 * call takes 8 to 23 ns, a private fork and its join 3 to 13 ns, waking a thread 11 to 28 µs of the
 * waker's time, and the sleeper runs 40 to 100 µs later. The other numbers are sums of such parts.
 */
export const pilferCosts: Costs = Object.freeze<Costs>({
  ...goCosts,
  name: 'pilfer-node20',
  spawn: 400,
  spawnCold: 400,
  firstRun: 0,
  switch: 100,
  block: 0,
  ready: 0,
  sync: 10,
  yield: 0,
  end: 200,
  globalLock: 60,
  lockTransfer: 100,
  probe: 30,
  steal: 300,
  migration: 1_000,
  wake: 15_000,
  wakeLatency: 40_000,
  wakeLatencyCold: 60_000,
  wakeColdAfter: 200_000,
  park: 2_000,
  timerSlack: 0,
  preempt: 0,
  fork: 10,
  expose: 1_000,
  slowdown: 0,
  interruption: 0,
});

/** All presets. */
export const COSTS: readonly Costs[] = Object.freeze([goCosts, pilferCosts, zeroCosts]);

/** Returns the preset of that name. */
export function costsNamed(name: string): Costs {
  const costs = COSTS.find((one) => one.name === name);
  if (costs !== undefined) return costs;
  const names = COSTS.map((one) => one.name).join(', ');
  throw new SimError(`costs: no preset is named '${name}'; there are ${names}`);
}
