/** Replications in parallel: on the very runtime that the simulator is about. */

import { Runtime } from '@pilfer/scheduler';
import { replicate } from './replicate.tasks.js';
import type { Replica } from '../runs/replica.js';
import { replicated } from '../runs/spec.js';
import type { RunSpec } from '../runs/spec.js';

/**
 * Runs each spec `reps` times, with seeds that follow on its own, on all cores, and returns the
 * replicas of each. The seeds are the same for all specs: common random numbers.
 */
export async function replications(
  specs: readonly RunSpec[],
  reps: number,
  threads?: number,
): Promise<Replica[][]> {
  const runs = specs.flatMap((spec) => replicated(spec, reps));
  const replicas: Replica[] = [];
  if (runs.length === 1) {
    replicas.push(...runs.map((run) => replicate(run)));
  } else {
    const runtime = new Runtime(threads === undefined ? {} : { procs: threads });
    try {
      replicas.push(
        ...(await runtime.runMany(
          replicate,
          runs.map((run): [RunSpec] => [run]),
        )),
      );
    } finally {
      await runtime.close();
    }
  }
  return specs.map((_, i) => replicas.slice(i * reps, (i + 1) * reps));
}
