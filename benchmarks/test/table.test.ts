import { describe, expect, test } from '@jest/globals';
import { markdown, missedGoals, type Results } from '../src/report.js';
import { atMost, type Row } from '../src/suite.js';
import { formatFigure, markdownTable, textTable } from '../src/table.js';

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

test('in Markdown: bars in a cell do not end it', () => {
  const lines = markdownTable(ROWS).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toBe('| --- | ---: | ---: | ---: | --- | --- |');
  expect(lines[4]).toBe('| a \\| b | 0 B |  |  |  | nothing |');
});

test('the page says what, where, and under which conditions', () => {
  const results: Results = {
    suite: 'deque',
    about: 'What it is for.',
    machine: {
      cpu: 'Some CPU',
      cores: 2,
      memoryGiB: 24,
      system: 'linux x64',
      node: '20.20.2',
      v8: '11.3',
      date: '2026-11-23',
      commit: 'abcdef0',
    },
    conditions: { seconds: 12.3, foreign: 0.256, load: 1.25 },
    sections: [{ title: 'One thread', about: 'How.', rows: ROWS }],
  };
  const page = markdown(results);
  expect(page).toContain('# Benchmark results: deque\n\nWhat it is for.\n');
  expect(page).toContain(
    'Some CPU, 2 cores, 24 GiB, linux x64; Node 20.20.2 (V8 11.3); 2026-11-23',
  );
  expect(page).toContain('took 12 s; other processes used 26 % of the cores');
  expect(page).toContain('## One thread\n\nHow.\n\n|  | ours');
  expect(missedGoals(results.sections)).toEqual(['round trip']);
});
