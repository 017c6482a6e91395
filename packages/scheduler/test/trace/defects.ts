/** A sound beginning, to plant defects in, and what is found. */

import { expect } from '@jest/globals';
import { checkTrace, NONE, TraceBuilder } from '../../src/trace/index.js';

/** M0 on P0 runs G1; M1 on P1 has nothing to do. */
export const running = (): TraceBuilder =>
  new TraceBuilder().boot(2).at(10).create(1, NONE, 'one').start(1).at(20);

/** The rules that a story breaks, and what is said about the first. */
export const broken = (builder: TraceBuilder): [rules: string, message: string] => {
  const violations = checkTrace(builder.trace());
  const rules = [...new Set(violations.map((violation) => violation.rule))].join(' ');
  return [rules, violations[0]?.message ?? ''];
};

/** A test's name, the rules it breaks, what is said about it, and the story. */
export type Defect = [name: string, rules: string, message: string, builder: TraceBuilder];

/** Expects that a story breaks exactly these rules, and the first violation says this. */
export function finds(rules: string, message: string, builder: TraceBuilder): void {
  const [found, said] = broken(builder);
  expect(found.split(' ').toSorted()).toEqual(rules.split(' ').toSorted());
  expect(said).toContain(message);
}
