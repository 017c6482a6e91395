/** The cards of one trace: key figures and charts. */

import type { LaneKind } from '../report/lanes.js';
import { LOOK_INFO } from '../report/looks.js';
import { waitChart } from '../report/charts/curve.js';
import { heatMap } from '../report/charts/heat.js';
import { stealMatrix } from '../report/charts/matrix.js';
import { speedupChart } from '../report/charts/speedup.js';
import { usesOf, whyIdleChart } from '../report/charts/why-idle.js';
import { utilisationOf } from '../report/shares.js';
import type { Arrows } from '../report/steals.js';
import type { Subject } from '../report/subject.js';
import { formatTime } from '../scenario/time.js';
import { byId, make, show, widthOf } from './dom.js';

/** Parts of the run in the map of utilisation. */
const PARTS = 160;

/** A share, 0 to 1. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A number with its digits in groups of three. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** Three digits that mean something. */
export function brief(value: number): string {
  return value >= 1000 ? grouped(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** How many times faster than one P would have been. */
function speedupOf({ metrics }: Subject): number {
  return metrics.makespan === 0 ? 0 : metrics.workSpan.work / metrics.makespan;
}

/** Shows the key figures. */
export function showNumbers(subject: Subject): void {
  const { makespan, utilisation, tasks, steals, workSpan, time } = subject.metrics;
  const { low, high } = workSpan.speedup;
  const numbers: readonly (readonly [string, string])[] = [
    [formatTime(makespan), 'makespan'],
    [percent(utilisation), 'utilisation'],
    [brief(speedupOf(subject)), `speed-up; expected ${brief(low)} to ${brief(high)}`],
    [grouped(tasks.created), 'tasks'],
    [grouped(steals.steals), `steals, ${grouped(steals.moved)} tasks moved`],
    [formatTime(tasks.wait.p50), 'median wait'],
    [formatTime(tasks.wait.p99), '99 % waited less'],
    [formatTime(time.longestIdleWhileWaiting), 'longest idle beside waiting work'],
  ];
  byId('numbers').replaceChildren(
    ...numbers.map(([value, name]) =>
      make('div', { class: 'number' }, make('b', {}, value), make('span', {}, name)),
    ),
  );
}

/** Shows the charts, as wide as their cards are. */
export function showCharts(subject: Subject): void {
  const { metrics, bounds } = subject;
  const { time, steals, workSpan, procs } = metrics;
  show('why-idle', whyIdleChart(time, widthOf('why-idle')));
  showShares(subject);
  byId('matrix-note').textContent =
    steals.steals === 0
      ? 'No task was stolen.'
      : `${grouped(steals.steals)} steals in ${grouped(steals.searches)} searches; ${brief(steals.moved / steals.steals)} tasks each.`;
  show('matrix', stealMatrix(steals.matrix, Math.min(520, widthOf('matrix'))));
  show('waits', waitChart([{ name: subject.label, waits: subject.waits }], widthOf('waits'), 250));
  byId('speedup-note').textContent =
    `Work ${formatTime(workSpan.work)}, span ${formatTime(workSpan.span)}: parallelism ${brief(workSpan.parallelism)}, ${brief(workSpan.burdenedParallelism)} with the cost of moving tasks. The dot is this run.`;
  show('speedup', speedupChart(workSpan, procs, speedupOf(subject), widthOf('speedup'), 250));
  const { lanes, sums } = subject.chart('P');
  const shares = utilisationOf(lanes, sums, bounds, PARTS);
  show(
    'utilisation',
    heatMap(
      'Utilisation of each P over time',
      shares.map((values, p) => ({ name: `P${p}`, values })),
      { most: 1, className: 'busy', say: percent },
      bounds,
      (bounds.to - bounds.from) / PARTS,
      widthOf('utilisation'),
    ),
  );
  showQueues(subject);
}

function showShares({ metrics: { time } }: Subject): void {
  const rows = usesOf(time.of).map(({ use, percent: share, time: spent, className }) =>
    make(
      'tr',
      {},
      make('td', {}, make('i', { class: `swatch ${className}` }), use),
      make('td', {}, formatTime(spent)),
      make('td', {}, `${share.toFixed(1)} %`),
    ),
  );
  const all = make('tr', {}, make('td', {}, 'together'), make('td', {}, formatTime(time.total)));
  all.append(make('td', {}, time.total === 0 ? '' : '100.0 %'));
  byId('why-idle-table').replaceChildren(make('tbody', {}, ...rows, all));
}

function showQueues({ metrics: { queues }, bounds }: Subject): void {
  const rows = [
    { name: 'global', values: queues.global },
    ...queues.local.map((values, p) => ({ name: `P${p}`, values })),
  ];
  const most = Math.max(0, ...rows.map(({ values }) => values.reduce((a, b) => Math.max(a, b), 0)));
  byId('queues-note').textContent =
    most === 0
      ? 'No task ever waited in a queue.'
      : `Mean length; the darkest is ${brief(most)} tasks.`;
  const say = (value: number): string => `${brief(value)} tasks`;
  const scale = { most: Math.max(most, 1e-9), className: 'queue', say };
  show(
    'queues',
    heatMap('Length of each queue over time', rows, scale, bounds, queues.step, widthOf('queues')),
  );
}

/** Shows what the colours of the timeline mean: those that occur, and the overlays. */
export function showLegend(subject: Subject, kind: LaneKind): void {
  const seen = new Set(subject.chart(kind).lanes.look);
  const entries = LOOK_INFO.flatMap(({ name, meaning }, look) =>
    seen.has(look)
      ? [make('span', { title: meaning }, make('i', { class: `swatch look-${look}` }), name)]
      : [],
  );
  entries.push(
    make('span', {}, make('i', { class: 'swatch arrow' }), 'steal, from victim to thief'),
    make('span', {}, make('i', { class: 'swatch path' }), 'critical path'),
  );
  entries.push(make('span', { id: 'arrows-note' }));
  byId('legend').replaceChildren(...entries);
}

/** Says how many steals are in view, and whether all of them have an arrow. */
export function showArrows({ arrows, steals, hidden }: Arrows): void {
  const drawn =
    hidden === 0
      ? ''
      : `; ${grouped(arrows.length)} arrows drawn, the largest steals: zoom in for more`;
  byId('arrows-note').textContent = steals === 0 ? '' : `${grouped(steals)} steals in view${drawn}`;
}

/** Shows all colours, with what they mean, in the help. */
export function showColours(): void {
  byId('colours').replaceChildren(
    ...LOOK_INFO.map(({ name, meaning }, look) =>
      make(
        'li',
        {},
        make('i', { class: `swatch look-${look}` }),
        make('b', {}, name),
        `: ${meaning}`,
      ),
    ),
  );
}
