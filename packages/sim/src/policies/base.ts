/** What policies are made from: the two runtimes' rules, with the choices that only vary here. */

import { goPolicy, oneTask, pilferPolicy } from '@pilfer/scheduler/policy';
import type { PolicyConstants } from '@pilfer/scheduler/policy';
import type { SimPolicy } from '../program/policy.js';

/** Go's rules. */
export const go: SimPolicy = Object.freeze<SimPolicy>({
  ...goPolicy,
  model: 'go',
  retryNs: 0,
  searchesWhenEmpty: true,
  creation: 'help-first',
  globalOrder: 'fifo',
  visitsPerRound: 0,
});

/** This library's own rules. */
export const pilfer: SimPolicy = Object.freeze<SimPolicy>({
  ...go,
  ...pilferPolicy,
  model: 'pilfer',
  // Its owner pops the newest anyway: there is no `next` slot. A steal takes one.
  constants: { ...pilferPolicy.constants, runNext: false, stealsNext: false },
  amount: oneTask,
});

/** Go's rules with some choices changed, and some constants. */
export function goWith(
  name: string,
  choices: Partial<SimPolicy>,
  constants: Partial<PolicyConstants> = {},
): SimPolicy {
  return { ...go, ...choices, name, constants: { ...go.constants, ...constants } };
}
