/** Results on disk: Markdown to read, JSON to compute with. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Conditions, Machine } from './machine.js';
import type { Section } from './suite.js';
import { markdownTable } from './table.js';

/** One run of a suite. */
export interface Results {
  readonly suite: string;
  readonly about: string;
  readonly machine: Machine;
  readonly conditions: Conditions;
  readonly sections: readonly Section[];
}

/** Writes a file, making its folder if there is none. */
export function writeText(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Writes the results as a page. */
export function markdown(results: Results): string {
  const { suite, about, machine, conditions, sections } = results;
  const parts = [
    `# Benchmark results: ${suite}`,
    about,
    `${describeMachine(machine)}. ${describeConditions(conditions)}.`,
    `Written by \`pnpm bench ${suite}\`; figures are medians, ratios are medians of the rounds' ratios.`,
    ...sections.flatMap((section) => [
      `## ${section.title}`,
      section.about,
      ...(section.measured === undefined ? [] : [section.measured]),
      markdownTable(section.rows),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Says in a line what the machine is. */
export function describeMachine(machine: Machine): string {
  const { cpu, cores, memoryGiB, system, node, v8, date, commit } = machine;
  return (
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}; Node ${node} (V8 ${v8}); ` +
    `${date}, commit ${commit}`
  );
}

/** Says in a line who else was there. */
export function describeConditions({ seconds, foreign, load }: Conditions): string {
  const share =
    foreign === undefined
      ? 'use of the cores by others unknown'
      : `other processes used ${(foreign * 100).toFixed(0)} % of the cores meanwhile`;
  return `The run took ${seconds.toFixed(0)} s; ${share}, load average at its end ${load.toFixed(1)}`;
}

/**
 * Puts the rows of a run into an older one's results, in place of those of the same names.
 *
 * @throws Error if the older ones come from another machine or another Node.
 */
export function merge(older: Results, newer: Results): Results {
  const [was, is] = [older.machine, newer.machine];
  if (was.cpu !== is.cpu || was.cores !== is.cores || was.node !== is.node) {
    throw new Error(
      `merge: the results are of ${was.cpu}, ${was.cores} cores, Node ${was.node}; ` +
        `expected ${is.cpu}, ${is.cores} cores, Node ${is.node}`,
    );
  }
  const measured = `${is.date}, commit ${is.commit}. ${describeConditions(newer.conditions)}.`;
  const sections = newer.sections.map((section): Section => {
    const old = older.sections.find(({ title }) => title === section.title);
    if (section.rows.length === 0) return old ?? section;
    const rows = new Map(old?.rows.map((row) => [row.name, row]));
    for (const row of section.rows) rows.set(row.name, row); // in its old place, if it had one
    return { ...section, rows: [...rows.values()], measured };
  });
  return { ...newer, sections };
}

/** Names the goals that were missed. */
export function missedGoals(sections: readonly Section[]): string[] {
  return sections
    .flatMap((section) => section.rows)
    .filter((row) => row.goal?.reached === false)
    .map((row) => row.name);
}
