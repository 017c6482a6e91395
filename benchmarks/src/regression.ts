/** Is this branch slower? New results beside stored ones of the same CPU, with the interval of each ratio. */

import type { Results } from './report.js';
import { bootstrapRatio, type Ratio } from './statistics.js';
import type { Rival, Row } from './suite.js';

/** A row of both: how many times as good the new one is. */
export interface Change extends Ratio {
  readonly name: string;
  /** `worse` and `better` are certain: the whole interval is on one side, and it is 5 % or more. */
  readonly verdict: 'better' | 'worse' | 'same';
}

const SMALLEST = 0.05;

/**
 * Compares ours, row by row.
 *
 * @throws Error if they are of different machines.
 */
export function compareResults(stored: Results, fresh: Results): Change[] {
  const [was, is] = [stored.machine, fresh.machine];
  if (stored.suite !== fresh.suite || was.cpu !== is.cpu || was.cores !== is.cores) {
    throw new Error(
      `--against: the stored results are of suite ${stored.suite} on ${was.cpu}, ${was.cores} ` +
        `cores; expected ${fresh.suite} on ${is.cpu}, ${is.cores} cores`,
    );
  }
  const before = new Map(rowsOf(stored).map((row) => [row.name, row]));
  return rowsOf(fresh).flatMap((row): Change[] => {
    const old = roundsOf(before.get(row.name));
    const now = roundsOf(row);
    if (old === undefined || now === undefined) return [];
    const ratio = row.better === 'more' ? bootstrapRatio(now, old) : bootstrapRatio(old, now);
    return [{ name: row.name, ...ratio, verdict: verdictOf(ratio) }];
  });
}

/** Writes the changes down, a line each. */
export function describeChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'No row has its rounds in both results.';
  const width = Math.max(...changes.map(({ name }) => name.length));
  const lines = changes.map(({ name, ratio, low, high, verdict }) => {
    const interval = `${ratio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
    return `${name.padEnd(width)}  ${interval}  ${verdict}`;
  });
  return ['Ours beside the stored results; above 1 is better:', ...lines].join('\n');
}

function verdictOf({ low, high }: Ratio): Change['verdict'] {
  if (high < 1 - SMALLEST) return 'worse';
  return low > 1 + SMALLEST ? 'better' : 'same';
}

function rowsOf({ sections }: Results): Row[] {
  return sections.flatMap(({ rows }) => rows);
}

function roundsOf(row: Row | undefined): readonly number[] | undefined {
  return row?.rivals?.find(({ name }: Rival) => name === 'ours')?.rounds;
}
