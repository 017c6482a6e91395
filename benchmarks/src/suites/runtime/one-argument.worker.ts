/** The work as piscina, tinypool and poolifier want it: named functions of one argument. */

import type { JobName } from './jobs/job.js';
import { runJob } from './jobs/load.js';
import * as work from './work.js';

export { echo, fault, spend, touch } from './work.js';

export function add([a, b]: readonly [number, number]): number {
  return work.add(a, b);
}

export function job([name, input]: readonly [JobName, unknown]): unknown {
  return runJob(name, input);
}
