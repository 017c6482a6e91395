/** The report of all suites: `results/README.md`, `results/index.html` and the plots. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConditions, describeMachine, writeText, type Results } from '../report.js';
import { markdownTable } from '../table.js';
import { goalLines, type GoalLine } from './goals.js';
import { figures, type Figure } from './plots.js';

const INTRODUCTION =
  'Written by `pnpm bench`. Medians; what is compared was measured in one run, in turns. A ratio above ' +
  '1 means that ours is better; behind it, the interval in which it lies with 95 % probability, as ' +
  'resampled from the rounds, if there were several.';

/** Reads the results of the suites in a folder, and writes the report beside them. */
export function writeReport(folder: string, suites: readonly string[]): void {
  const all = suites
    .map((suite) => join(folder, `${suite}.json`))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Results);
  const drawn = figures(all);
  for (const { file, svg } of drawn) writeText(join(folder, `${file}.svg`), `${svg}\n`);
  writeText(join(folder, 'README.md'), markdownReport(all, drawn));
  writeText(join(folder, 'index.html'), htmlReport(all, drawn));
}

/** The report as Markdown: the goals, the plots, and where the tables are. */
export function markdownReport(all: readonly Results[], drawn: readonly Figure[]): string {
  const parts = [
    '# Benchmark results',
    INTRODUCTION,
    ...drawn.map(
      ({ file, title, caption }) => `## ${title}\n\n![${title}](${file}.svg)\n\n${caption}`,
    ),
    '## Goals',
    goalsTable(goalLines(all)),
    '## Tables',
    ...all.map(
      ({ suite, machine, conditions }) =>
        `- [${suite}](${suite}.md): ${describeMachine(machine)}. ${describeConditions(conditions)}.`,
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function goalsTable(lines: readonly GoalLine[]): string {
  const rows = lines.map(({ suite, name, goal, ours, best, ratio, reached, reason }) =>
    [suite, name, goal, ours, best, ratio, reached ? 'reached' : '**missed**', reason]
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | '),
  );
  return [
    '| suite | row | goal | ours | best other | ours ÷ other | | why |',
    '| --- | --- | --- | ---: | ---: | ---: | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

/** The report as one page that needs nothing else. */
export function htmlReport(all: readonly Results[], drawn: readonly Figure[]): string {
  const goals = goalLines(all).map(
    ({ suite, name, goal, ours, best, ratio, reached, reason }) =>
      `<tr class="${reached ? 'reached' : 'missed'}">${[
        suite,
        name,
        goal,
        ours,
        best,
        ratio,
        reached ? 'reached' : 'missed',
        reason,
      ]
        .map((cell) => `<td>${escape(cell)}</td>`)
        .join('')}</tr>`,
  );
  const plots = drawn.map(
    ({ title, caption, svg }) =>
      `<h2>${escape(title)}</h2><figure>${svg}<figcaption>${escape(caption)}</figcaption></figure>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>pilfer: benchmark results</title>
<style>${STYLE}</style>
<h1>Benchmark results</h1>
<p>${escape(INTRODUCTION)}</p>
<p>${['goals', ...all.map(({ suite }) => suite)].map((name) => `<a href="#${name}">${name}</a>`).join(' · ')}</p>
${plots.join('\n')}
<h2 id="goals">Goals</h2>
<div class="wide"><table class="goals"><tr><th>suite<th>row<th>goal<th>ours<th>best other<th>ours ÷ other<th><th>why</tr>
${goals.join('\n')}
</table></div>
${all.map(suitePart).join('\n')}
</html>
`;
}

function suitePart({ suite, about, machine, conditions, sections }: Results): string {
  const parts = sections
    .filter(({ rows }) => rows.length > 0)
    .map(
      (section) =>
        `<h3>${escape(section.title)}</h3><p>${escape(section.about)}</p>${tableOf(markdownTable(section.rows))}`,
    );
  const where = `${describeMachine(machine)}. ${describeConditions(conditions)}.`;
  return `<h2 id="${suite}">Suite ${escape(suite)}</h2><p>${escape(about)}</p><p>${escape(where)}</p>${parts.join('')}`;
}

/** The same table as in Markdown: one way to lay rows out. */
function tableOf(markdown: string): string {
  const lines = markdown.split('\n').filter((_, i) => i !== 1);
  const rows = lines.map((line, i) => {
    const cells = line.slice(2, -2).split(/ (?<!\\)\| /);
    const tag = i === 0 ? 'th' : 'td';
    return `<tr>${cells.map((cell) => `<${tag}>${escape(cell.replaceAll('\\|', '|'))}</${tag}>`).join('')}</tr>`;
  });
  return `<div class="wide"><table>${rows.join('')}</table></div>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem }
  figure { margin: 0; overflow-x: auto } figcaption { color: #495057 }
  .wide { overflow-x: auto } table { border-collapse: collapse; font-size: 13px }
  th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid #dee2e6; vertical-align: top }
  th, td:not(:last-child) { white-space: nowrap }
  .goals td:nth-child(2), .goals td:nth-child(3), .goals td:nth-child(6) { white-space: normal }
  .goals td:nth-child(2) { min-width: 14rem } .goals td:last-child { min-width: 18rem }
  tr.missed td:nth-child(7) { color: #c92a2a; font-weight: bold }
  tr.reached td:nth-child(7) { color: #2b8a3e }
`;
