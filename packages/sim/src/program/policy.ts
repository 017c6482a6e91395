/**
 * The policy of a simulation: the scheduler's own interface, and what only a simulator can vary.
 *
 * A choice that must see the queues (best of d, shortest queue, thresholds) is made by a function
 * that gets a view of them: {@link PolicySource}.
 */

import type { Policy } from '@pilfer/scheduler/policy';

/** The runtime whose rules apply: Go's, or this library's own. */
export type ModelName = 'go' | 'pilfer';

/** What a choice may know about the queues when it is made. Counts are of runnable Gs. */
export interface Queues {
  readonly processors: number;
  /** Length of a P's queue with its `next`. */
  length(processor: number): number;
  /** Length of the P's queue, `next`, and the G it runs. */
  load(processor: number): number;
  isIdle(processor: number): boolean;
}

/** The rules of a run. */
export interface SimPolicy extends Policy {
  readonly model: ModelName;
  /** Mean of the exponential time after which an idle P looks for work by itself, ns; 0: never. */
  readonly retryNs: number;
  /** A P that runs out of work looks for some at once; else only when it is woken or retries. */
  readonly searchesWhenEmpty: boolean;
  /** Who runs first after a fork or spawn: the creator (help-first, as Go) or the new G (work-first). */
  readonly creation: 'help-first' | 'work-first';
  /** Order of the global queue: of arrival, or of the rank of the functions (list scheduling). */
  readonly globalOrder: 'fifo' | 'rank';
  /** Victims a thief looks at in one round at most; 0: no limit. */
  readonly visitsPerRound: number;
}

/** A policy, or what makes it once the queues are there. */
export type PolicySource = SimPolicy | ((queues: Queues) => SimPolicy);
