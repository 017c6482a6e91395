/**
 * A policy: one choice of each kind, and the numbers. The runtime has Go's choices built in and calls
 * the functions; a simulator takes a policy as a value and compares several.
 *
 * Rules that need to see the lengths of queues (best of d, shortest queue, thresholds) are not here:
 * who keeps the queues is who can write them, against the same interfaces.
 */

import { GO, PILFER } from './constants.js';
import type { PolicyConstants } from './constants.js';
import { placeGlobally, placeLocally, placeSpread } from './placement.js';
import type { Placement } from './placement.js';
import { fixedAmount, halfOfQueue, oneTask } from './steal.js';
import type { StealAmount } from './steal.js';
import { lastVictimOrder, noVictims, sequentialOrder, uniformOrder } from './victim-strategies.js';
import { coprimeOrder } from './victims.js';
import type { VictimStrategy } from './victims.js';
import { wakeAlways, wakeOne } from './wake.js';
import type { WakeRule } from './wake.js';

/** A complete set of scheduling rules. */
export interface Policy {
  readonly name: string;
  readonly constants: PolicyConstants;
  readonly victims: VictimStrategy;
  readonly amount: StealAmount;
  readonly placement: Placement;
  readonly wake: WakeRule;
}

/** Go's rules. */
export const goPolicy: Policy = Object.freeze<Policy>({
  name: 'go',
  constants: GO,
  victims: coprimeOrder,
  amount: halfOfQueue,
  placement: placeLocally,
  wake: wakeOne,
});

/** This runtime's rules. */
export const pilferPolicy: Policy = Object.freeze<Policy>({
  ...goPolicy,
  name: 'pilfer',
  constants: PILFER,
});

/**
 * This runtime's rules without thieves: what `new Runtime({ stealing: false })` follows. One queue for
 * all, from which each P takes one task at a time: a task that went along with another one would have
 * to wait for it.
 */
export const sharedQueuePolicy: Policy = Object.freeze<Policy>({
  ...pilferPolicy,
  name: 'shared-queue',
  constants: Object.freeze<PolicyConstants>({ ...PILFER, globalBatchMax: 1 }),
  placement: placeGlobally,
  victims: noVictims,
});

/** The policies that have a name: Go's, ours, and Go's with one choice changed. */
export const POLICIES: readonly Policy[] = Object.freeze([
  goPolicy,
  pilferPolicy,
  { ...goPolicy, name: 'steal-one', amount: oneTask },
  { ...goPolicy, name: 'steal-four', amount: fixedAmount(4) },
  { ...goPolicy, name: 'sequential', victims: sequentialOrder },
  { ...goPolicy, name: 'uniform', victims: uniformOrder },
  { ...goPolicy, name: 'last-victim', victims: lastVictimOrder },
  { ...goPolicy, name: 'wake-always', wake: wakeAlways },
  { ...goPolicy, name: 'global-queue', placement: placeGlobally, victims: noVictims },
  { ...goPolicy, name: 'spread', placement: placeSpread, victims: noVictims },
  { ...goPolicy, name: 'no-stealing', victims: noVictims },
]);

/** Returns the policy of that name. */
export function policyNamed(name: string): Policy {
  const policy = POLICIES.find((one) => one.name === name);
  if (policy !== undefined) return policy;
  const names = POLICIES.map((one) => one.name).join(', ');
  throw new RangeError(`policy: no policy is named '${name}'; there are ${names}`);
}
