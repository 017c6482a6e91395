/** The summary as text, for somebody who sees it for the first time. */

import type { ProblemKind } from './report.js';
import { BROTLI_QUALITY } from './shrink-file.js';
import type { Problems, Summary } from './summary.js';
import { bar, bytes, count, counted, percent, seconds, type Paint } from './terminal.js';

const BAR_WIDTH = 30;

/** From how many cores on it is said why one thread keeps more than one busy. */
const MORE_THAN_ONE = 1.1;

/** What is wrong with files, and what became of them. */
const PROBLEMS: Readonly<Record<ProblemKind, string>> = {
  unreadable: 'not read, left out',
  notUtf8: 'no UTF-8 text (pictures and the like), compressed as they are',
  unparsable: 'not parsed, compressed as they are',
  large: 'too large to minify, compressed as they are',
};

/** Returns the text. */
export function render(summary: Summary, paint: Paint): string {
  if (summary.found === 0 && !summary.interrupted) return nothingToDo(summary);
  const blocks = [
    title(summary, paint),
    sizes(summary),
    times(summary, paint),
    processors(summary, paint),
    slowest(summary, paint),
    ...Object.entries(summary.problems).map(([kind, problems]) =>
      listed(PROBLEMS[kind as ProblemKind], problems, paint),
    ),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n').replaceAll(/ +$/gm, '')}\n`;
}

function nothingToDo({ path, problems: { unreadable } }: Summary): string {
  const why = unreadable.first.map((problem) => ` (${problem.path || '.'}: ${problem.message})`);
  return `There are no files in ${path}${why[0] ?? ''}: nothing to do.\n`;
}

function title(summary: Summary, paint: Paint): string[] {
  const { path, found, files, done, interrupted } = summary;
  const sample = files < found ? `${count(files)} of ` : '';
  const lines = [`${paint('bold', path)}  ${sample}${counted(found, 'file')}`];
  if (interrupted) {
    const where = done < files ? `after ${count(done)} of ${count(files)} files` : 'in one thread';
    lines.push(paint('yellow', `Interrupted ${where}: this is what came out so far.`));
  }
  return lines;
}

function sizes({ done, sources, bytes: { read, minified, compressed } }: Summary): string[] {
  const less = (size: number): string => (size === read ? '' : `−${percent(1 - size / read)}`);
  return [
    row('read', bytes(read), '', `${counted(sources, 'source')}, ${count(done - sources)} others`),
    row('minified', bytes(minified), less(minified), 'sources only, by Babel and Sucrase'),
    row('compressed', bytes(compressed), less(compressed), `Brotli, quality ${BROTLI_QUALITY}`),
  ];
}

function times({ allCores, oneThread, speedUp, ...rest }: Summary, paint: Paint): string[] {
  if (allCores === null) return [];
  const busy = (cores: number): string => `${cores.toFixed(2)} cores busy`;
  const machines = counted(allCores.processors.length, 'processor');
  const lines = [
    row('all cores', seconds(allCores.seconds), '', `${machines}, ${busy(allCores.coresBusy)}`),
  ];
  if (oneThread !== null) {
    const loop = `a plain loop, ${busy(oneThread.coresBusy)}`;
    lines.push(row('one thread', seconds(oneThread.seconds), '', loop));
  }
  if (oneThread !== null && speedUp !== null) {
    const helped = oneThread.coresBusy > MORE_THAN_ONE;
    const note = helped ? "V8's compiler and garbage collector help the one thread, too" : '';
    lines.push(paint('bold', row('speed-up', `${speedUp.toFixed(2)} ×`, '', '')) + note);
  }
  return [...lines, ...results({ allCores, ...rest }, paint)];
}

/** Whether both passes found the same. */
function results(
  { allCores, compared, different }: Pick<Summary, 'allCores' | 'compared' | 'different'>,
  paint: Paint,
): string[] {
  const lines: string[] = [];
  if (compared > 0) {
    const good = paint('green', 'each with the same result in both');
    const bad = paint('red', `${count(different.count)} of them with DIFFERENT results`);
    lines.push(row('compared', counted(compared, 'file'), '', different.count > 0 ? bad : good));
  }
  lines.push(...different.first.map((path) => `    ${path}`));
  const fingerprint = allCores?.fingerprint ?? null;
  if (fingerprint !== null) lines.push(`  fingerprint   ${fingerprint}`);
  return lines;
}

function processors({ allCores }: Summary, paint: Paint): string[] {
  if (allCores === null) return [];
  const head = `  ${'processor'.padEnd(11)}${'busy'.padEnd(BAR_WIDTH + 9)}${'tasks'.padStart(8)}${'stolen'.padStart(9)}`;
  const lines = allCores.processors.map(({ utilisation, tasks, stolen }, p) => {
    const busy = `${bar(utilisation, BAR_WIDTH)}  ${percent(utilisation).padStart(5)}  `;
    return `  ${`P${p}`.padEnd(11)}${busy}${count(tasks).padStart(8)}${count(stolen).padStart(9)}`;
  });
  return [paint('dim', head), ...lines];
}

function slowest({ slowest: files, heavy, done }: Summary, paint: Paint): string[] {
  if (files.length === 0) return [];
  const share = `${count(heavy.files)} of ${count(done)} took ${percent(heavy.share)} of the time`;
  const head = `  slowest files (${share})`;
  const lines = files.map(
    (file) =>
      `${seconds(file.seconds).padStart(11)}${bytes(file.bytes).padStart(11)}  ${file.path}`,
  );
  return [paint('dim', head), ...lines];
}

function listed(what: string, { count: all, first }: Problems, paint: Paint): string[] {
  if (all === 0) return [];
  const lines = first.map(({ path, message }) => `    ${path || '.'}  ${paint('dim', message)}`);
  if (all > first.length) lines.push(`    and ${count(all - first.length)} more`);
  return [paint('yellow', `  ${what}: ${counted(all, 'file')}`), ...lines];
}

function row(label: string, value: string, share: string, note: string): string {
  return `  ${label.padEnd(11)}${value.padStart(14)}${share.padStart(8)}   ${note}`;
}
