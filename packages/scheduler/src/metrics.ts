/** A snapshot of a runtime in the text format of Prometheus, version 0.0.4. */

import { boundOf, type HistogramStats } from './histogram.js';
import type { ProcessorStats, Stats } from './stats.js';

/** Counters of one P, and what they count. */
const COUNTERS = [
  ['run', 'tasks_run_total', 'Tasks run to an end, whatever the end.'],
  ['failed', 'tasks_failed_total', 'Tasks that threw or rejected.'],
  ['stolen', 'steals_total', "Tasks taken from another processor's deque."],
  ['stealAttempts', 'steal_misses_total', 'Rounds over all victims that found nothing.'],
  ['overflows', 'overflows_total', 'Times that half of a full deque went to the global queue.'],
  ['globalTakes', 'global_takes_total', 'Batches taken from the global queue.'],
  ['parks', 'parks_total', 'Times that a machine went to sleep.'],
  ['backstops', 'backstops_total', 'Wake-ups that were missed: 0, or there is a bug.'],
  ['stale', 'stale_entries_total', 'Entries that were out of date and dropped.'],
  ['forked', 'forks_total', 'Forks made by tasks.'],
  ['exposed', 'forks_exposed_total', 'Forks that thieves could take.'],
  ['reclaimed', 'forks_reclaimed_total', 'Exposed forks that nobody took before their join.'],
  ['unexposable', 'forks_unexposable_total', 'Forks whose arguments cannot cross threads.'],
] as const;

/** Quantities of the whole runtime that go up and down. */
const GAUGES = [
  ['procs', 'processors', 'Tasks that can run at the same time.'],
  ['threads', 'threads', 'Threads that have not exited.'],
  ['live', 'tasks_live', 'Tasks from outside that have not settled.'],
  ['waiting', 'tasks_waiting', 'Tasks from outside that wait to be accepted.'],
  ['globalQueue', 'global_queue_entries', 'Entries in the global queue.'],
] as const;

/** Histogram buckets that are shown: powers of two microseconds, up to two minutes. */
const SHOWN = 27;

/** Writes a snapshot down; `name` is the runtime's, and a label of each line. */
export function prometheusText(stats: Stats, name: string): string {
  const runtime = `runtime="${escape(name)}"`;
  const lines: string[] = [];
  const family = (metric: string, type: string, help: string): void => {
    lines.push(`# HELP pilfer_${metric} ${help}`, `# TYPE pilfer_${metric} ${type}`);
  };
  const line = (metric: string, labels: string, value: number): void => {
    lines.push(`pilfer_${metric}{${labels}} ${value}`);
  };
  const perP = (metric: string, value: (p: ProcessorStats) => number): void =>
    stats.perP.forEach((each, p) => line(metric, `${runtime},p="${p}"`, value(each)));
  const histogram = (metric: string, help: string, times: HistogramStats): void => {
    family(metric, 'histogram', help);
    for (const { le, count } of cumulative(times)) {
      line(`${metric}_bucket`, `${runtime},le="${le}"`, count);
    }
    line(`${metric}_sum`, runtime, times.sumMs / 1000);
    line(`${metric}_count`, runtime, times.count);
  };

  family('uptime_seconds', 'gauge', 'Time since the runtime was made.');
  line('uptime_seconds', runtime, stats.uptimeMs / 1000);
  family('tasks_accepted_total', 'counter', 'Tasks from outside accepted.');
  line('tasks_accepted_total', runtime, stats.accepted);
  for (const [field, metric, help] of GAUGES) {
    family(metric, 'gauge', help);
    line(metric, runtime, stats[field]);
  }
  for (const [field, metric, help] of COUNTERS) {
    family(metric, 'counter', help);
    perP(metric, (p) => p[field]);
  }
  family('deque_entries', 'gauge', 'Entries in the deque of a processor.');
  perP('deque_entries', (p) => p.queued);
  family('busy_seconds_total', 'counter', 'Time spent on tasks.');
  perP('busy_seconds_total', (p) => p.busyMs / 1000);
  histogram(
    'task_wait_seconds',
    'Time from submission to start; forks are not counted.',
    stats.total.waitTimes,
  );
  histogram(
    'task_run_seconds',
    'Time on the stack; of an async task, until its first await.',
    stats.total.runTimes,
  );
  return `${lines.join('\n')}\n`;
}

/** Counts up to each bound, in seconds. */
function* cumulative({ buckets, count }: HistogramStats): Generator<{ le: string; count: number }> {
  let next = 0;
  let sum = 0;
  for (let octave = 0; octave < SHOWN; octave++) {
    const belowMs = boundOf(2 * octave + 1) / 1000;
    for (; next < buckets.length; next++) {
      const bucket = buckets[next];
      if (bucket === undefined || bucket.belowMs > belowMs) break;
      sum += bucket.count;
    }
    yield { le: String(belowMs / 1000), count: sum };
  }
  yield { le: '+Inf', count };
}

/** A label's value: backslash, quote and newline are escaped. */
function escape(text: string): string {
  return text.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}
