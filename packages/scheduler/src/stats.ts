/** What `runtime.stats()` says: a snapshot of the counters, a little old and never torn in a way that matters. */

import { GlobalQueue, Stealer } from '@pilfer/deque';
import { monotonicMs } from './clock.js';
import { readCounters, type Counter } from './counters.js';
import type { Crew } from './crew.js';
import { HISTOGRAM, readHistogram, type HistogramStats } from './histogram.js';
import type { MainCore } from './main-core.js';
import type { Memory } from './memory.js';

/** Counters of one P block, and how long its queue is. */
export interface ProcessorStats {
  /** Tasks run to an end, whatever the end. */
  readonly run: number;
  /** Tasks that threw or rejected. */
  readonly failed: number;
  /** Tasks taken from another P's deque. */
  readonly stolen: number;
  /** Rounds over all victims that found nothing. */
  readonly stealAttempts: number;
  /** Times that half of a full deque went to the global queue. */
  readonly overflows: number;
  /** Batches taken from the global queue. */
  readonly globalTakes: number;
  /** Times that its machine went to sleep. */
  readonly parks: number;
  /** Times that a machine found work that nobody had woken it for; 0, or there is a bug. */
  readonly backstops: number;
  /** Entries that were out of date and dropped. */
  readonly stale: number;
  /** Forks made by its tasks. */
  readonly forked: number;
  /** Forks that thieves could take, since somebody was hungry. */
  readonly exposed: number;
  /** Exposed forks that nobody took before their join. */
  readonly reclaimed: number;
  /** Forks that could not be exposed, since an argument can't cross threads. */
  readonly unexposable: number;
  /** Milliseconds spent on tasks. */
  readonly busyMs: number;
  /** Share of the runtime's life spent on tasks, 0 to 1. */
  readonly utilisation: number;
  /** Entries in its deque. */
  readonly queued: number;
  /** How long tasks waited from their acceptance to their start; forks are not counted. */
  readonly waitTimes: HistogramStats;
  /** How long tasks were on the stack: of an async one, until its first `await`; no forks. */
  readonly runTimes: HistogramStats;
}

type Counts = Omit<ProcessorStats, 'waitTimes' | 'runTimes'>;

/** A snapshot of a runtime. */
export interface Stats {
  readonly procs: number;
  /** Threads that have not exited. */
  readonly threads: number;
  /** Milliseconds since the runtime was made. */
  readonly uptimeMs: number;
  /** Tasks from outside accepted so far. */
  readonly accepted: number;
  /** Tasks from outside that have not settled. */
  readonly live: number;
  /** Tasks from outside that wait to be accepted. */
  readonly waiting: number;
  /** Entries in the global queue. */
  readonly globalQueue: number;
  /** Per P. After a machine had to be ended, its P goes on with another block: both are added. */
  readonly perP: readonly ProcessorStats[];
  /** Sums over all Ps. */
  readonly total: ProcessorStats;
}

/** Takes a snapshot. */
export function takeStats(memory: Memory, core: MainCore, crew: Crew): Stats {
  const { plan, buffer } = memory;
  const uptimeMs = monotonicMs() - plan.epoch;
  const blocks = Array.from({ length: plan.blocks }, (_, block) =>
    statsOf(readCounters(memory, block), new Stealer(buffer, memory.dequeAt(block)).size, uptimeMs),
  );
  const perP = Array.from({ length: plan.procs }, (_, p) => {
    const own = crew.blocks.of(p);
    const used = own.map((block) => blocks[block] as Counts);
    return { ...sum(used, uptimeMs), ...times(memory, own) };
  });
  const all = [...blocks.keys()];
  return {
    procs: plan.procs,
    threads: crew.threads,
    uptimeMs,
    accepted: core.accepted,
    live: core.live,
    waiting: core.waiting,
    globalQueue: new GlobalQueue(buffer, plan.queueAt).size,
    perP,
    total: { ...sum(blocks, uptimeMs * plan.procs), ...times(memory, all) },
  };
}

function statsOf(c: Record<Counter, number>, queued: number, lifeMs: number): Counts {
  const busyMs = c.busyNs / 1e6;
  return {
    run: c.run,
    failed: c.failed,
    stolen: c.stolen,
    stealAttempts: c.stealAttempts,
    overflows: c.overflows,
    globalTakes: c.globalTakes,
    parks: c.parks,
    backstops: c.backstops,
    stale: c.stale,
    forked: c.forked,
    exposed: c.exposed,
    reclaimed: c.reclaimed,
    unexposable: c.unexposable,
    busyMs,
    utilisation: busyMs / lifeMs,
    queued,
  };
}

function times(
  memory: Memory,
  blocks: readonly number[],
): Pick<ProcessorStats, 'waitTimes' | 'runTimes'> {
  return {
    waitTimes: readHistogram(memory, blocks, HISTOGRAM.wait),
    runTimes: readHistogram(memory, blocks, HISTOGRAM.run),
  };
}

function sum(parts: readonly Counts[], lifeMs: number): Counts {
  const total: Record<string, number> = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries<number>(part)) {
      total[name] = (total[name] ?? 0) + value;
    }
  }
  const result = total as unknown as Counts;
  return { ...result, utilisation: (total['busyMs'] ?? 0) / lifeMs };
}
