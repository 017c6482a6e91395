/** What an exploration found, as data and as text. */

import { formatTable } from './format.js';
import type { Problem } from './move.js';

/** A way to make an oracle fail. */
export interface Violation extends Problem {
  /** The steps that lead there, as a table. */
  readonly schedule: string;
}

/** What an exploration found. */
export interface Report {
  readonly name: string;
  /** `truncated` is a failure too: not all was seen. */
  readonly verdict: 'ok' | 'violation' | 'truncated';
  readonly violation: Violation | undefined;
  readonly states: number;
  readonly transitions: number;
  /** States in which nobody moves any more. */
  readonly leaves: number;
  /** Paths from the beginning to an end; undefined if not all were seen, or some don't end. */
  readonly interleavings: bigint | undefined;
  /** Steps of the longest path; undefined likewise. */
  readonly depth: number | undefined;
  readonly milliseconds: number;
}

/** The head of {@link reportRow}. */
export const REPORT_HEAD: readonly string[] = [
  'program',
  'states',
  'transitions',
  'leaves',
  'interleavings',
  'depth',
  'seconds',
  'verdict',
];

/** A report as cells of a table. */
export function reportRow(report: Report): string[] {
  const { name, states, transitions, leaves, interleavings, depth, milliseconds } = report;
  const unknown = report.verdict === 'ok' ? '∞' : '?';
  return [
    name,
    states.toLocaleString('en'),
    transitions.toLocaleString('en'),
    leaves.toLocaleString('en'),
    interleavings === undefined ? unknown : scientific(interleavings),
    depth === undefined ? unknown : String(depth),
    (milliseconds / 1000).toFixed(1),
    verdictOf(report),
  ];
}

/** A report as text: a line of figures, and the schedule if there was a violation. */
export function describeReport(report: Report): string {
  const { violation } = report;
  const figures = formatTable([REPORT_HEAD, reportRow(report)]);
  if (violation === undefined) return figures;
  return `${figures}\n\n${violation.oracle}: ${violation.message}\n\n${violation.schedule}\n`;
}

/** Throws with the schedule unless all was seen and nothing was wrong. */
export function assertOk(report: Report): void {
  if (report.verdict !== 'ok') throw new Error(describeReport(report));
}

function verdictOf({ verdict, violation }: Report): string {
  return violation === undefined ? verdict : `${verdict}: ${violation.oracle}`;
}

/** Small numbers as they are, large ones as 1.23e45, rounded down. */
function scientific(n: bigint): string {
  const digits = String(n);
  if (digits.length <= 7) return n.toLocaleString('en');
  return `${digits.slice(0, 1)}.${digits.slice(1, 3)}e${digits.length - 1}`;
}
