/** The work, as poolifier's worker class takes it, on threads that end when they have been idle. */

import { ThreadWorker } from 'poolifier';
import * as work from './one-argument.worker.js';
import { IDLE_MS } from './pool.js';

type OneArgument = (argument?: unknown) => unknown;

const worker: ThreadWorker = new ThreadWorker(
  { ...work } as unknown as Record<string, OneArgument>,
  { maxInactiveTime: IDLE_MS },
);

export default worker;
