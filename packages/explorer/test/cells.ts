import type { Cells, Report } from '@pilfer/explorer';
import { describeReport } from '@pilfer/explorer';

/** Shared cells for a program, all zero. */
export function cells(count: number): Cells {
  return new Int32Array(new SharedArrayBuffer(count * 4));
}

/** Which oracle failed, or how the exploration ended otherwise. */
export function verdict({ verdict, violation }: Report): string {
  return violation?.oracle ?? verdict;
}

/** The schedule's lines, one space between words, without the head. */
export function scheduleOf(report: Report): string[] {
  const lines = report.violation?.schedule.split('\n') ?? [];
  return lines.slice(1).map((line) => line.replace(/ +/g, ' '));
}

/** A message for a failed expectation: the whole report. */
export function told(report: Report): string {
  return describeReport(report);
}
