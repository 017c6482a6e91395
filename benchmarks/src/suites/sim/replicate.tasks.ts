/** One replication, as a task of the scheduler. */

import { tasks, type Tasks } from '@pilfer/scheduler';
import { simulate } from '@pilfer/sim';
import { requests } from './programs.js';

const PROCESSORS = 64;

const work = {
  /** Simulates with a seed and returns the mean response time, ns. */
  replicate(seed: number, count: number): number {
    return simulate(requests(PROCESSORS, count), { processors: PROCESSORS, seed }).response.mean;
  },
};

export const replications: Tasks<typeof work> = tasks(import.meta.url, work);
