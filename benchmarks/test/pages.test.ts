/** The report of all suites: goals, plots, and pages that need nothing else. */

import { describe, expect, test } from '@jest/globals';
import { goalLines } from '../src/pages/goals.js';
import { figures } from '../src/pages/plots.js';
import { reasonFor } from '../src/pages/reasons.js';
import { htmlReport, markdownReport } from '../src/pages/write.js';
import type { Results } from '../src/report.js';
import type { Row } from '../src/suite.js';
import { MACHINE } from './sample-machine.js';

function resultsOf(suite: string, title: string, rows: readonly Row[]): Results {
  return {
    suite,
    about: 'What <it> is for.',
    machine: MACHINE,
    conditions: { seconds: 12.3, foreign: 0.256, load: 1.25 },
    sections: [{ title, about: 'How.', rows }],
  };
}

const RUNTIME = resultsOf('runtime', 'Real jobs', [
  {
    name: 'tiny tasks, 1,000 outstanding',
    unit: 'k/s',
    value: 429,
    rivals: [
      { name: 'ours', value: 429 },
      { name: 'piscina', value: 26.6 },
      { name: 'threads', verdict: 'no result' },
    ],
    against: { name: 'piscina', value: 26.6, ratio: 16.1, low: 15, high: 18.2 },
    goal: { text: '≥ 1000', reached: false },
  },
  {
    name: 'a | b',
    unit: '×',
    value: 1,
    rivals: [{ name: 'ours', verdict: 'rejected; 20/20' }],
    goal: { text: 'rejected', reached: true },
  },
]);

const SCALE = resultsOf(
  'scale',
  'Speed-up',
  [1, 4].map((processors) => ({
    name: `tasks of 10 µs, ${processors} Ps`,
    unit: '×' as const,
    value: processors,
    rivals: [
      { name: 'work stealing', value: processors },
      { name: 'one global queue', value: 1 },
      { name: 'ideal', value: processors },
    ],
  })),
);

describe('goals', () => {
  test('each with ours, the best of the others, the ratio, and why it is missed', () => {
    const [tiny, fault] = goalLines([RUNTIME, SCALE]);
    expect(tiny).toMatchObject({
      suite: 'runtime',
      goal: '≥ 1000',
      ours: '429 k/s',
      best: 'piscina: 26.6 k/s',
      ratio: '16.1 (15.0–18.2)',
      reached: false,
    });
    expect(tiny?.reason).toBe(reasonFor('Real jobs', 'tiny tasks, 1,000 outstanding'));
    expect(fault).toMatchObject({ ours: 'rejected; 20/20', best: '', ratio: '', reason: '' });
    expect(goalLines([SCALE])).toEqual([]);
  });
});

describe('plots', () => {
  test('what the results have figures for, each an image that stands alone', () => {
    const drawn = figures([RUNTIME, SCALE]);
    expect(drawn.map(({ file }) => file)).toEqual(['stealing', 'tiny-tasks', 'real-jobs']);
    for (const { svg } of drawn) {
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(svg).toMatch(/<\/svg>$/);
    }
    expect(drawn[0]?.svg).toContain('one global queue');
    expect(drawn[1]?.svg).toContain('piscina');
    expect(figures([])).toEqual([]);
  });
});

test('bars: the longest first, with its rounds; labels of lines that end together lie apart', () => {
  const row = (name: string, values: Readonly<Record<string, number>>): Row => ({
    name,
    unit: '×',
    value: values['ours'] ?? NaN,
    rivals: Object.entries(values).map(([rival, value]) => ({
      name: rival,
      value,
      least: value / 2,
      most: value * 2,
    })),
  });
  const ablation = row('tree of forks, leaves of 20 µs', { 'ours, one queue': 0.5, ours: 1 });
  const scaling = [1, 8].map((count) => row(`speed-up on ${count} threads`, { ours: 1, other: 1 }));
  const drawn = figures([
    resultsOf('runtime', 'Ablations', [ablation]),
    resultsOf('runtime', 'Scaling', scaling),
  ]);
  expect(drawn.map(({ file }) => file)).toEqual(['ablations', 'threads']);
  const svg = drawn[0]?.svg ?? '';
  expect(svg.indexOf('>ours<')).toBeLessThan(svg.indexOf('>ours, one queue<'));
  const places = [
    ...(drawn[1]?.svg ?? '').matchAll(/translate\(([\d.]+),([\d.]+)\)"[^>]*>(?:ours|other)</g),
  ];
  const [first, second] = places.map(([, , y]) => Number(y));
  expect(Math.abs((first ?? 0) - (second ?? 0))).toBeGreaterThan(10);
});

test('the pages hold the plots, the goals and where the tables are', () => {
  const all = [RUNTIME, SCALE];
  const drawn = figures(all);
  const page = markdownReport(all, drawn);
  expect(page).toContain('![Work stealing and one global queue](stealing.svg)');
  expect(page).toContain('| runtime | tiny tasks, 1,000 outstanding | ≥ 1000 | 429 k/s | piscina');
  expect(page).toContain('| runtime | a \\| b | rejected | rejected; 20/20 |  |  | reached |  |');
  expect(page).toContain('- [scale](scale.md): Some CPU, 2 cores');

  const html = htmlReport(all, drawn);
  expect(html).toContain('<svg ');
  expect(html).toContain('What &lt;it&gt; is for.');
  expect(html).toContain('<td>a | b</td>');
  expect(html).toContain('<td>rejected; 20/20</td>');
  expect(html).not.toMatch(/<(?:script|link|img)\b/);
});
