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
    threads(of((_, title, name) => title === 'Scaling' && name.startsWith('speed-up on'))),
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
      'Simulated, with costs measured of this library: how many times as fast as one processor, for ' +
      'tasks of 10, 100 and 1,000 µs. The dashed line is ideal.',
    svg: draw({
      width: 900,
      height: 340,
      marginRight: 30,
      x: {
        type: 'log',
        base: 2,
        label: 'processors →',
        ticks: [1, 4, 16, 64, 256, 1024],
        grid: true,
      },
      y: {
        type: 'log',
        label: '↑ times as fast as one',
        domain: [0.8, 3000],
        grid: true,
        tickFormat: 'd',
      },
      fx: { label: null, tickFormat: (duration: number) => `tasks of ${duration} µs` },
      color: {
        domain: ['work stealing', 'one global queue', 'ideal'],
        range: [OURS_COLOUR, '#1971c2', '#adb5bd'],
      },
      marks: [Plot.frame({ stroke: '#dee2e6' }), ...linesOf(points), ...endsOf(points)],
    }),
  };
}

const AT = { x: 'processors', y: 'value', fx: 'duration' } as const;

function linesOf(points: readonly Simulated[]): Plot.Markish[] {
  const ideal = points.filter(({ name }) => name === 'ideal');
  const others = points.filter(({ name }) => name !== 'ideal');
  return [
    Plot.line(ideal, { ...AT, stroke: 'name', strokeDasharray: '4 3' }),
    Plot.line(others, { ...AT, stroke: 'name', strokeWidth: 2.5, marker: 'circle' }),
  ];
}

/** What the lines are, and how far they come. */
function endsOf(points: readonly Simulated[]): Plot.Markish[] {
  const last = Math.max(...points.map(({ processors }) => processors));
  return (['work stealing', 'one global queue'] as const).map((name) =>
    Plot.text(
      points.filter((point) => point.processors === last && point.name === name),
      {
        ...AT,
        text: ({ value }: Simulated) => `${name} ${value.toFixed(0)}×`,
        fill: 'name',
        fontWeight: 'bold',
        textAnchor: 'end',
        dx: -6,
        dy: name === 'work stealing' ? -14 : 20,
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
    (row.rivals ?? []).flatMap(({ name, value }) =>
      value === undefined
        ? []
        : [{ row: row.name, contender: name, value, isOurs: name === 'ours' }],
    ),
  );
}

/** A bar for each contender, the longest first. */
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
        Plot.text(points, {
          x: 'value',
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
  const points = pointsOf(rows);
  if (points.length === 0) return undefined;
  return {
    ...rest,
    svg: draw({
      width: 900,
      height: 60 + rows.length * 34,
      marginLeft: 270,
      marginRight: 30,
      x: { label: null, grid: true, domain: [0, 1.1] },
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
function threads(rows: readonly Row[]): Figure | undefined {
  const points = pointsOf(rows).map((point) => ({
    ...point,
    threads: Number(/\d+/.exec(point.row)?.[0]),
  }));
  if (points.length === 0) return undefined;
  return {
    file: 'threads',
    title: 'More threads than cores',
    caption: '700 tasks of 0.1 to 50 ms: the time on one thread, divided by that on more.',
    svg: draw({
      width: 900,
      height: 300,
      marginRight: 110,
      x: {
        type: 'log',
        base: 2,
        label: 'threads →',
        ticks: [...new Set(points.map((p) => p.threads))],
      },
      y: { label: '↑ speed-up', grid: true, zero: true },
      marks: [
        Plot.line(points, {
          x: 'threads',
          y: 'value',
          z: 'contender',
          stroke: colourOf,
          marker: 'circle',
        }),
        Plot.text(
          points,
          Plot.selectLast({
            x: 'threads',
            y: 'value',
            z: 'contender',
            text: 'contender',
            textAnchor: 'start',
            dx: 8,
            fill: colourOf,
          }),
        ),
      ],
    }),
  };
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
