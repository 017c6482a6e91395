import { describe, expect, test } from '@jest/globals';
import { markdown, merge, missedGoals, type Results } from '../src/report.js';
import { atMost, type Row } from '../src/suite.js';
import { formatFigure, markdownTable, textTable } from '../src/table.js';
import { MACHINE } from './sample-machine.js';

const ROWS: readonly Row[] = [
  { name: 'push', unit: 'ns', value: 24, floor: 20, ratio: 1.2, goal: atMost(1.2, 1.2) },
  { name: 'round trip', unit: 'µs', value: 8.125, floor: 4, ratio: 2.03, goal: atMost(1.3, 2.03) },
  { name: 'a | b', unit: 'B', value: 0, note: 'nothing' },
];

describe('formatFigure', () => {
  test.each([
    [0, 'B', '0 B'],
    [0.0004, 'B', '0.000 B'],
    [0.25, 'ns', '0.250 ns'],
    [8.125, 'µs', '8.13 µs'],
    [24, 'ns', '24.0 ns'],
    [1234.5, 'M/s', '1235 M/s'],
    [-24, 'ns', '-24.0 ns'],
  ] as const)('%p %s is %s', (value, unit, text) => {
    expect(formatFigure(value, unit)).toBe(text);
  });
});

test('for a terminal: columns aligned, figures to the right', () => {
  expect(textTable(ROWS)).toBe(
    [
      '               ours    floor  ours ÷ floor  goal           note',
      'push        24.0 ns  20.0 ns          1.20  ≤ 1.2 reached',
      'round trip  8.13 µs  4.00 µs          2.03  ≤ 1.3 MISSED',
      'a | b           0 B                                        nothing',
    ].join('\n'),
  );
});

test('with several contenders: a column for each, least and greatest value behind the median', () => {
  const rows: readonly Row[] = [
    {
      name: 'tiny tasks',
      unit: 'k/s',
      value: 900,
      rivals: [
        { name: 'ours', value: 900, least: 850, most: 950 },
        { name: 'theirs', value: 20.04 },
      ],
      goal: { text: '≥ 800', reached: true },
      note: '3 %',
    },
    {
      name: 'idle',
      unit: '%',
      value: 0,
      rivals: [
        { name: 'ours', value: 0 },
        { name: 'split', verdict: 'no result' },
      ],
    },
  ];
  expect(textTable(rows)).toBe(
    [
      '                          ours  theirs      split  goal           others’ CPU',
      'tiny tasks, k/s  900 (850–950)    20.0             ≥ 800 reached  3 %',
      'idle, %                      0          no result',
    ].join('\n'),
  );
});

test('many contenders stand below each other, with goals and ratios at the end', () => {
  const names = Array.from({ length: 9 }, (_, i) => `pool ${i}`);
  const rows: readonly Row[] = [
    {
      name: 'tiny tasks',
      unit: 'k/s',
      value: 900,
      rivals: names.map((name, i) => ({ name, value: 900 / (i + 1) })),
      against: { name: 'pool 1', value: 450, ratio: 2, low: 1.9, high: 2.15 },
      goal: { text: '≥ 800', reached: true },
    },
    {
      name: 'exits',
      unit: '×',
      value: 1,
      rivals: names.map((name) => ({ name, verdict: 'rejected' })),
      note: '4 %',
    },
  ];
  const lines = textTable(rows).split('\n');
  expect(lines).toHaveLength(1 + 9 + 3);
  expect(lines[0]).toMatch(/^ +tiny tasks, k\/s +exits$/);
  expect(lines[2]).toMatch(/^pool 1 +450 +rejected$/);
  expect(lines[10]).toMatch(/^ours ÷ best pool +2\.00 \(1\.90–2\.15\)$/);
  expect(lines[11]).toMatch(/^goal +≥ 800 reached$/);
  expect(lines[12]).toMatch(/^others’ CPU +4 %$/);
});

test('in Markdown: bars in a cell do not end it', () => {
  const lines = markdownTable(ROWS).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toBe('| --- | ---: | ---: | ---: | --- | --- |');
  expect(lines[4]).toBe('| a \\| b | 0 B |  |  |  | nothing |');
});

const RESULTS: Results = {
  suite: 'deque',
  about: 'What it is for.',
  machine: MACHINE,
  conditions: { seconds: 12.3, foreign: 0.256, load: 1.25 },
  sections: [{ title: 'One thread', about: 'How.', rows: ROWS }],
};

test('the page says what, where, and under which conditions', () => {
  const page = markdown(RESULTS);
  expect(page).toContain('# Benchmark results: deque\n\nWhat it is for.\n');
  expect(page).toContain(
    'Some CPU, 2 cores, 24 GiB, linux x64; Node 20.20.2 (V8 11.3); 2026-11-23',
  );
  expect(page).toContain('took 12 s; other processes used 26 % of the cores');
  expect(page).toContain('## One thread\n\nHow.\n\n|  | ours');
  expect(missedGoals(RESULTS.sections)).toEqual(['round trip']);
});

test('a part measured anew replaces its rows, and says when', () => {
  const newer: Results = {
    ...RESULTS,
    machine: { ...RESULTS.machine, date: '2026-12-01', commit: '1234567' },
    sections: [
      { title: 'One thread', about: 'How.', rows: [{ name: 'push', unit: 'ns', value: 20 }] },
      { title: 'Empty', about: 'Not wanted.', rows: [] },
    ],
  };
  const [section, empty] = merge(RESULTS, newer).sections;
  expect(section?.rows.map(({ name, value }) => [name, value])).toEqual([
    ['push', 20],
    ['round trip', 8.125],
    ['a | b', 0],
  ]);
  expect(section?.measured).toContain('2026-12-01, commit 1234567. The run took 12 s');
  expect(empty?.rows).toEqual([]);
  const elsewhere = { ...newer, machine: { ...newer.machine, node: '24.0.0' } };
  expect(() => merge(RESULTS, elsewhere)).toThrow('merge: the results are of Some CPU');
});
