/** Bursts of tasks with pauses between them: what is ready when one comes, and what waits for it? */

import { readdirSync } from 'node:fs';
import { median } from '../../../statistics.js';
import { expectAnswer, type Figures, type Setting } from '../scenario.js';
import { spend } from '../work.js';
import { openPool } from './open.js';

/** At most: what idle ones cost is the question. */
const THREADS = 4;
const BURSTS = 5;
const TASKS = 40;
const TASK_MS = 5;
/** Long enough for an elastic pool to shrink: see `IDLE_MS`. */
const PAUSE_MS = 1000;

/**
 * Milliseconds from the start of a burst to its first and its last answer; threads of the pool, and
 * resident memory of the process, at the end of a pause. Medians over the bursts but the first, whose
 * threads are still to load their code.
 */
export async function bursts({ contender, smoke, nsPerIteration }: Setting): Promise<Figures> {
  const iterations = Math.round((TASK_MS * 1e6) / nsPerIteration / (smoke ? 100 : 1));
  const expected = spend(iterations);
  const others = threadCount();
  const pool = await openPool(contender, THREADS);
  const seen: Record<'first' | 'last' | 'threads' | 'megabytes', number[]> = {
    first: [],
    last: [],
    threads: [],
    megabytes: [],
  };
  for (let burst = 0; burst <= (smoke ? 1 : BURSTS); burst++) {
    const begun = performance.now();
    const tasks = Array.from({ length: smoke ? THREADS : TASKS }, () => pool.spend(iterations));
    await Promise.race(tasks);
    const first = performance.now() - begun;
    for (const answer of await Promise.all(tasks)) expectAnswer('spend', expected, answer);
    const last = performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, smoke ? 10 : PAUSE_MS));
    if (burst === 0) continue;
    seen.first.push(first);
    seen.last.push(last);
    seen.megabytes.push(process.memoryUsage.rss() / 1e6);
    const threads = threadCount();
    if (threads !== undefined && others !== undefined) seen.threads.push(threads - others);
  }
  await pool.close();
  return Object.fromEntries(
    Object.entries(seen).flatMap(([name, list]) =>
      list.length === 0 ? [] : [[name, median(list)] as const],
    ),
  );
}

/** Threads of this process; undefined where the system doesn't say. */
function threadCount(): number | undefined {
  try {
    return readdirSync('/proc/self/task').length;
  } catch {
    return undefined; // not Linux
  }
}
