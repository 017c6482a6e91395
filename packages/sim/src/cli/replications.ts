/** Replications in parallel: on the very runtime that the simulator is about. */

import { Runtime } from '@pilfer/scheduler';
import { replicate } from './replicate.tasks.js';
import type { Replica } from './replicate.tasks.js';
import type { RunSpec } from './spec.js';

/**
 * Runs each spec `reps` times, with seeds that follow on its own, on all cores, and returns the
 * replicas of each. The seeds are the same for all specs: common random numbers.
 */
export async function replications(
  specs: readonly RunSpec[],
  reps: number,
  threads?: number,
): Promise<Replica[][]> {
  const runs = Array.from({ length: reps }, (_, i) =>
    specs.map((spec) => ({
      ...spec,
      options: { ...spec.options, seed: ((spec.options.seed ?? 1) + i) & 0x7fffffff },
    })),
  ).flat();
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
  return specs.map((_, i) => replicas.filter((__, at) => at % specs.length === i));
}
