import { describe, expect, jest, test } from '@jest/globals';
import { Progress, progressLine } from '../src/progress.js';
import { bar, bytes, count, counted, percent, seconds, wantsColour } from '../src/terminal.js';

test('numbers for people', () => {
  expect([0, 999, 1000, 13_525, 1_234_567].map(count)).toEqual([
    '0',
    '999',
    '1,000',
    '13,525',
    '1,234,567',
  ]);
  expect([counted(1, 'file'), counted(0, 'file'), counted(2, 'file')]).toEqual([
    '1 file',
    '0 files',
    '2 files',
  ]);
  expect([0, 999, 1000, 999_949, 999_950, 150_079_342, 5e15].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '999.9 kB',
    '1.0 MB',
    '150.1 MB',
    '5000.0 TB',
  ]);
  expect([0, 1.234, 18.26].map(seconds)).toEqual(['0.00 s', '1.23 s', '18.3 s']);
  expect([0, 0.005, 0.984, 1].map(percent)).toEqual(['0 %', '1 %', '98 %', '100 %']);
  expect([-1, 0, 0.5, 1, 2].map((share) => bar(share, 4))).toEqual([
    '░░░░',
    '░░░░',
    '██░░',
    '████',
    '████',
  ]);
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
])('on a terminal %p, with %j: colours %p', (isTerminal, env, expected) => {
  expect(wantsColour(isTerminal, env)).toBe(expected);
});

describe('progress', () => {
  const step = { label: 'all cores', done: 1500, total: 3000, bytes: 2_500_000, elapsedMs: 4321 };

  test('says how far it is', () => {
    expect(progressLine(step, 100)).toBe(
      'all cores   ██████████░░░░░░░░░░  50 %  1,500 of 3,000 files  2.5 MB  4 s',
    );
  });

  test('never is wider than the terminal, or it would wrap', () => {
    expect(progressLine(step, 40)).toHaveLength(39);
  });

  test('moves on a terminal, and goes away', () => {
    jest.useFakeTimers();
    const written: string[] = [];
    const output = { isTTY: true, columns: 0, write: (text: string) => written.push(text) };
    const progress = new Progress(output);
    const done = progress.begin('all cores', 2);
    done(500);
    jest.advanceTimersByTime(250);
    progress.end();
    progress.end();
    jest.advanceTimersByTime(1000);
    jest.useRealTimers();
    expect(written.map((text) => text.slice(4))).toEqual([
      expect.stringContaining('0 of 2 files'),
      expect.stringContaining('1 of 2 files  500 B'),
      expect.stringContaining('1 of 2 files  500 B'),
      '',
    ]);
    expect(written.every((text) => text.startsWith('\r\u001B[K'))).toBe(true);
  });

  test('elsewhere says once what begins, without cursor codes', () => {
    const written: string[] = [];
    const progress = new Progress({ write: (text: string) => written.push(text) });
    progress.begin('all cores', 1200)(500);
    progress.begin('one thread', 1200)(500);
    progress.end();
    expect(written).toEqual(['all cores: 1,200 files\n', 'one thread: 1,200 files\n']);
  });
});
