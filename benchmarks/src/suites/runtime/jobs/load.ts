/** Loads jobs on whichever thread runs them: synchronously, since not all pools take async tasks well. */

import { createRequire } from 'node:module';
import type { Job, JobName } from './job.js';

const require = createRequire(import.meta.url);
const loaded = new Map<JobName, Job>();

/** Loads a job's module, once a thread. */
export function loadJob(name: JobName): Job {
  let job = loaded.get(name);
  if (job === undefined) {
    ({ job } = require(`./${name}.js`) as { readonly job: Job });
    loaded.set(name, job);
  }
  return job;
}

/** Does one task of a job. */
export function runJob(name: JobName, input: unknown): unknown {
  return loadJob(name).run(input as never);
}
