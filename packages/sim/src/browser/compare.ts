/** Several traces side by side: the same scale of time, and metric by metric. */

import type { Metrics } from '../metrics/measure.js';
import { rowsFor } from '../report/layout.js';
import { Raster } from '../report/raster.js';
import type { Subject } from '../report/subject.js';
import { waitChart } from '../report/charts/curve.js';
import { formatTime } from '../scenario/time.js';
import { brief, percent } from './cards.js';
import { byId, make, sharpen, show, widthOf } from './dom.js';
import type { Colors } from './theme.js';

interface Row {
  readonly name: string;
  readonly of: (metrics: Metrics) => number;
  readonly say: (value: number) => string;
  /** Which is better; undefined: neither. */
  readonly better?: 'less' | 'more';
}

const count = (value: number): string => String(value);
const idleBesideWork = ({ time }: Metrics): number =>
  time.total === 0 ? 0 : time.of['idle, work waiting'] / time.total;

const ROWS: readonly Row[] = [
  { name: 'makespan', of: ({ makespan }) => makespan, say: formatTime, better: 'less' },
  { name: 'utilisation', of: ({ utilisation }) => utilisation, say: percent, better: 'more' },
  { name: 'idle, work waiting', of: idleBesideWork, say: percent, better: 'less' },
  { name: 'wait, mean', of: ({ tasks }) => tasks.wait.mean, say: formatTime, better: 'less' },
  { name: 'wait, 99 %', of: ({ tasks }) => tasks.wait.p99, say: formatTime, better: 'less' },
  {
    name: 'response, 99 %',
    of: ({ tasks }) => tasks.response.p99,
    say: formatTime,
    better: 'less',
  },
  { name: 'steals', of: ({ steals }) => steals.steals, say: count },
  { name: 'tasks stolen', of: ({ steals }) => steals.moved, say: count },
  { name: 'global takes', of: ({ steals }) => steals.globalTakes, say: count },
  { name: 'wake-ups', of: ({ steals }) => steals.wakes, say: count },
];

/** Shows the comparison; `open` goes to one of them. */
export function showComparison(
  subjects: readonly Subject[],
  colors: Colors,
  open: (i: number) => void,
): void {
  const longest = Math.max(...subjects.map(({ bounds }) => bounds.to - bounds.from));
  const figures = subjects.map((subject, i) => figureOf(subject, longest, colors, () => open(i)));
  byId('multiples').replaceChildren(...figures.map(({ figure }) => figure));
  for (const { paint } of figures) paint();
  byId('compare-table').replaceChildren(tableOf(subjects));
  const series = subjects.map(({ label, waits }) => ({ name: label, waits }));
  show('waits', waitChart(series, widthOf('waits'), 250));
  byId('waits-legend').replaceChildren(
    ...subjects.map(({ label }, i) => {
      const line =
        '<svg class="swatch" viewBox="0 0 26 12" style="width:26px"><path class="curve series-' +
        String(i % 6) +
        '" d="M0 6H26"/></svg>';
      const entry = make('span', {}, label);
      entry.insertAdjacentHTML('afterbegin', line);
      return entry;
    }),
  );
}

/** One trace in small: all its Ps, on the scale of the longest. */
function figureOf(
  subject: Subject,
  longest: number,
  colors: Colors,
  open: () => void,
): { figure: HTMLElement; paint: () => void } {
  const { metrics, bounds, label } = subject;
  const canvas = make('canvas', { role: 'img', 'aria-label': `${label}: what each P did` });
  const link = make('button', { type: 'button', class: 'link' }, label);
  link.addEventListener('click', open);
  const { info } = subject.trace;
  const caption = make(
    'figcaption',
    {},
    link,
    make('span', { class: 'quiet' }, info.source === 'runtime' ? 'recorded' : 'simulated'),
    make('b', {}, formatTime(metrics.makespan)),
    make('span', { class: 'quiet' }, `utilisation ${percent(metrics.utilisation)}`),
  );
  const figure = make('figure', { class: 'multiple' }, caption, canvas);
  const paint = (): void => {
    const { lanes, sums } = subject.chart('P');
    const count = lanes.ids.length;
    const rows = rowsFor(count, 0, 120);
    const pitch = Math.max(4, Math.min(16, rows.pitch));
    const [width, height] = [canvas.clientWidth, count * pitch];
    canvas.style.height = `${height}px`;
    const context = sharpen(canvas, width, height);
    const [wide, bar] = [
      canvas.width,
      Math.max(2, Math.round((pitch - 2) * window.devicePixelRatio)),
    ];
    const data = new Uint8Array(wide * canvas.height);
    const raster = new Raster(lanes, sums);
    const view = { from: bounds.from, to: bounds.from + longest };
    for (let lane = 0; lane < count; lane++) {
      const y = Math.round(lane * pitch * window.devicePixelRatio);
      raster.draw(lane, view, { data, width: wide }, y, Math.min(bar, canvas.height - y));
    }
    paintLooks(context, data, wide, canvas.height, colors);
  };
  return { figure, paint };
}

/** Fills runs of equal pixels: there are few of them here. */
function paintLooks(
  context: CanvasRenderingContext2D,
  data: Uint8Array,
  width: number,
  height: number,
  colors: Colors,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = colors.card;
  context.fillRect(0, 0, width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0, end = 1; x < width; x = end++) {
      const look = (data[y * width + x] as number) % 16;
      while (end < width && (data[y * width + end] as number) % 16 === look) end++;
      if (look === 0) continue;
      context.fillStyle = colors.looks[look - 1] as string;
      context.fillRect(x, y, end - x, 1);
    }
  }
}

function tableOf(subjects: readonly Subject[]): HTMLElement {
  const head = make('tr', {}, make('th', { scope: 'col' }, ''));
  for (const { label } of subjects)
    head.append(make('th', { scope: 'col' }, `${label} `, make('small')));
  const rows = ROWS.map(({ name, of, say, better }) => {
    const values = subjects.map(({ metrics }) => of(metrics));
    if (values.every((value) => value === 0)) return undefined;
    const best = better === 'less' ? Math.min(...values) : Math.max(...values);
    const isTold = better !== undefined && values.some((value) => value !== best);
    const row = make('tr', {}, make('th', { scope: 'row' }, name));
    values.forEach((value, i) => {
      const isBest = isTold && value === best;
      const cell = make(
        'td',
        isBest ? { class: 'best' } : {},
        `${isBest ? '★ ' : ''}${say(value)} `,
      );
      cell.append(make('small', {}, i === 0 ? '' : against(value, values[0] as number)));
      row.append(cell);
    });
    return row;
  });
  return make(
    'table',
    { class: 'measures' },
    make('thead', {}, head),
    make('tbody', {}, ...rows.filter((row) => row !== undefined)),
  );
}

/** The difference from the first trace. */
function against(value: number, first: number): string {
  if (first === 0) return '';
  const share = value / first - 1;
  if (share >= 1) return `×${brief(share + 1)}`;
  return `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(1)} %`;
}
