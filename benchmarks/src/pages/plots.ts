/** The plots of the report: SVG, drawn by Observable Plot on a document without a browser. */

import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Results } from '../report.js';
import type { Row } from '../suite.js';

/** A plot with what it shows. */
export interface Figure {
  readonly file: string;
  readonly title: string;
  readonly caption: string;
  readonly svg: string;
}

/** A figure of a contender in a row. */
interface Point {
  readonly row: string;
  readonly contender: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly isOurs: boolean;
}

const OURS_COLOUR = '#d9480f';
const OTHERS_COLOUR = '#868e96';

/** Draws what the results have figures for. */
export function figures(all: readonly Results[]): Figure[] {
  const rows = all.flatMap(({ suite, sections }) =>
    sections.flatMap((section) =>
      section.rows.map((row) => ({ suite, title: section.title, row })),
    ),
  );
  const of = (test: (suite: string, title: string, name: string) => boolean): Row[] =>
    rows.filter(({ suite, title, row }) => test(suite, title, row.name)).map(({ row }) => row);
  return [
    saturation(of((suite) => suite === 'scale')),
    bars({
      file: 'ablations',
      title: 'What stealing gives on two cores, measured',
      caption:
        'A tree of forks with leaves of 20 µs: the time of a plain loop, divided by twice the time. 1 is ' +
        'ideal. One queue: the same library, all forks in one global queue, nobody steals. Eager forks: each ' +
        'fork is queued at once.',
      rows: of((_, __, name) => name.startsWith('tree of forks, leaves of')),
    }),
    bars({
      file: 'tiny-tasks',
      title: 'Tiny tasks a second (thousands)',
      caption: 'Tasks that add two numbers, 1,000 outstanding, two threads. More is better.',
      rows: of((_, __, name) => name === 'tiny tasks, 1,000 outstanding'),
    }),
    bars({
      file: 'efficiency',
      title: 'How much of two cores is used',
      caption:
        '20,000 tasks of 50 µs: the time of a plain loop, divided by twice the time. 1 is ideal.',
      rows: of((_, __, name) => name.includes('of 50 µs: efficiency')),
    }),
    dots({
      file: 'real-jobs',
      title: 'Real jobs: how much of two cores is used',
      caption: 'A loop over the same inputs, divided by twice the time of the pool. 1 is ideal.',
      rows: of((_, title) => title === 'Real jobs'),
    }),
    threads(
      of((_, title, name) => title === 'Scaling' && name.startsWith('speed-up on')),
      all.find(({ suite }) => suite === 'runtime')?.machine.cores ?? 1,
    ),
  ].flatMap((figure) => figure ?? []);
}

/** A figure of the simulated comparison. */
interface Simulated {
  readonly duration: number;
  readonly processors: number;
  readonly name: string;
  readonly value: number;
}

/** Work stealing beside one global queue, over the number of processors. */
function saturation(rows: readonly Row[]): Figure | undefined {
  const points = rows.flatMap((row): Simulated[] => {
    const match = /^tasks of (\d+) µs, (\d+) Ps$/.exec(row.name);
    if (match === null) return [];
    const [duration, processors] = [Number(match[1]), Number(match[2])];
    return (row.rivals ?? []).map(({ name, value = NaN }) => ({
      duration,
      processors,
      name,
      value,
    }));
  });
  if (points.length === 0) return undefined;
  return {
    file: 'stealing',
    title: 'Work stealing and one global queue',
    caption:
      'Simulated, with costs measured of this library. A queue that all processors share serves one of ' +
      'them at a time: from some number on, more processors only wait longer for it, the sooner the ' +
      'shorter the tasks are. With work stealing each has a queue of its own, and goes to others only ' +
      'when that is empty.',
    svg: draw({
      width: 960,
      height: 380,
      marginTop: 50,
      marginLeft: 50,
      marginRight: 30,
      marginBottom: 45,
      x: {
        type: 'log',
        base: 2,
        label: 'processors →',
        labelAnchor: 'center',
        ticks: [1, 4, 16, 64, 256, 1024],
        grid: true,
        tickFormat: 'd',
      },
      y: {
        type: 'log',
        label: '↑ times as fast as one processor',
        domain: [0.8, 8000],
        ticks: [1, 10, 100, 1000],
        grid: true,
        tickFormat: 'd',
      },
      fx: { label: null, tickFormat: (duration: number) => `tasks of ${duration} µs` },
      color: {
        domain: [...NAMES, 'ideal'],
        range: [OURS_COLOUR, '#1971c2', '#868e96'],
      },
      marks: [Plot.frame({ stroke: '#dee2e6' }), ...linesOf(points), ...legendsOf(points)],
    }),
  };
}

const NAMES = ['work stealing', 'one global queue'] as const;
const AT = { x: 'processors', y: 'value', fx: 'duration' } as const;

function linesOf(points: readonly Simulated[]): Plot.Markish[] {
  const ideal = points.filter(({ name }) => name === 'ideal');
  const others = points.filter(({ name }) => name !== 'ideal');
  return [
    Plot.line(ideal, { ...AT, stroke: 'name', strokeDasharray: '4 3' }),
    Plot.line(others, { ...AT, stroke: 'name', strokeWidth: 2.5, marker: 'circle' }),
  ];
}

/** In the corner that no line comes to: what the lines are, and how far they come. */
function legendsOf(points: readonly Simulated[]): Plot.Markish[] {
  const last = Math.max(...points.map(({ processors }) => processors));
  return [...NAMES, 'ideal'].map((name, i) =>
    Plot.text(
      points.filter((point) => point.processors === last && point.name === name),
      {
        fx: 'duration',
        text: ({ value }: Simulated) => `${name}: ${value.toFixed(0)} ×`,
        fill: 'name',
        fontWeight: name === 'ideal' ? 'normal' : 'bold',
        frameAnchor: 'top-left',
        dx: 8,
        dy: 8 + 18 * i,
      },
    ),
  );
}

