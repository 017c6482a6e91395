/** The contenders: ours, ours with a choice changed, the pools that people use, and some that show what is simple or possible. */

import type { RuntimeOptions } from '@pilfer/scheduler';
import { IDLE_MS, type Pool, type Split } from './pool.js';

/** How a contender is opened. Its module is loaded only then: that counts as part of its start. */
export interface Contender<P> {
  readonly name: string;
  /** How it is set up, and on whose advice. */
  readonly about: string;
  readonly open: (workers: number) => Promise<P>;
  /** The package whose version is printed. */
  readonly from?: string;
}

export const OURS = 'ours';

/** Ours, with one choice changed: what does it give? */
function ablation(name: string, about: string, options: RuntimeOptions): Contender<Pool> {
  return {
    name: `ours, ${name}`,
    about,
    open: async (workers) => (await import('./pools/ours.js')).open(workers, options),
  };
}

/** The same threads and the same codec, with one queue for all. */
export const ONE_QUEUE: Contender<Pool> = ablation(
  'one queue',
  'stealing off: all tasks in one global queue, taken one at a time; the same threads and codec',
  { stealing: false },
);
export const EAGER: Contender<Pool> = ablation(
  'eager forks',
  'each fork is encoded and queued at once, as in a textbook pool',
  { exposure: 'eager' },
);
export const NO_SPIN: Contender<Pool> = ablation(
  'no spinning',
  'a thread without work sleeps at once',
  { spin: 0 },
);

/** The pools that are compared everywhere. */
export const POOLS: readonly Contender<Pool>[] = [
  {
    name: OURS,
    about: 'as it comes',
    open: async (workers) => (await import('./pools/ours.js')).open(workers),
  },
  {
    name: 'piscina',
    about: 'as it comes, with a fixed number of threads',
    from: 'piscina',
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
    from: 'tinypool',
    open: async (workers) => (await import('./pools/tinypool.js')).open(workers),
  },
  {
    name: 'workerpool',
    about: 'threads, not processes, as many from the start as at most',
    from: 'workerpool',
    open: async (workers) => (await import('./pools/workerpool.js')).open(workers),
  },
  {
    name: 'poolifier',
    about: 'FixedThreadPool without its queues, its fastest form: all tasks are sent at once',
    from: 'poolifier',
    open: async (workers) => (await import('./pools/poolifier.js')).open(workers),
  },
  {
    name: 'jest-worker',
    about: 'threads, not processes',
    from: 'jest-worker',
    open: async (workers) => (await import('./pools/jest-worker.js')).open(workers),
  },
  {
    name: 'comlink',
    about: 'no pool: calls are dealt to the threads in turn',
    from: 'comlink',
    open: async (workers) => (await import('./pools/comlink.js')).open(workers),
  },
  {
    name: 'knitting',
    about: 'takes part where @vixeny/knitting (jsr.io, Node 22) is installed; shared memory, spins',
    from: '@vixeny/knitting',
    open: async (workers) => (await import('./pools/knitting.js')).open(workers),
  },
  {
    name: 'plain queue',
    about: 'forty lines over postMessage: one queue, one task a thread',
    open: async (workers) => (await import('./pools/plain-queue.js')).open(workers),
  },
];

/** Pools that are compared where they say something of their own: elsewhere they need too long. */
export const MINOR: readonly Contender<Pool>[] = [
  ONE_QUEUE,
  EAGER,
  NO_SPIN,
  {
    name: 'poolifier, stealing',
    about: 'FixedThreadPool with its task queues; its main thread moves tasks between them',
    open: async (workers) =>
      (await import('./pools/poolifier.js')).open(workers, {
        enableTasksQueue: true,
        tasksQueueOptions: { taskStealing: true, tasksStealingOnBackPressure: true },
      }),
  },
  {
    name: 'poolifier, queues',
    about: 'the same with its stealing off',
    open: async (workers) =>
      (await import('./pools/poolifier.js')).open(workers, {
        enableTasksQueue: true,
        tasksQueueOptions: { taskStealing: false, tasksStealingOnBackPressure: false },
      }),
  },
  {
    name: 'threads',
    about: 'threads.js: its Pool of spawned modules',
    from: 'threads',
    open: async (workers) => (await import('./pools/threads.js')).open(workers),
  },
  {
    name: 'Worker per task',
    about: 'no pool and no limit: a new thread for each task',
    open: async () => (await import('./pools/worker-per-task.js')).open(),
  },
  {
    name: 'promise per task',
    about: 'no threads and no limit: all on the main thread',
    open: async () => (await import('./pools/promises.js')).open(),
  },
];

/** Pools that grow with a burst of tasks, and shrink when there is nothing to do. */
export const ELASTIC: readonly Contender<Pool>[] = [
  {
    name: 'piscina, elastic',
    about: `from one thread to as many as the others have; one that is idle for ${IDLE_MS} ms ends`,
    open: async (workers) =>
      (await import('./pools/piscina.js')).open(workers, { minThreads: 1, idleTimeout: IDLE_MS }),
  },
  {
    name: 'poolifier, elastic',
    about: `DynamicThreadPool, in the same way (maxInactiveTime: ${IDLE_MS})`,
    open: async (workers) => (await import('./pools/poolifier.js')).openElastic(workers),
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
