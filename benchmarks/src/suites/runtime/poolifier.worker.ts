/** The work, as poolifier's worker class takes it. */

import { ThreadWorker } from 'poolifier';
import * as work from './one-argument.worker.js';

type OneArgument = (argument?: unknown) => unknown;

const worker: ThreadWorker = new ThreadWorker({ ...work } as unknown as Record<
  string,
  OneArgument
>);

export default worker;