interface Drawing {
  readonly file: string;
  readonly title: string;
  readonly caption: string;
  readonly rows: readonly Row[];
}

function pointsOf(rows: readonly Row[]): Point[] {
  return rows.flatMap((row) =>
    (row.rivals ?? []).flatMap(({ name, value, least = NaN, most = NaN }) =>
      value === undefined
        ? []
        : [{ row: row.name, contender: name, value, least, most, isOurs: name === 'ours' }],
    ),
  );
}

/** A bar for each contender, the longest first; a line from its least round to its best. */
function bars({ rows, ...rest }: Drawing): Figure | undefined {
  const points = pointsOf(rows).toSorted((a, b) => b.value - a.value);
  if (points.length === 0) return undefined;
  return {
    ...rest,
    svg: draw({
      width: 900,
      height: 40 + points.length * 22,
      marginLeft: 130,
      marginRight: 60,
      x: { label: null, axis: null },
      y: { label: null, domain: points.map(({ contender }) => contender) },
      marks: [
        Plot.barX(points, { x: 'value', y: 'contender', fill: colourOf }),
        Plot.ruleY(
          points.filter(({ most }) => !Number.isNaN(most)),
          { x1: 'least', x2: 'most', y: 'contender', stroke: '#212529' },
        ),
        Plot.text(points, {
          x: ({ value, most }: Point) => (Number.isNaN(most) ? value : most),
          y: 'contender',
          text: ({ value }: Point) => (value >= 100 ? value.toFixed(0) : value.toPrecision(2)),
          textAnchor: 'start',
          dx: 4,
        }),
      ],
    }),
  };
}

/** A line for each row, with a dot for each contender. */
function dots({ rows, ...rest }: Drawing): Figure | undefined {
  // Ours last, so that it lies on top.
  const points = pointsOf(rows).toSorted((a, b) => Number(a.isOurs) - Number(b.isOurs));
  if (points.length === 0) return undefined;
  const most = Math.max(1.1, ...points.map(({ value }) => value));
  return {
    ...rest,
    svg: draw({
      width: 900,
      height: 60 + rows.length * 34,
      marginLeft: 310,
      marginRight: 30,
      x: { label: null, grid: true, domain: [0, most] },
      y: { label: null, domain: rows.map(({ name }) => name) },
      marks: [
        Plot.ruleX([1], { stroke: '#adb5bd', strokeDasharray: '4 3' }),
        Plot.dot(points, { x: 'value', y: 'row', stroke: colourOf, fill: colourOf, r: 4 }),
        Plot.text(points, {
          filter: ({ isOurs }: Point) => isOurs,
          x: 'value',
          y: 'row',
          text: 'contender',
          fill: OURS_COLOUR,
          fontWeight: 'bold',
          dy: -10,
        }),
      ],
    }),
  };
}

/** Speed-up over the number of threads. */
function threads(rows: readonly Row[], cores: number): Figure | undefined {
  const points = pointsOf(rows).map((point) => ({
    ...point,
    threads: Number(/\d+/.exec(point.row)?.[0]),
  }));
  if (points.length === 0) return undefined;
  const most = Math.max(cores, ...points.map(({ value }) => value));
  const last = Math.max(...points.map((point) => point.threads));
  const ends = apart(
    points.filter((point) => point.threads === last),
    most / 16,
  );
  return {
    file: 'threads',
    title: 'More threads than cores',
    caption:
      '700 tasks of 0.1 to 50 ms: the time of a plain loop on one thread, divided by that of the ' +
      'pool. The dashed line is the number of cores.',
    svg: draw({
      width: 900,
      height: 320,
      marginRight: 130,
      marginBottom: 40,
      x: {
        type: 'log',
        base: 2,
        label: 'threads',
        labelAnchor: 'center',
        ticks: [...new Set(points.map((point) => point.threads))],
        tickFormat: 'd',
      },
      y: { label: '↑ times as fast as a loop', grid: true, domain: [0, 1.05 * most] },
      marks: [
        Plot.ruleY([cores], { stroke: '#adb5bd', strokeDasharray: '4 3' }),
        Plot.line(points, {
          x: 'threads',
          y: 'value',
          z: 'contender',
          stroke: colourOf,
          strokeWidth: ({ isOurs }: Point) => (isOurs ? 2.5 : 1.5),
          marker: 'circle',
        }),
        Plot.text(ends, {
          x: 'threads',
          y: 'label',
          text: 'contender',
          textAnchor: 'start',
          dx: 8,
          fill: colourOf,
        }),
      ],
    }),
  };
}

/** Where labels go so that none lies on another: beside their points, or a little higher. */
function apart<P extends Point>(points: readonly P[], gap: number): (P & { label: number })[] {
  let below = -Infinity;
  return points
    .toSorted((a, b) => a.value - b.value)
    .map((point) => {
      below = Math.max(point.value, below + gap);
      return { ...point, label: below };
    });
}

function colourOf({ isOurs }: Point): string {
  return isOurs ? OURS_COLOUR : OTHERS_COLOUR;
}

/** Draws, and returns the text of the SVG element, which stands alone. */
function draw(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<html><body></body></html>') as { readonly document: unknown };
  const drawing: unknown = Plot.plot({ ...options, document });
  const attributes = 'xmlns="http://www.w3.org/2000/svg" style="background: white"';
  return (drawing as { readonly outerHTML: string }).outerHTML
    .replace('<svg ', `<svg ${attributes} `)
    .replace('font-size="10"', 'font-size="12"');
}
