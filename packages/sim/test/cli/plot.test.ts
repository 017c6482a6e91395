import { expect, test } from '@jest/globals';
import { plotLines, plotSvg } from '../../src/cli/plot.js';
import type { Chart } from '../../src/cli/plot.js';

const CHART: Chart = {
  title: 'a < b',
  ticks: ['1', '2', '3', '4', '5'],
  series: [
    { label: 'up', values: [0, 1, 2, 3, 4] },
    { label: 'flat', values: [2, 2, 2, 2, 2] },
  ],
  show: String,
};

test('a chart as text', () => {
  expect(plotLines(CHART, 24)).toEqual([
    '4 │                   a',
    '  │',
    '  │',
    '  │              a',
    '  │',
    '  │b   b    *    b    b',
    '  │',
    '  │',
    '  │    a',
    '  │',
    '  │',
    '0 │a',
    '  └────────────────────',
    '   1   2    3    4    5',
    '   a  up',
    '   b  flat',
  ]);
});

test('what spans more than 30 × has a logarithmic ordinate; one point and equal values are drawn', () => {
  const far = { ...CHART, series: [{ label: 'far', values: [1, 10, 100, 1_000, 10_000] }] };
  const lines = plotLines(far, 40);
  expect(lines.at(-1)).toContain('the ordinate is logarithmic');
  const rows = lines.flatMap((line, y) => (/│ *a/.test(line) ? [y] : []));
  expect(rows).toEqual([0, 3, 5, 8, 11]);
  const single = { ...CHART, ticks: ['1'], series: [{ label: 'one', values: [0] }] };
  expect(plotLines(single, 40)[11]).toBe('0 │a');
});

test('a chart as SVG: a line for each series, every text escaped', () => {
  const svg = plotSvg(CHART, 'x');
  expect(svg.match(/<polyline /g)).toHaveLength(2);
  expect(svg).toContain('a &lt; b');
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(/points="[^"]+"/.exec(svg)?.[0].split(' ')).toHaveLength(5);
});
