/** The contenders: ours, the pools that people use, and two that show what is simple or possible. */

import type { Pool, Split } from './pool.js';

/** How a contender is opened. Its module is loaded only then: that counts as part of its start. */
export interface Contender<P> {
  readonly name: string;
  /** How it is set up, and on whose advice. */
  readonly about: string;
  readonly open: (workers: number) => Promise<P>;
}

export const OURS = 'ours';

export const POOLS: readonly Contender<Pool>[] = [
  {
    name: OURS,
    about: 'as it comes',
    open: async (workers) => (await import('./pools/ours.js')).open(workers),
  },
  {
    name: 'piscina',
    about: 'as it comes, with a fixed number of threads',
    open: async (workers) => (await import('./pools/piscina.js')).open(workers),
  },
  {
    name: 'piscina ×16',
    about: '16 tasks a thread and no timing, which its README advises for many small tasks',
    open: async (workers) =>
      (await import('./pools/piscina.js')).open(workers, {
        concurrentTasksPerWorker: 16,
        recordTiming: false,
      }),
  },
  {
    name: 'tinypool',
    about: 'as it comes, with a fixed number of threads',
    open: async (workers) => (await import('./pools/tinypool.js')).open(workers),
  },
  {
    name: 'workerpool',
    about: 'threads, not processes, as many from the start as at most',
    open: async (workers) => (await import('./pools/workerpool.js')).open(workers),
  },
  {
    name: 'poolifier',
    about: 'FixedThreadPool without its queues, its fastest form: all tasks are sent at once',
    open: async (workers) => (await import('./pools/poolifier.js')).open(workers),
  },
  {
    name: 'plain queue',
    about: 'forty lines over postMessage: one queue, one task a thread',
    open: async (workers) => (await import('./pools/plain-queue.js')).open(workers),
  },
];

/** Where all tasks are known beforehand. */
export const SPLIT: Contender<Split> = {
  name: 'static split',
  about: 'no pool: each thread gets its share of all tasks in one message; the ceiling',
  open: async (workers) => (await import('./pools/static-split.js')).open(workers),
};

/** The floor of a round trip: knows `add` only, one call at a time. */
export const BARE: Contender<Pick<Pool, 'add' | 'close'>> = {
  name: 'bare notify',
  about: 'no pool: notify wakes a thread that waits on one cell; it answers with a message',
  open: async () => (await import('./pools/bare.js')).open(),
};
