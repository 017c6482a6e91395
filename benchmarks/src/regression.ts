/**
 * Is this branch slower? New results beside stored ones of the same CPU, with the interval of each
 * ratio. Of a row with a floor, the ratios to it are compared: load and clock rate cancel out.
 */

import { UsageError } from './arguments.js';
import type { Machine } from './machine.js';
import type { Results } from './report.js';
import { bootstrapRatio, type Ratio } from './statistics.js';
import type { Rival, Row } from './suite.js';

/** A row of both: how many times as good the new one is. */
export interface Change extends Ratio {
  readonly name: string;
  /**
   * `worse` and `better` are certain: the whole interval is on one side, and it is 5 % or more.
   * `once`: a figure that was measured once has no interval.
   */
  readonly verdict: 'better' | 'worse' | 'same' | 'once';
}

const SMALLEST = 0.05;

/**
 * Compares ours, row by row.
 *
 * @throws UsageError if they are of different machines.
 */
export function compareResults(stored: Results, fresh: Results): Change[] {
  checkMachine(stored, fresh.machine);
  const before = new Map(rowsOf(stored).map((row) => [row.name, row]));
  return rowsOf(fresh).flatMap((row): Change[] => {
    const old = roundsOf(before.get(row.name));
    const now = roundsOf(row);
    if (old === undefined || now === undefined) return [];
    const ratio = row.better === 'more' ? bootstrapRatio(now, old) : bootstrapRatio(old, now);
    const isCertain = row.isExact === true || (old.length > 1 && now.length > 1);
    return [{ name: row.name, ...ratio, verdict: isCertain ? verdictOf(ratio) : 'once' }];
  });
}

/** @throws UsageError if the results are of another machine. */
export function checkMachine({ suite, machine }: Results, here: Machine): void {
  if (machine.cpu === here.cpu && machine.cores === here.cores) return;
  throw new UsageError(
    `--against: the stored results of suite ${suite} are of ${machine.cpu}, ${machine.cores} ` +
      `cores; expected ${here.cpu}, ${here.cores} cores`,
  );
}

/** Writes the changes down, a line each. */
export function describeChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'No row has its rounds in both results.';
  const width = Math.max(...changes.map(({ name }) => name.length));
  const lines = changes.map(({ name, ratio, low, high, verdict }) => {
    const interval = `${ratio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
    return `${name.padEnd(width)}  ${interval}  ${TOLD[verdict]}`;
  });
  return ['Ours beside the stored results; above 1 is better:', ...lines].join('\n');
}

const TOLD: Readonly<Record<Change['verdict'], string>> = {
  better: 'better',
  worse: 'worse',
  same: 'same',
  once: 'measured once: no verdict',
};

function verdictOf({ low, high }: Ratio): Change['verdict'] {
  if (high < 1 - SMALLEST) return 'worse';
  return low > 1 + SMALLEST ? 'better' : 'same';
}

function rowsOf({ sections }: Results): Row[] {
  return sections.flatMap(({ rows }) => rows);
}

function roundsOf(row: Row | undefined): readonly number[] | undefined {
  return row?.rounds ?? row?.rivals?.find(({ name }: Rival) => name === 'ours')?.rounds;
}
