/** Two traces, metric by metric. */

import type { Metrics } from './measure.js';
import { USES } from './why-idle.js';

/** What a metric counts: ns, a share from 0 to 1, or things. */
type Unit = 'time' | 'share' | 'count';

/** One metric of two traces. */
export interface Difference {
  readonly metric: string;
  readonly unit: Unit;
  readonly one: number;
  readonly other: number;
  /** other / one − 1; undefined if that has no value. */
  readonly error: number | undefined;
}

type Row = readonly [metric: string, unit: Unit, of: (metrics: Metrics) => number];

const ROWS: readonly Row[] = [
  ['makespan', 'time', ({ makespan }) => makespan],
  ['utilisation', 'share', ({ utilisation }) => utilisation],
  ['tasks created', 'count', ({ tasks }) => tasks.created],
  ['tasks ended', 'count', ({ tasks }) => tasks.ended],
  ['starts', 'count', ({ tasks }) => tasks.started],
  ['cross starts', 'count', ({ tasks }) => tasks.crossStarts],
  ['wait mean', 'time', ({ tasks }) => tasks.wait.mean],
  ['wait p50', 'time', ({ tasks }) => tasks.wait.p50],
  ['wait p99', 'time', ({ tasks }) => tasks.wait.p99],
  ['response mean', 'time', ({ tasks }) => tasks.response.mean],
  ['response p50', 'time', ({ tasks }) => tasks.response.p50],
  ['response p99', 'time', ({ tasks }) => tasks.response.p99],
  ['steals', 'count', ({ steals }) => steals.steals],
  ['tasks stolen', 'count', ({ steals }) => steals.moved],
  ['searches', 'count', ({ steals }) => steals.searches],
  ['probes', 'count', ({ steals }) => steals.probes],
  ['global takes', 'count', ({ steals }) => steals.globalTakes],
  ['overflows', 'count', ({ steals }) => steals.overflows],
  ['wake-ups', 'count', ({ steals }) => steals.wakes],
  ['parks', 'count', ({ steals }) => steals.parks],
  ['work, T1', 'time', ({ workSpan }) => workSpan.work],
  ['span, T∞', 'time', ({ workSpan }) => workSpan.span],
  ['parallelism', 'count', ({ workSpan }) => workSpan.parallelism],
  ...USES.map((use): Row => [
    use,
    'share',
    ({ time }) => (time.total === 0 ? 0 : time.of[use] / time.total),
  ]),
];

/** Compares two traces; metrics that are 0 in both are left out. */
export function compareMetrics(one: Metrics, other: Metrics): Difference[] {
  return ROWS.map(([metric, unit, of]) => {
    const [a, b] = [of(one), of(other)];
    return { metric, unit, one: a, other: b, error: a === 0 ? undefined : b / a - 1 };
  }).filter((row) => row.one !== 0 || row.other !== 0);
}
