/**
 * The policies by name. A policy is a file that exports what `entry.ts` says, and a line in one of the
 * two lists here: then every command knows it.
 */

import { SimError } from '../program/errors.js';
import type { PolicySource, Queues, SimPolicy } from '../program/policy.js';
import { bestOfN } from './best-of.js';
import { centralList } from './central-list.js';
import type { NamedPolicy, NumberedPolicy } from './entry.js';
import { globalQueue } from './global-queue.js';
import { goRules } from './go.js';
import { helpFirst } from './help-first.js';
import { lastVictim } from './last-victim.js';
import { noStealing } from './no-stealing.js';
import { pilferRules } from './pilfer.js';
import { randomPlacement } from './random.js';
import { retryN } from './retry.js';
import { roundRobin } from './round-robin.js';
import { sequential } from './sequential.js';
import { shortestQueue } from './shortest-queue.js';
import { stealHalf } from './steal-half.js';
import { stealN } from './steal-n.js';
import { stealOne } from './steal-one.js';
import { thresholdN } from './threshold.js';
import { uniform } from './uniform.js';
import { workFirst } from './work-first.js';
import { workSharing } from './work-sharing.js';

/** In the order in which they are listed. */
const NAMED: readonly NamedPolicy[] = [
  goRules,
  pilferRules,
  stealOne,
  stealHalf,
  sequential,
  uniform,
  lastVictim,
  noStealing,
  globalQueue,
  centralList,
  roundRobin,
  randomPlacement,
  shortestQueue,
  workSharing,
  helpFirst,
  workFirst,
];

const NUMBERED: readonly NumberedPolicy[] = [stealN, bestOfN, thresholdN, retryN];

/** The policies with what they do; `-N` stands for a number. */
export function policyList(): { readonly name: string; readonly about: string }[] {
  return [
    ...NAMED.map(({ name, about }) => ({ name, about })),
    ...NUMBERED.map(({ name, about }) => ({ name: `${name}-N`, about })),
  ];
}

/** The names {@link policyByName} knows; `-N` stands for a number. */
export function policyNames(): string[] {
  return policyList().map(({ name }) => name);
}

/** Returns the policy of a name, such as `go`, `steal-4`, `best-of-2`, `threshold-3`, `retry-1000`. */
export function policyByName(name: string): PolicySource {
  const named = NAMED.find((one) => one.name === name);
  if (named !== undefined) return named.policy;
  const match = /^(.*)-(\d+(?:\.\d+)?)$/.exec(name);
  const numbered = NUMBERED.find((one) => one.name === match?.[1]);
  if (numbered !== undefined) return numbered.make(Number(match?.[2]));
  throw new SimError(`policy: no policy is named '${name}'; there are ${policyNames().join(', ')}`);
}

/** Returns what makes the policy of a run. */
export function policySource(given: string | PolicySource): (queues: Queues) => SimPolicy {
  const source = typeof given === 'string' ? policyByName(given) : given;
  return typeof source === 'function' ? source : () => source;
}

export { go, goWith, pilfer } from './base.js';
export { bestOf } from './best-of.js';
export { retryAtRate } from './retry.js';
export { stealK } from './steal-n.js';
export { threshold } from './threshold.js';
