/** What a trace says, as lines of text of at most 80 columns. */

import type { Metrics } from '../metrics/measure.js';
import type { Times } from '../metrics/tasks.js';
import { USES } from '../metrics/why-idle.js';
import { formatTime } from '../scenario/time.js';
import { brief, count, percent, table } from './format.js';

/** Most Ps whose steals are shown as a matrix: what fits into 80 columns. */
const MATRIX_LIMIT = 10;

/** Returns the numbers of a run as values that JSON can hold. */
export function metricsJson({ time, queues, steals, ...rest }: Metrics): object {
  const { step, global, local } = queues;
  return {
    ...rest,
    whereTheTimeWent: time,
    queues: { step, global: [...global], local: local.map((one) => [...one]) },
    steals: { ...steals, batches: Object.fromEntries(steals.batches) },
  };
}

/** Returns the numbers of a run as lines. */
export function summaryLines(metrics: Metrics): string[] {
  const { tasks, steals, workSpan } = metrics;
  const { low, high } = workSpan.speedup;
  const speedup = metrics.makespan === 0 ? 0 : workSpan.work / metrics.makespan;
  const perSteal = steals.steals === 0 ? 0 : steals.moved / steals.steals;
  return [
    `makespan     ${formatTime(metrics.makespan)}`,
    `utilisation  ${percent(metrics.utilisation)}`,
    `tasks        ${count(tasks.created)} created, ${count(tasks.started)} starts, ${count(tasks.crossStarts)} of them on another P`,
    `waiting      ${timesLine(tasks.wait)}`,
    `response     ${timesLine(tasks.response)}`,
    `steals       ${count(steals.steals)}, ${brief(perSteal)} tasks each; ${count(steals.searches)} searches, ${count(steals.probes)} probes`,
    `global       ${count(steals.globalTakes)} takes, ${count(steals.tickTakes)} at the tick; ${count(steals.overflows)} overflows`,
    `threads      ${count(steals.wakes)} wake-ups, ${count(tasks.preemptions)} preemptions, ${count(tasks.systemCalls)} system calls`,
    `work, span   ${formatTime(workSpan.work)}, ${formatTime(workSpan.span)}: parallelism ${brief(workSpan.parallelism)}, burdened ${brief(workSpan.burdenedParallelism)}`,
    `speed-up     ${brief(speedup)}; expected ${brief(low)} to ${brief(high)}`,
    '',
    'where the time of the Ps went',
    ...timeLines(metrics),
    ...matrixLines(metrics),
  ];
}

function timesLine(times: Times): string {
  const { mean, p50, p99, max } = times;
  return `mean ${formatTime(mean)}, p50 ${formatTime(p50)}, p99 ${formatTime(p99)}, max ${formatTime(max)}`;
}

function timeLines({ time }: Metrics): string[] {
  const used = USES.filter((use) => time.of[use] > 0);
  const rows = used.map((use) => [`  ${use}`, percent(time.of[use] / time.total)]);
  rows.push(['  together', percent(time.total === 0 ? 0 : 1)]);
  return table(rows);
}

function matrixLines({ steals, procs }: Metrics): string[] {
  if (steals.steals === 0 || procs > MATRIX_LIMIT) return [];
  const head = ['thief ↓ victim →', ...steals.matrix.map((_, p) => `P${p}`)];
  const rows = steals.matrix.map((row, thief) => [
    `  P${thief}`,
    ...row.map((n, victim) => (n === 0 ? (victim === thief ? '' : '·') : count(n))),
  ]);
  return ['', ...table([head, ...rows])];
}
