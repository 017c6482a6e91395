/** Real jobs by real libraries: how much faster than a loop, with the same answers. */

import { isDeepStrictEqual } from 'node:util';
import type { Job, JobName } from '../jobs/job.js';
import { loadJob } from '../jobs/load.js';
import type { Pool } from '../pool.js';
import { WORKERS, WrongAnswer, type Figures, type Setting } from '../scenario.js';
import { openPool } from './open.js';

/** Makes the scenario of a job. */
export function realJob(name: JobName): (setting: Setting) => Promise<Figures> {
  return async ({ contender, smoke }) => {
    const job = loadJob(name);
    runSerially(job, job.batches(smoke)); // everything is loaded and compiled
    const inputs = job.batches(smoke);
    const begun = performance.now();
    const answers = runSerially(job, inputs);
    const serial = performance.now() - begun;

    const pool = await openPool(contender);
    await warmUp(pool, name, job, smoke);
    const batches = job.batches(smoke);
    const start = performance.now();
    const received = await runParallel(pool, name, batches);
    const milliseconds = performance.now() - start;
    await pool.close();
    if (!isDeepStrictEqual(received, answers)) {
      throw new WrongAnswer(`${name}: the results differ from those of a serial run`);
    }
    return { milliseconds, serial, efficiency: serial / WORKERS / milliseconds };
  };
}

function runSerially(job: Job, batches: readonly unknown[][]): unknown[] {
  return batches.flatMap((batch) => batch.map((input) => job.run(input as never)));
}

async function runParallel(
  pool: Pool,
  name: JobName,
  batches: readonly unknown[][],
): Promise<unknown[]> {
  const results: unknown[][] = [];
  for (const batch of batches) {
    results.push(await Promise.all(batch.map((input) => pool.job(name, input))));
  }
  return results.flat();
}

/** Each thread gets to see the whole job, or half of it: its module takes long to load, and to compile. */
async function warmUp(pool: Pool, name: JobName, job: Job, smoke: boolean): Promise<void> {
  const [input] = job.batches(true).flat();
  await Promise.all(Array.from({ length: WORKERS * 4 }, () => pool.job(name, input)));
  await runParallel(pool, name, job.batches(smoke));
}
