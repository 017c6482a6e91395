/** The order of a run, what is kept of it, and the rows that it gives. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { compareResults, describeChanges } from '../src/regression.js';
import type { Results } from '../src/report.js';
import type { Order, Row } from '../src/suite.js';
import { GROUPS } from '../src/suites/runtime/catalogue.js';
import { Journal } from '../src/suites/runtime/journal.js';
import { trials } from '../src/suites/runtime/plan.js';
import { Progress } from '../src/suites/runtime/progress.js';
import { rowOf } from '../src/suites/runtime/rows.js';
import { MACHINE } from './sample-machine.js';

const ORDER: Order = {
  smoke: false,
  resume: false,
  wants: (name) => name.includes('Throughput'),
  wantsRival: (name) => name === 'piscina' || name === 'tinypool',
  log: () => undefined,
};

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('trials', () => {
  test('round by round, contenders in turns, every other round the other way round', () => {
    const all = trials(ORDER);
    const rounds = all.map(({ round }) => round);
    expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
    const of = (round: number): string[] =>
      all
        .filter((trial) => trial.round === round && trial.scenario.name === 'even')
        .map(({ contender }) => contender);
    expect(of(0)).toEqual(['ours', 'piscina', 'tinypool']);
    expect(of(1)).toEqual(['tinypool', 'piscina', 'ours']);
  });
});

describe('a journal', () => {
  const entry = { scenario: 'even', contender: 'ours', round: 0, seconds: 1, figures: { x: 2 } };

  test('goes on where the run was stopped, a line that was cut short left out', () => {
    const file = join(folder, 'a', 'journal');
    const first = new Journal(file, MACHINE, false);
    first.add(entry);
    first.add({ scenario: 'even', contender: 'piscina', round: 0, seconds: 1, verdict: 'crashes' });
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"scenario":"ev`);
    const second = new Journal(file, MACHINE, true);
    expect(second.entries).toEqual(first.entries);
    expect(second.has('even', 'ours', 0)).toBe(true);
    expect(second.has('even', 'ours', 1)).toBe(false);
    expect(second.isOut('even', 'piscina')).toBe(true);
    expect(second.isOut('even', 'ours')).toBe(false);
  });

  test('begins anew with other sources, or if nobody wants to go on', () => {
    const file = join(folder, 'journal');
    new Journal(file, MACHINE, false).add(entry);
    expect(new Journal(file, { ...MACHINE, commit: '1234567' }, true).entries).toEqual([]);
    new Journal(file, MACHINE, false).add(entry);
    expect(new Journal(file, MACHINE, false).entries).toEqual([]);
  });
});

describe('progress', () => {
  test('is told with a time left, and that of a run that may only take so long', () => {
    const all = trials(ORDER);
    const journal = new Journal(undefined, MACHINE, false);
    journal.add({ scenario: 'even', contender: 'ours', round: 0, seconds: 6 });
    const [first] = all;
    if (first === undefined) throw new Error('no trials');
    const total = `[1/${all.length}, ${((all.length * 6) / 60).toFixed(1)} min left]`;
    expect(new Progress(all, journal, undefined).describe(first)).toContain(total);
    const limited = new Progress(all, journal, 1);
    expect(limited.describe(first)).toContain('1.0 min left] outstanding, round 1: ours');
    expect(limited.isOver()).toBe(false);
    expect(new Progress(all, journal, 1e-9).isOver()).toBe(true);
  });
});

describe('rows', () => {
  const [group] = GROUPS;
  const scenario = group?.scenarios.find(({ name }) => name === 'even');
  const line = scenario?.lines[0];
  if (scenario === undefined || line === undefined) throw new Error('there is no such scenario');
  const contenders = ['ours', 'piscina', 'tinypool', 'static split'];

  test('medians with all rounds, the best pool beside ours, and who is out', () => {
    const journal = new Journal(undefined, MACHINE, false);
    expect(rowOf(scenario, line, contenders, journal)).toBeUndefined();
    const add = (contender: string, round: number, efficiency: number): void =>
      journal.add({ scenario: 'even', contender, round, seconds: 1, figures: { efficiency } });
    [0.9, 0.8, 0.96].forEach((value, round) => add('ours', round, value));
    [0.3, 0.45, 0.4].forEach((value, round) => add('piscina', round, value));
    [0.95, 0.95].forEach((value, round) => add('static split', round, value));
    journal.add({
      scenario: 'even',
      contender: 'tinypool',
      round: 0,
      seconds: 1,
      verdict: 'crashes',
    });
    const row = rowOf(scenario, line, contenders, journal);
    expect(row).toMatchObject({
      value: 0.9,
      goal: { text: '≥ 0.9', reached: true },
      against: { name: 'piscina', value: 0.4, ratio: 0.9 / 0.4 },
    });
    expect(row?.rivals?.map(({ name }) => name)).toEqual(contenders);
    expect(row?.rivals?.[0]).toMatchObject({ least: 0.8, most: 0.96, rounds: [0.9, 0.8, 0.96] });
    expect(row?.rivals?.[2]).toEqual({ name: 'tinypool', verdict: 'crashes' });
  });
});

describe('against stored results', () => {
  const results = (
    better: 'more' | 'less',
    rounds: readonly number[],
    cpu = 'Some CPU',
  ): Results => ({
    suite: 'runtime',
    about: '',
    machine: { ...MACHINE, cpu },
    conditions: { seconds: 1, foreign: 0, load: 0 },
    sections: [
      {
        title: 'One',
        about: '',
        rows: [{ name: 'row', unit: 'ms', value: 1, better, rivals: [{ name: 'ours', rounds }] }],
      },
    ],
  });

  test.each([
    ['more', [20, 21, 22], 'better', 2],
    ['more', [5, 5, 6], 'worse', 0.5],
    ['less', [5, 5, 5], 'better', 2],
    ['less', [20, 20, 21], 'worse', 0.5],
    ['more', [10, 9, 12], 'same', 1],
  ] as const)('%s is better, now %p: %s', (better, rounds, verdict, ratio) => {
    const [change] = compareResults(results(better, [10, 10, 11]), results(better, rounds));
    expect(change).toMatchObject({ name: 'row', verdict });
    expect(change?.ratio).toBeCloseTo(ratio, 0);
  });

  /** Results of a row without rivals, as the other suites have them. */
  const alone = (row: Partial<Row>): Results => ({
    ...results('less', []),
    sections: [{ title: 'One', about: '', rows: [{ name: 'row', unit: 'ns', value: 1, ...row }] }],
  });

  test.each([
    [{ rounds: [1, 1.1, 1.05], floor: 10 }, { rounds: [1.5, 1.6, 1.5], floor: 99 }, 'worse'],
    [{ rounds: [8, 8, 9] }, { rounds: [4, 4, 4] }, 'better'],
    [{ rounds: [8], isExact: true }, { rounds: [9], isExact: true }, 'worse'],
    [{ rounds: [8], isExact: true }, { rounds: [8], isExact: true }, 'same'],
    [{ rounds: [8, 8, 8] }, { rounds: [99] }, 'once'],
  ] as const)('a row without rivals, %j then %j: %s', (old, now, verdict) => {
    expect(compareResults(alone(old), alone(now))[0]).toMatchObject({ name: 'row', verdict });
  });

  test('a row that kept no rounds is left out', () => {
    expect(compareResults(alone({}), alone({ rounds: [1, 2] }))).toEqual([]);
  });

  test('are told as lines; another machine is refused', () => {
    const changes = compareResults(results('more', [10, 10]), results('more', [20, 20]));
    expect(describeChanges(changes)).toContain('row  2.00 (2.00–2.00)  better');
    const once = compareResults(results('more', [10]), results('more', [20]));
    expect(describeChanges(once)).toContain('row  2.00 (2.00–2.00)  measured once: no verdict');
    expect(describeChanges([])).toContain('No row');
    expect(() => compareResults(results('more', [1], 'Other'), results('more', [1]))).toThrow(
      '--against: the stored results of suite runtime are of Other, 2 cores',
    );
  });
});
