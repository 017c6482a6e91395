/** The policies that have a name, and those that need a number. */

import { SimError } from '../program/errors.js';
import type { PolicySource, Queues, SimPolicy } from '../program/policy.js';
import { go, pilfer } from './base.js';
import { helpFirst, retryAtRate, workFirst } from './idling.js';
import {
  centralList,
  globalQueue,
  randomPlacement,
  roundRobin,
  shortestQueue,
  workSharing,
} from './placements.js';
import { stealHalf, stealK, stealOne, threshold } from './steal-amounts.js';
import { bestOf, lastVictim, noStealing, sequential, uniform } from './victims.js';

/** Names as users write them; `2` in a name stands for any number. */
const NAMED: ReadonlyMap<string, PolicySource> = new Map<string, PolicySource>([
  ['go', go],
  ['pilfer', pilfer],
  ['steal-one', stealOne],
  ['steal-half', stealHalf],
  ['sequential', sequential],
  ['uniform', uniform],
  ['last-victim', lastVictim],
  ['no-stealing', noStealing],
  ['global-queue', globalQueue],
  ['central-list', centralList],
  ['round-robin', roundRobin],
  ['random', randomPlacement],
  ['shortest-queue', shortestQueue],
  ['work-sharing', workSharing],
  ['help-first', helpFirst],
  ['work-first', workFirst],
]);

const NUMBERED: ReadonlyMap<string, (n: number) => PolicySource> = new Map([
  ['steal', stealK],
  ['best-of', bestOf],
  ['threshold', threshold],
  ['retry', retryAtRate],
]);

/** The names {@link policyByName} knows; `-N` stands for a number. */
export function policyNames(): string[] {
  return [...NAMED.keys(), ...[...NUMBERED.keys()].map((name) => `${name}-N`)];
}

/** Returns the policy of a name, such as `go`, `steal-4`, `best-of-2`, `threshold-3`, `retry-1000`. */
export function policyByName(name: string): PolicySource {
  const named = NAMED.get(name);
  if (named !== undefined) return named;
  const match = /^(.*)-(\d+(?:\.\d+)?)$/.exec(name);
  const make = NUMBERED.get(match?.[1] ?? '');
  if (make !== undefined) return make(Number(match?.[2]));
  throw new SimError(`policy: no policy is named '${name}'; there are ${policyNames().join(', ')}`);
}

/** Returns what makes the policy of a run. */
export function policySource(given: string | PolicySource): (queues: Queues) => SimPolicy {
  const source = typeof given === 'string' ? policyByName(given) : given;
  return typeof source === 'function' ? source : () => source;
}

export { go, goWith, pilfer } from './base.js';
export { retryAtRate } from './idling.js';
export { stealK, threshold } from './steal-amounts.js';
export { bestOf } from './victims.js';
